import { assert, assertEquals } from "@std/assert";
import { generateSigner, type KeyRing, type Signer } from "@mintmark/oauth";
import { createVerifier } from "@mintmark/oauth/resource-server";
import { singleKeyRing } from "../../src/keys/key_ring.ts";
import { ISSUER, NOW, SIGNER } from "../fixtures.ts";
import { API, refusalOf, testVerifier, token } from "./tokens.ts";

/** A ring of which the keys can be replaced. */
function changing(first: Signer): KeyRing & { replace(signer: Signer): void } {
  let ring = singleKeyRing(first);
  return {
    signer: (now, alg) => ring.signer(now, alg),
    published: (now) => ring.published(now),
    replace: (signer) => void (ring = singleKeyRing(signer)),
  };
}

Deno.test("keys at hand: a ring is asked anew for each token", async () => {
  const keys = changing(SIGNER);
  const { verify } = testVerifier({ keys });
  const next = await generateSigner("EdDSA");
  const { alg, kid } = next;
  const old = await token();
  assertEquals((await verify(old)).sub, "test-client");
  keys.replace(next);
  const { reason } = await refusalOf(verify(old));

  assertEquals(reason, "unknown_key");
  assertEquals(
    (await verify(await token({}, { alg, kid }, next))).sub,
    "test-client",
  );
});

Deno.test("keys at hand: a ring is asked for the keys of the moment", async () => {
  const asked: number[] = [];
  const { published } = singleKeyRing(SIGNER);
  const { verify } = testVerifier({
    keys: {
      published(now) {
        asked.push(now);
        return published(now);
      },
    },
    now: () => NOW + 0.9,
  });
  await verify(await token());

  assertEquals(asked, [NOW]);
});

Deno.test("keys at hand: a ring that fails makes no token invalid", async () => {
  const cause = new Error("the store is down");
  const keys = {
    published() {
      throw cause;
    },
  };
  const error = await refusalOf(testVerifier({ keys }).verify(await token()));

  assertEquals(
    [error.error, error.status, error.reason, error.cause],
    ["temporarily_unavailable", 503, "keys_unavailable", cause],
  );
  assert(error.retryAfterSeconds! > 0);
});

Deno.test("keys at hand: nobody asks a ring about a token of another issuer", async () => {
  const keys = {
    published: (): never => {
      throw new Error("it was asked");
    },
  };
  const text = await token({ iss: "https://other.example.com" });
  const { reason } = await refusalOf(testVerifier({ keys }).verify(text));

  assertEquals(reason, "wrong_issuer");
});

Deno.test("keys at hand: a key set is taken as it is when the verifier is made", async () => {
  const keys = [{ ...SIGNER.publicJwk }];
  const { verify } = testVerifier({ jwks: { keys } });
  keys[0]!.x = "AAAA";
  keys.pop();

  assertEquals((await verify(await token())).sub, "test-client");
});

Deno.test("keys at hand: a key set with useless entries is used for the others", async () => {
  const useless = [null, 1, {}, { kty: "oct", k: "AAAA", kid: SIGNER.kid }];
  const keys = [...useless, SIGNER.publicJwk] as typeof SIGNER.publicJwk[];

  assertEquals(
    (await testVerifier({ jwks: { keys } }).verify(await token())).sub,
    "test-client",
  );
});

Deno.test("keys at hand: of many keys for a token without kid only a few are tried", async () => {
  const others = await Promise.all(
    Array.from({ length: 8 }, () => generateSigner("ES256")),
  );
  const keys = [...others, SIGNER].map(({ publicJwk }) => publicJwk);
  const { verify } = testVerifier({ jwks: { keys } });
  const { reason } = await refusalOf(
    verify(await token({}, { kid: undefined })),
  );

  assertEquals(reason, "wrong_signature");
  assertEquals((await verify(await token())).sub, "test-client");
});

Deno.test("keys at hand: one of several keys for a token without kid is enough", async () => {
  const other = await generateSigner("ES256");
  const text = await token({}, { kid: undefined });
  for (const order of [[SIGNER, other], [other, SIGNER]]) {
    const keys = order.map(({ publicJwk }) => publicJwk);
    const { verify } = testVerifier({ jwks: { keys } });
    assertEquals((await verify(text)).sub, "test-client");
  }
});

Deno.test("keys at hand: what a ring publishes is read once while it is the same", async () => {
  let reads = 0;
  const published = {
    get keys() {
      reads++;
      return [SIGNER.publicJwk];
    },
    maxAge: 300,
  };
  const { verify } = testVerifier({ keys: { published: () => published } });
  await verify(await token());
  const first = reads;
  await verify(await token());

  assertEquals([first > 0, reads], [true, first]);
});

Deno.test("keys at hand: nothing is read before the first token", () => {
  createVerifier({
    issuer: ISSUER,
    audience: API,
    keys: {
      published: (): never => {
        throw new Error("it was read");
      },
    },
  });
});
