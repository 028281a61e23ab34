import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import type { JsonWebKey } from "@mintmark/oauth";
import {
  MAXIMUM_KEYS,
  verificationKeys,
} from "../../src/keys/verification_keys.ts";

/** Keys that another implementation made. */
const RSA = jwkOf(generateKeyPairSync("rsa", { modulusLength: 2048 }));
const WEAK = jwkOf(generateKeyPairSync("rsa", { modulusLength: 1024 }));
const P256 = jwkOf(generateKeyPairSync("ec", { namedCurve: "P-256" }));
const P384 = jwkOf(generateKeyPairSync("ec", { namedCurve: "P-384" }));
const ED = jwkOf(generateKeyPairSync("ed25519"));
const X25519 = jwkOf(generateKeyPairSync("x25519"));

function jwkOf(
  { publicKey }: {
    publicKey: { export(options: { format: "jwk" }): unknown };
  },
): JsonWebKey {
  return publicKey.export({ format: "jwk" }) as JsonWebKey;
}

/** The kids of the candidates of a header in a set. */
function kidsOf(
  keys: readonly unknown[],
  alg: string,
  kid?: string,
): readonly (string | undefined)[] {
  const header = kid === undefined ? { alg } : { alg, kid };
  return verificationKeys({ keys: keys as JsonWebKey[] }).candidates(header)
    .map(({ jwk }) => jwk.kid);
}

const SET = [
  { ...RSA, kid: "rsa" },
  { ...P256, kid: "p256" },
  { ...P384, kid: "p384" },
  { ...ED, kid: "ed" },
  { ...X25519, kid: "x" },
  { ...WEAK, kid: "weak" },
  { kty: "oct", k: "c2VjcmV0", kid: "oct" },
];

Deno.test("RFC 8725 §3.1: a key is a candidate of algorithms of its type and curve alone", () => {
  assertEquals(kidsOf(SET, "RS256"), ["rsa"]);
  assertEquals(kidsOf(SET, "ES256"), ["p256"]);
  assertEquals(kidsOf(SET, "EdDSA"), ["ed"]);
});

Deno.test("RFC 8725 §3.2: there is no candidate of an algorithm that is not in the table", () => {
  for (const alg of ["none", "HS256", "rs256", "", "__proto__", "toString"]) {
    assertEquals(kidsOf(SET, alg), []);
    assertEquals(kidsOf(SET, alg, "oct"), []);
  }
});

Deno.test("RFC 7515 §4.1.4: a kid selects the keys of that kid, and never another", () => {
  assertEquals(kidsOf(SET, "RS256", "rsa"), ["rsa"]);
  assertEquals(kidsOf(SET, "RS256", "p256"), []);
  assertEquals(kidsOf(SET, "RS256", "unknown"), []);
  assertEquals(kidsOf(SET, "RS256", ""), []);
  assertEquals(kidsOf([RSA], "RS256", "unknown"), []);
  assertEquals(kidsOf([RSA], "RS256"), [undefined]);
  assertEquals(kidsOf([{ ...RSA, kid: 5 }], "RS256", "5"), []);
});

Deno.test("RFC 7517 §4.5: keys that share a kid are all candidates, as far as they fit", () => {
  const shared = [RSA, P256, RSA].map((jwk) => ({ ...jwk, kid: "k" }));
  assertEquals(kidsOf(shared, "RS256", "k"), ["k", "k"]);
  assertEquals(kidsOf(shared, "ES256", "k"), ["k"]);
});

