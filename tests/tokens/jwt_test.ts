import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  type JSONWebKeySet,
  jwtVerify,
} from "jose";
import {
  type Client,
  generateSigner,
  memoryStorage,
  type Signer,
} from "@mintmark/oauth";
import {
  claimsOf,
  CLIENT,
  GOOD,
  ISSUER,
  NOW,
  post,
  read,
  SIGNER,
  type TestServer,
  testServer,
} from "../fixtures.ts";
import { verifySignature } from "../interop/node_crypto.js";

const API = "https://api.example.com/";
const OTHER = "https://other.example.com/";

const SIGNERS: readonly Signer[] = [
  SIGNER,
  ...await Promise.all(
    (["RS256", "PS384", "ES512", "EdDSA", "Ed25519", "ML-DSA-65"] as const)
      .map((alg) => generateSigner(alg)),
  ),
];

type Options = NonNullable<Parameters<typeof testServer>[0]>;

function serverOf(options: Options = {}, client: Partial<Client> = {}) {
  return testServer({
    clients: [{ ...CLIENT, resources: [API, OTHER], ...client }],
    multipleResources: true,
    ...options,
  });
}

async function tokenOf(
  server: TestServer,
  more: readonly (readonly [string, string])[] = [["resource", API]],
): Promise<string> {
  const { body } = await post(server, [...Object.entries(GOOD), ...more]);
  return body.access_token;
}

async function keySetOf(server: TestServer): Promise<JSONWebKeySet> {
  const url = `${ISSUER}/jwks`;
  return (await read(await server.handleJwksRequest(new Request(url)))).body;
}

const CHECKS = {
  issuer: ISSUER,
  audience: API,
  typ: "at+jwt",
  currentDate: new Date(NOW * 1000),
};

for (const signer of SIGNERS) {
  const { alg } = signer;

  Deno.test(`RFC 9068 §4: jose verifies a token signed with ${alg} against the published keys`, async () => {
    const server = serverOf({ signer });
    const keys = createLocalJWKSet(await keySetOf(server));
    const { payload, protectedHeader } = await jwtVerify(
      await tokenOf(server),
      keys,
      CHECKS,
    );
    assertEquals(protectedHeader, { alg, typ: "at+jwt", kid: signer.kid });
    assertEquals(payload.sub, "test-client");
  });

  // The node:crypto of Deno has no ML-DSA: see tests/interop.
  if (alg.startsWith("ML-DSA")) continue;

  Deno.test(`RFC 7515 §5.2: node:crypto verifies a token signed with ${alg}, and none that was changed`, async () => {
    const server = serverOf({ signer });
    const token = await tokenOf(server);
    const { keys: [jwk] } = await keySetOf(server);
    const holds = (token: string) => verifySignature({ token, alg, jwk: jwk! });
    assertEquals(holds(token), true);
    assertEquals(holds(token.replace(/\.[^.]+$/, "x$&")), false);
    assertMatch(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  });
}

Deno.test("RFC 9068 §2.2: the claims are these and no others", async () => {
  const token = await tokenOf(serverOf(), [
    ["resource", API],
    ["scope", "orders.read orders.write"],
  ]);
  const { jti, ...claims } = claimsOf(token);
  assertEquals(claims, {
    iss: ISSUER,
    sub: "test-client",
    aud: API,
    client_id: "test-client",
    scope: "orders.read orders.write",
    iat: NOW,
    exp: NOW + 3_600,
  });
  assertEquals(typeof jti, "string");
});

Deno.test("RFC 9068 §2.1: the header has typ at+jwt, alg and kid, and no others", async () => {
  assertEquals(decodeProtectedHeader(await tokenOf(serverOf())), {
    alg: "ES256",
    typ: "at+jwt",
    kid: SIGNER.kid,
  });
});

Deno.test("RFC 7519 §4.1.3: aud is a string when one, an array when several", async () => {
  const both = [["resource", OTHER], ["resource", API]] as const;
  assertEquals(claimsOf(await tokenOf(serverOf())).aud, API);
  assertEquals(claimsOf(await tokenOf(serverOf(), both)).aud, [OTHER, API]);
});

Deno.test("RFC 9068 §2.2.3: an empty scope is no claim", async () => {
  assertEquals("scope" in claimsOf(await tokenOf(serverOf())), false);
});

Deno.test("RFC 6749 §5.1: exp - iat is expires_in, in whole seconds", async () => {
  for (const seconds of [1, 59, 86_400]) {
    const server = serverOf({}, { access_token_seconds: seconds });
    const { body } = await post(server);
    const { iat, exp } = claimsOf(body.access_token);
    assertEquals([iat, exp - iat, body.expires_in], [NOW, seconds, seconds]);
  }
});

Deno.test("RFC 7519 §4.1.7: jti has 128 bits and never repeats", async () => {
  const server = serverOf();
  const ids: string[] = [];
  // More than one batch of random bytes.
  for (let i = 0; i < 150; i++) {
    const { jti } = claimsOf(await tokenOf(server));
    assertMatch(jti, /^[A-Za-z0-9_-]{22}$/);
    ids.push(jti);
  }
  assertEquals(new Set(ids).size, ids.length);
  // Every bit is drawn: none is the same in all of them.
  const bytes = ids.map((id) =>
    Uint8Array.fromBase64(id, { alphabet: "base64url" })
  );
  for (let bit = 0; bit < 128; bit++) {
    const values = bytes.map((id) => (id[bit >> 3]! >> (bit & 7)) & 1);
    assertEquals(new Set(values).size, 2, `bit ${bit}`);
  }
});

Deno.test("the same request twice gets two different tokens", async () => {
  const server = serverOf();
  assertNotEquals(await tokenOf(server), await tokenOf(server));
});

Deno.test("text beyond ASCII is UTF-8 in the token", async () => {
  const client_id = "dienst-äöü-\u{1F511}";
  const server = serverOf({}, { client_id });
  const { body } = await post(server, { ...GOOD, client_id });
  assertEquals(claimsOf(body.access_token).sub, client_id);
});

Deno.test("a token costs one read of the client and no write", async () => {
  const calls: string[] = [];
  const { clients } = memoryStorage({ clients: [CLIENT] });
  const storage = {
    clients: new Proxy(clients, {
      get(target, name) {
        calls.push(String(name));
        return Reflect.get(target, name).bind(target);
      },
    }),
  };
  const server = testServer({ storage });
  calls.length = 0;
  for (let i = 0; i < 3; i++) assertEquals((await post(server)).status, 200);
  assertEquals(calls, ["get", "get", "get"]);
});
