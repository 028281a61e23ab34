import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { generateSigner, type Signer } from "@mintmark/oauth";
import { singleKeyRing } from "../../src/keys/key_ring.ts";
import { publicMembers, publishedJwk } from "../../src/keys/public_jwk.ts";
import { NOW, SIGNER } from "../fixtures.ts";

Deno.test("the ring of one signer answers with it at every moment", () => {
  const ring = singleKeyRing(SIGNER);
  for (const now of [0, NOW, NOW * 2]) {
    assertStrictEquals(ring.signer(now), SIGNER);
    assertStrictEquals(ring.signer(now, "ES256"), SIGNER);
  }
});

Deno.test("the ring of one signer has no key of another algorithm, and says so", () => {
  const ring = singleKeyRing(SIGNER);
  assertThrows(
    () => ring.signer(NOW, "RS256"),
    Error,
    "the only key signs ES256, not RS256",
  );
});

Deno.test("the ring of one signer publishes its public key for five minutes", () => {
  const { keys, maxAge } = singleKeyRing(SIGNER).published(NOW);
  const { kty, crv, x, y } = SIGNER.publicJwk;
  assertEquals(keys, [{
    kty,
    crv,
    x,
    y,
    kid: SIGNER.kid,
    alg: "ES256",
    use: "sig",
  }]);
  assertEquals(maxAge, 300);
});

Deno.test("what is published stays the same object while nothing changes, and cannot be changed", () => {
  const ring = singleKeyRing(SIGNER);
  const published = ring.published(NOW);
  assertStrictEquals(ring.published(NOW + 1), published);
  assertThrows(() => {
    (published as { maxAge: number }).maxAge = 1;
  }, TypeError);
  assertThrows(() => {
    (published.keys as unknown[]).push({});
  }, TypeError);
});

/** Every private member of RFC 7518 §6, and one that nobody has thought of. */
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "seed"];

Deno.test("private members that a signer wrongly shows are not published", async () => {
  const signer = await generateSigner("ES256");
  const leaky: Signer = {
    ...signer,
    publicJwk: {
      ...signer.publicJwk,
      ...Object.fromEntries(PRIVATE.map((member) => [member, "secret"])),
    },
  };
  const { keys } = singleKeyRing(leaky).published(NOW);
  assertEquals(keys, singleKeyRing(signer).published(NOW).keys);
  assertEquals(JSON.stringify(keys).includes("secret"), false);
});

Deno.test("kid and alg are published as the signer names them, whatever its key says", () => {
  const signer: Signer = {
    ...SIGNER,
    kid: "the-kid",
    publicJwk: { ...SIGNER.publicJwk, kid: "other", alg: "other" },
  };
  const { keys: [key] } = singleKeyRing(signer).published(NOW);
  assertEquals([key?.kid, key?.alg], ["the-kid", "ES256"]);
});

Deno.test("RFC 7518 §6: the public members are kty, crv, x, y, n and e, where they are present", () => {
  const all = { kty: "X", crv: "c", x: "x", y: "y", n: "n", e: "e" };
  const others = {
    kid: "k",
    alg: "a",
    use: "enc",
    key_ops: ["sign"],
    ext: true,
  };
  const secrets = Object.fromEntries(PRIVATE.map((name) => [name, "secret"]));
  assertEquals(publicMembers({ ...secrets, ...others, ...all }), all);
  assertEquals(publicMembers({ kty: "OKP", d: "secret" }), { kty: "OKP" });
});

Deno.test("RFC 7517 §4: a published key is for signatures, and has kid and alg where they are known", () => {
  assertEquals(publishedJwk({ kty: "OKP", x: "x", use: "enc" }), {
    kty: "OKP",
    x: "x",
    use: "sig",
  });
  assertEquals(publishedJwk({ kty: "OKP", kid: "k", alg: "EdDSA" }), {
    kty: "OKP",
    kid: "k",
    alg: "EdDSA",
    use: "sig",
  });
});
