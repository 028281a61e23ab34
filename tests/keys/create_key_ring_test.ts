// The rotating ring in a server: real keys, tokens and documents.

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { createLocalJWKSet, jwtVerify } from "jose";
import {
  createKeyRing,
  type KeyRingOptions,
  type KeyStore,
  memoryStorage,
  type StoredKeyRing,
} from "@mintmark/oauth";
import { refuses } from "../options/construct.ts";
import {
  ISSUER,
  post,
  read,
  type TestServer,
  testServer,
} from "../fixtures.ts";

const WRAPPING_KEY = "PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0";

const POLICY = {
  algs: ["ES256", "EdDSA"],
  signingSeconds: 1_000,
  leadSeconds: 100,
  refreshSeconds: 10,
  skewSeconds: 5,
  maxAccessTokenSeconds: 60,
} as const;

interface Served {
  readonly server: TestServer;
  readonly keys: StoredKeyRing;
  readonly store: KeyStore;
  now: number;
}

function serve(
  options: Partial<KeyRingOptions> = {},
  store: KeyStore = memoryStorage().keys,
): Served {
  const keys = createKeyRing({ store, policy: POLICY, ...options });
  const served = { store, keys, now: 1_000 };
  const server = testServer({
    keys,
    accessTokenSeconds: 60,
    maxAccessTokenSeconds: 60,
    now: () => served.now,
  });
  return Object.assign(served, { server });
}

async function keySet({ server }: Served) {
  const { status, body, headers } = await read(
    await server.handleJwksRequest(new Request(`${ISSUER}/jwks`)),
  );
  assertEquals(status, 200);
  return { keys: body.keys, cacheControl: headers.get("cache-control") };
}

async function token({ server }: Served): Promise<string> {
  const { status, body } = await post(server);
  assertEquals(status, 200);
  return body.access_token;
}

Deno.test("a server over a key store: tokens verify against its keys, through a rotation, also after a restart", async () => {
  let served = serve();
  const old: { readonly token: string; readonly at: number }[] = [];
  const kids = new Set<string>();
  const last = 4_000;
  for (let now = 1_000; now < last; now += 50) {
    // Another process over the same store, which has seen nothing.
    if (now % 500 === 0) served = serve({}, served.store);
    served.now = now;
    const { keys, cacheControl } = await keySet(served);
    assertEquals(cacheControl, "public, max-age=75");
    old.push({ token: await token(served), at: now });
    for (const { token, at } of old.filter(({ at }) => at > now - 60)) {
      const { protectedHeader } = await jwtVerify(
        token,
        createLocalJWKSet({ keys }),
        { issuer: ISSUER, currentDate: new Date(at * 1_000) },
      );
      kids.add(protectedHeader.kid!);
    }
  }
  assertEquals(kids.size, 3);
});

Deno.test("resources[].alg chooses among the keys of the ring", async () => {
  const { keys } = serve();
  const server = testServer({
    keys,
    accessTokenSeconds: 60,
    maxAccessTokenSeconds: 60,
    resources: [{ resource: "https://api.example.com/", alg: "EdDSA" }],
    defaultAudience: "https://api.example.com/",
  });
  const { body } = await post(server);
  const [header] = body.access_token.split(".");
  assertEquals(JSON.parse(atob(header)).alg, "EdDSA");
});