const MEMBERS: readonly (readonly [object, boolean])[] = [
  [{}, true],
  [{ use: "sig" }, true],
  [{ use: "enc" }, false],
  [{ use: "" }, false],
  [{ use: null }, false],
  [{ key_ops: ["verify"] }, true],
  [{ key_ops: ["encrypt", "verify"] }, true],
  [{ key_ops: ["sign"] }, false],
  [{ key_ops: [] }, false],
  [{ key_ops: "verify" }, false],
  [{ alg: "ES256" }, true],
  [{ alg: "ES384" }, false],
  [{ alg: "ECDH-ES" }, false],
  [{ alg: "" }, false],
  [{ crv: "P-384" }, false],
  [{ crv: undefined }, false],
  [{ kty: "RSA" }, false],
  [{ kty: "ec" }, false],
  [{ ext: false, x5c: ["MII="], oth: [] }, true],
];

for (const [members, isCandidate] of MEMBERS) {
  const name = Deno.inspect(members);
  Deno.test(
    `RFC 7517 §4: a P-256 key with ${name} is ${
      isCandidate ? "a" : "no"
    } candidate of ES256`,
    () => {
      const jwk = { ...P256, kid: "k", ...members };
      assertEquals(kidsOf([jwk], "ES256"), isCandidate ? ["k"] : []);
    },
  );
}

Deno.test("RFC 9864 §2.2: a key for Ed25519 may call its algorithm EdDSA", () => {
  for (const alg of ["EdDSA", "Ed25519"]) {
    assertEquals(kidsOf([{ ...ED, alg, kid: alg }], "EdDSA"), [alg]);
  }
  assertEquals(kidsOf([{ ...ED, alg: "Ed448" }], "EdDSA"), []);
});

Deno.test("what is no key is left out, and the rest of the set counts", () => {
  const rubbish = [null, 1, "key", [], {}, { kty: "RSA" }, { kty: "new" }];
  assertEquals(kidsOf([...rubbish, { ...RSA, kid: "k" }], "RS256"), ["k"]);
});

Deno.test("what is no set has no keys", () => {
  for (const jwks of [undefined, null, {}, { keys: {} }, { keys: "x" }, []]) {
    const keys = verificationKeys(jwks as { keys: [] });
    assertEquals(keys.candidates({ alg: "RS256" }), []);
  }
});

Deno.test("of a set that is longer than the bound only the first keys count", () => {
  const keys = Array.from(
    { length: MAXIMUM_KEYS + 1 },
    (_, i) => ({ ...P256, kid: `${i}` }),
  );
  assertEquals(kidsOf(keys, "ES256").length, MAXIMUM_KEYS);
  assertEquals(kidsOf(keys, "ES256", `${MAXIMUM_KEYS - 1}`).length, 1);
  assertEquals(kidsOf(keys, "ES256", `${MAXIMUM_KEYS}`).length, 0);
});

Deno.test("the caller may allow less, and is asked once for each key and algorithm", () => {
  const asked: string[] = [];
  const keys = verificationKeys({ keys: SET }, (jwk, alg) => {
    asked.push(`${jwk.kid} ${alg}`);
    return alg !== "ES256";
  });
  for (const _ of [1, 2]) {
    assertEquals(keys.candidates({ alg: "ES256" }).length, 0);
    assertEquals(keys.candidates({ alg: "EdDSA" }).length, 1);
  }
  assertEquals(asked, ["p256 ES256", "ed EdDSA"]);
});

Deno.test("candidates are the same objects every time, so that a key is imported once", () => {
  const keys = verificationKeys({ keys: SET });
  const [first] = keys.candidates({ alg: "ES256" });
  const [second] = keys.candidates({ alg: "ES256", kid: "p256" });
  assertStrictEquals(first, second);
});

Deno.test("a candidate shows public members, kid and alg, and cannot be changed", () => {
  const jwk = {
    ...P256,
    kid: "k",
    alg: "ES256",
    d: "private",
    priv: "private",
  };
  const [key] = verificationKeys({ keys: [jwk] }).candidates({ alg: "ES256" });
  assertEquals(key!.jwk, { ...P256, kid: "k", alg: "ES256" });
  assertThrows(() => {
    (key!.jwk as { x: string }).x = "";
  }, TypeError);
});
