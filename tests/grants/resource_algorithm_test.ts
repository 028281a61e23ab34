import { assertEquals, assertObjectMatch } from "@std/assert";
import { decodeProtectedHeader } from "jose";
import { generateSigner, type KeyRing, type Resource } from "@mintmark/oauth";
import {
  type Answered,
  CLIENT,
  type FormInit,
  GOOD,
  post,
  SIGNER,
  type TestServer,
  testServer,
} from "../fixtures.ts";

const ANY = "https://any.example.com/";
const CURVE = "https://curve.example.com/";
const EDWARDS = "https://edwards.example.com/";
const RSA = "https://rsa.example.com/";

const RESOURCES: readonly Resource[] = [
  { resource: ANY },
  { resource: CURVE, alg: "ES256" },
  { resource: EDWARDS, alg: "EdDSA" },
  { resource: RSA, alg: "RS256" },
];

const EDWARDS_SIGNER = await generateSigner("EdDSA");

/** A ring with two keys, which signs ES256 unless told otherwise. */
const RING: KeyRing = {
  signer(_now, alg = "ES256") {
    const found = [SIGNER, EDWARDS_SIGNER].find((key) => key.alg === alg);
    if (found === undefined) throw new Error(`no key for ${alg}`);
    return found;
  },
  published: () => ({
    keys: [SIGNER.publicJwk, EDWARDS_SIGNER.publicJwk],
    maxAge: 60,
  }),
};

function serverOf(keys?: KeyRing, resources = RESOURCES): TestServer {
  return testServer({
    clients: [{ ...CLIENT, resources: [ANY, CURVE, EDWARDS, RSA] }],
    resources,
    multipleResources: true,
    ...(keys && { keys }),
  });
}

const ask = (server: TestServer, ...resources: readonly string[]) =>
  post(
    server,
    [
      ...Object.entries(GOOD),
      ...resources.map((value) => ["resource", value] as const),
    ] as FormInit,
  );

const algOf = ({ body }: Answered) =>
  decodeProtectedHeader(body.access_token).alg;

for (
  const [resources, alg, kid] of [
    [[ANY], "ES256", SIGNER.kid],
    [[CURVE], "ES256", SIGNER.kid],
    [[EDWARDS], "EdDSA", EDWARDS_SIGNER.kid],
    [[ANY, EDWARDS], "EdDSA", EDWARDS_SIGNER.kid],
    [[EDWARDS, ANY], "EdDSA", EDWARDS_SIGNER.kid],
  ] as const
) {
  Deno.test(`a token for ${resources.join(" and ")} is signed with ${alg}`, async () => {
    const server = serverOf(RING);
    const { status, body } = await ask(server, ...resources);
    assertEquals(status, 200);
    assertEquals(decodeProtectedHeader(body.access_token), {
      alg,
      typ: "at+jwt",
      kid,
    });
    assertObjectMatch(server.events.at(-1)!, { type: "issued", kid });
  });
}

Deno.test("resources that need different algorithms cannot share a token", async () => {
  const server = serverOf(RING);
  const { status, body } = await ask(server, CURVE, EDWARDS);
  assertEquals(status, 400);
  assertEquals(body, {
    error: "invalid_target",
    error_description:
      "These resources need tokens of different algorithms: ask for one at a time.",
  });
  assertObjectMatch(server.events.at(-1)!, {
    reason: "conflicting_algorithms",
  });
});

Deno.test("an algorithm that the ring has no key for is our failure, to be retried", async () => {
  const server = serverOf(RING);
  const { status, body, headers } = await ask(server, RSA);
  assertEquals([status, body.error], [503, "temporarily_unavailable"]);
  assertEquals(headers.get("retry-after"), "1");
  assertObjectMatch(server.events.at(-1)!, {
    type: "failed",
    reason: "signer_failed",
  });
});

Deno.test("with a single signer, resources of its algorithm are signed by it", async () => {
  const server = serverOf(undefined, [
    { resource: ANY },
    { resource: CURVE, alg: "ES256" },
  ]);
  assertEquals(algOf(await ask(server, CURVE)), "ES256");
  assertEquals(algOf(await ask(server, CURVE, ANY)), "ES256");
});