Deno.test("private keys in clear are told once; wrapped ones are not told", async () => {
  const clear = serve();
  await token(clear);
  clear.now += 50;
  await token(clear);
  const warned = ({ server }: Served) =>
    server.events.flatMap((e) =>
      e.type === "warning" && e.warning !== "audience_is_issuer"
        ? [e.warning]
        : []
    );
  assertEquals(warned(clear), ["unwrapped_keys"]);
  const wrapped = serve({ wrappingKeys: [WRAPPING_KEY] });
  await token(wrapped);
  assertEquals(warned(wrapped), []);
  const stored = JSON.stringify(
    await wrapped.store.read(new AbortController().signal),
  );
  assertEquals(/"d":|private_jwk":\{/.test(stored), false);
});

Deno.test("an instance without the wrapping key publishes, does not sign, and says which key it is", async () => {
  const wrapped = serve({ wrappingKeys: [WRAPPING_KEY] });
  const { keys } = await keySet(wrapped);
  const blind = serve({}, wrapped.store);
  assertEquals((await keySet(blind)).keys, keys);
  const { status, body } = await post(blind.server);
  assertEquals([status, body.error], [503, "temporarily_unavailable"]);
  const warnings = blind.server.events.filter((e) =>
    e.type === "warning" && e.warning === "unusable_key"
  );
  assertEquals(warnings.length, 4);
  for (const { kid } of keys) {
    assertEquals(JSON.stringify(warnings).includes(kid), true);
  }
  assertMatch(JSON.stringify(warnings), /there are no wrappingKeys/);
});

Deno.test("revokeKey: the key is gone from the next document, and the next token has another one", async () => {
  const served = serve();
  await token(served);
  served.now += 200;
  const { keys } = await keySet(served);
  const kidOf = (jwt: string) => JSON.parse(atob(jwt.split(".")[0]!)).kid;
  const kid = kidOf(await token(served));
  await served.keys.revokeKey(kid, { now: () => served.now + 0.5 });
  assertEquals((await keySet(served)).keys.length, keys.length);
  const after = (await keySet(served)).keys.map((k: { kid: string }) => k.kid);
  assertEquals(after.includes(kid), false);
  assertEquals(after.includes(kidOf(await token(served))), true);
});

Deno.test("a key store that hangs: the first request waits for its deadline and gets 503, without keys", async () => {
  const store: KeyStore = {
    read: () => new Promise(() => {}),
    replace: () => new Promise(() => {}),
  };
  const server = testServer({
    keys: createKeyRing({ store }),
    seamMilliseconds: 5,
  });
  const { status, headers } = await post(server);
  assertEquals([status, headers.get("retry-after")], [503, "1"]);
  const jwks = await server.handleJwksRequest(new Request(`${ISSUER}/jwks`));
  await jwks.body?.cancel();
  assertEquals(jwks.status, 503);
  assertMatch(JSON.stringify(server.events), /did not answer in time/);
});

Deno.test("construction is inert: no read, no write and no key before the first request", async () => {
  let calls = 0;
  const { keys } = memoryStorage();
  const server = testServer({
    keys: createKeyRing({
      store: {
        read: (signal) => (calls++, keys.read(signal)),
        replace: (keySet, signal) => (calls++, keys.replace(keySet, signal)),
      },
      wrappingKeys: [WRAPPING_KEY],
    }),
  });
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(calls, 0);
  assertEquals((await post(server)).status, 200);
  assertEquals(calls, 2);
});

const { keys: STORE } = memoryStorage();

for (
  const [name, options, message] of [
    ["none", undefined, "store must be a KeyStore, with read and replace"],
    ["no store", {}, "store must be a KeyStore, with read and replace"],
    [
      "a misspelt one",
      { store: STORE, polices: {} },
      "polices is not an option",
    ],
    ["a wrong policy", { store: STORE, policy: 5 }, "policy must be an object"],
    ["wrapping keys", { store: STORE, wrappingKeys: ["x"] }, "wrappingKeys[0]"],
  ] as const
) {
  Deno.test(`createKeyRing refuses options with a sentence: ${name}`, () => {
    assertThrows(
      () => createKeyRing(options as KeyRingOptions),
      TypeError,
      message,
    );
  });
}

refuses([
  [
    "tokens that live longer than keys are published",
    {
      signer: undefined,
      keys: createKeyRing({ store: STORE, policy: POLICY }),
    },
    "maxAccessTokenSeconds (86400) must not exceed that of the policy of keys (60): tokens would outlive their key",
  ],
  [
    "a resource with an algorithm that the ring has no keys for",
    {
      signer: undefined,
      keys: createKeyRing({ store: STORE }),
      resources: [{ resource: "https://api.example.com/", alg: "RS256" }],
    },
    "resources[0].alg is RS256, but keys has only ES256: add it to the algs of its policy",
  ],
]);
