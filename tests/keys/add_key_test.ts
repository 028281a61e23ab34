// Keys that an operator adds, with real ones.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { createLocalJWKSet, jwtVerify } from "jose";
import {
  createKeyRing,
  generatePrivateKey,
  type JsonWebKey,
  type KeyRingOptions,
  memoryStorage,
  privateKeyPem,
  thumbprint,
} from "@mintmark/oauth";
import { kidsOf } from "./key_sets.ts";
import { ISSUER, post, read, testServer } from "../fixtures.ts";

const POLICY = {
  algs: ["ES256", "EdDSA"],
  signingSeconds: 1_000,
  leadSeconds: 100,
  refreshSeconds: 10,
  skewSeconds: 5,
  maxAccessTokenSeconds: 60,
} as const;

/** A server over a ring, with the key of its last token. */
function serve(options: Partial<KeyRingOptions> = {}) {
  const store = memoryStorage().keys;
  const keys = createKeyRing({ store, policy: POLICY, ...options });
  const served = {
    keys,
    store,
    now: 1_000,
    clock: () => served.now,
    async published() {
      const { body } = await read(
        await server.handleJwksRequest(new Request(`${ISSUER}/jwks`)),
      );
      return body as { readonly keys: JsonWebKey[] };
    },
    /** The id of the key that signs, by a token that verifies. */
    async signs(): Promise<string> {
      const { body } = await post(server);
      const { protectedHeader } = await jwtVerify(
        body.access_token,
        createLocalJWKSet(await served.published() as never),
        { currentDate: new Date(served.now * 1_000) },
      );
      return protectedHeader.kid!;
    },
  };
  const server = testServer({
    keys,
    accessTokenSeconds: 60,
    maxAccessTokenSeconds: 60,
    now: served.clock,
  });
  return served;
}

Deno.test("addKey: a key of the operator's is published at once, signs nothing in its lead, is the successor after it, and signs with rotateKey", async () => {
  const served = serve({
    wrappingKeys: ["PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0"],
  });
  const first = await served.signs();
  served.now += 500;
  const mine = await generatePrivateKey("ES256", { kid: "mine" });

  const added = await served.keys.addKey({
    privateKey: mine.private_jwk,
    now: served.clock,
  });

  assertEquals(added, { kid: "mine", alg: "ES256", readyAt: 1_600 });
  assert(kidsOf((await served.published()).keys).includes("mine"));
  for (const now of [1_500, 1_599]) {
    served.now = now;
    assertEquals(await served.signs(), first);
  }
  served.now = 1_600;
  const second = await served.signs();
  assert(![first, "mine"].includes(second), second);
  const { kid, replaced } = await served.keys.rotateKey({ now: served.clock });
  assertEquals([kid, replaced], ["mine", second]);
  assertEquals(await served.signs(), "mine");
  const stored = await served.store.read(AbortSignal.timeout(1_000));
  for (const key of stored.keys) assertEquals(key.private_jwk, undefined);
});

Deno.test("addKey: the first key of an empty store signs at once, and instances make its successor", async () => {
  const served = serve();
  const { private_jwk } = await generatePrivateKey("ES256", { kid: "mine" });
  const { readyAt } = await served.keys.addKey({
    privateKey: private_jwk,
    now: served.clock,
  });

  assertEquals(readyAt, served.now);
  assertEquals(await served.signs(), "mine");
  served.now += POLICY.refreshSeconds;
  assertEquals((await served.published()).keys.length, 4);
  assertEquals(await served.signs(), "mine");
});

Deno.test("addKey: without a key it makes one, for the algorithm that is named", async () => {
  const served = serve();
  await served.signs();
  const { kid, alg } = await served.keys.addKey({
    alg: "EdDSA",
    now: served.clock,
  });
  const { keys } = await served.published();
  assertEquals(alg, "EdDSA");
  assertEquals(keys.find((key) => key.kid === kid)?.alg, "EdDSA");
});

Deno.test("addKey: a PEM has its thumbprint for an id, and of a JWK nothing is stored but its numbers", async () => {
  const served = serve();
  await served.signs();
  const one = await generatePrivateKey("ES256");
  const two = await generatePrivateKey("ES256");
  const extended = { ...two.private_jwk, x5c: ["secret"], ext: true };

  const { kid } = await served.keys.addKey({
    privateKey: await privateKeyPem(one.private_jwk),
    now: served.clock,
  });
  await served.keys.addKey({ privateKey: extended, now: served.clock });

  assertEquals(kid, thumbprint(one.public_jwk));
  const { keys } = await served.store.read(AbortSignal.timeout(1_000));
  const stored = keys.find((key) => key.kid === two.kid);
  assertEquals(stored?.private_jwk, two.private_jwk);
  assertEquals(stored?.public_jwk, two.public_jwk);
});

const { private_jwk: EC } = await generatePrivateKey("ES256");
const OTHER = await generatePrivateKey("ES256");

/** What is added, and what is said about it. */
const REFUSED: readonly (readonly [
  name: string,
  options: {
    readonly alg?: string;
    readonly privateKey?: string | JsonWebKey;
  },
  message: string,
])[] = [
  [
    "an algorithm that is not kept",
    { alg: "RS256" },
    'alg must be one of the policy (ES256, EdDSA), not "RS256"',
  ],
  [
    "a key of another type",
    { alg: "EdDSA", privateKey: EC },
    "key is of type P-256, but EdDSA needs Ed25519",
  ],
  [
    "a public key",
    { privateKey: OTHER.public_jwk },
    "key is a public key: a signer needs the private one",
  ],
  [
    "halves that do not match",
    { privateKey: { ...EC, x: OTHER.public_jwk.x!, y: OTHER.public_jwk.y! } },
    "key ",
  ],
  ["no PEM", { privateKey: EC.d! }, "key must be PKCS#8 in PEM"],
  [
    "an id that is too long",
    { privateKey: { ...EC, kid: "k".repeat(256) } },
    "key has a kid of more than 255 characters",
  ],
];

for (const [name, options, message] of REFUSED) {
  Deno.test(`addKey refuses ${name}, writes nothing, and repeats nothing of the key`, async () => {
    const served = serve();
    await served.signs();
    const before = await served.store.read(AbortSignal.timeout(1_000));

    const error = await assertRejects(
      () => served.keys.addKey({ ...options, now: served.clock }),
      TypeError,
      message,
    );

    assert(!error.message.includes(EC.d!), error.message);
    assertEquals(
      await served.store.read(AbortSignal.timeout(1_000)),
      before,
    );
  });
}

Deno.test("addKey refuses a key that is there already, under this id or another, also where it was revoked", async () => {
  const served = serve();
  await served.signs();
  const add = (privateKey: JsonWebKey) =>
    served.keys.addKey({ privateKey, now: served.clock });
  const named = { ...EC, kid: "mine" };
  await add(named);

  await assertRejects(() => add(named), Error, 'a key "mine" already');
  await assertRejects(
    () => add({ ...EC, kid: "again" }),
    Error,
    'there is a key "mine" already, which is the same',
  );
  await served.keys.revokeKey("mine", { now: served.clock });
  await assertRejects(() => add(named), Error, "already, which was revoked");
});

Deno.test("addKey refuses more keys than anybody reads gladly", async () => {
  const served = serve();
  await served.signs();
  const add = () => served.keys.addKey({ alg: "EdDSA", now: served.clock });
  for (let published = 4; published < 32; published++) await add();

  await assertRejects(
    add,
    Error,
    "there are 32 keys already, and at most 32 are published",
  );
});
