/** Client secrets that are generated. @module */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { generateClientSecret, memoryStorage, sha256 } from "@mintmark/oauth";
import { createHash } from "node:crypto";
import { parseAuthorization } from "../../src/http/basic.ts";
import { kindOfSecret } from "../../src/secrets/secret_format.ts";
import { rawBasic } from "../fixtures.ts";
import { runs } from "../scale.ts";

const ALPHABET =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const { signal } = new AbortController();

Deno.test("generateClientSecret has a prefix, letters and digits, and a hash that it verifies against", async () => {
  const { secret, hash } = generateClientSecret();
  assertMatch(secret, /^mintmark_[0-9A-Za-z]{49}$/);
  assertMatch(hash, /^\$sha256\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert(!hash.includes(secret));
  assertEquals(sha256().problem(hash), undefined);
  assertEquals(await sha256().verify(secret, hash, signal), true);
});

Deno.test("generateClientSecret never makes the same secret, salt or hash twice", () => {
  const made = Array.from({ length: 1_000 }, () => generateClientSecret());
  assertEquals(new Set(made.map(({ secret }) => secret)).size, 1_000);
  assertEquals(new Set(made.map(({ hash }) => hash.split("$")[2])).size, 1_000);
});

Deno.test("generateClientSecret uses 256 random bits: its characters are spread evenly", () => {
  const count = 4_000;
  const seen = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    // The first character holds what is left of 256 bits: fewer than 62 values.
    for (const letter of generateClientSecret().secret.slice(10, 52)) {
      seen.set(letter, (seen.get(letter) ?? 0) + 1);
    }
  }
  const expected = count * 42 / 62;
  const chiSquared = [...ALPHABET].reduce(
    (sum, letter) => sum + ((seen.get(letter) ?? 0) - expected) ** 2 / expected,
    0,
  );
  // 61 degrees of freedom: once in a hundred million runs by chance.
  assert(chiSquared < 145, `${chiSquared}`);
});

Deno.test("the checksum is SHA-256 over what precedes it, so that anybody can check it", () => {
  const { secret } = generateClientSecret();
  assertEquals(secret.slice(-6), checksumOf(secret.slice(0, -6)));
});

/** The checksum, by the platform. */
function checksumOf(body: string): string {
  let rest = createHash("sha256").update(body).digest().readUInt32BE();
  let text = "";
  for (let i = 0; i < 6; i++) {
    text = ALPHABET[rest % 62]! + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

Deno.test("kindOfSecret wants the whole form: a short secret is none, though its checksum is right", () => {
  const bodies = ["", "foobar", "0".repeat(42), "0".repeat(44), "-".repeat(43)];
  for (const text of bodies) {
    const body = `mintmark_${text}`;
    assertEquals(kindOfSecret(body + checksumOf(body)), "mistyped", text);
  }
  const body = `mintmark_${"0".repeat(43)}`;
  assertEquals(kindOfSecret(body + checksumOf(body)), "generated");
});

Deno.test("kindOfSecret tells generated, mistyped and other secrets apart", () => {
  const { secret } = generateClientSecret();
  const rows: readonly [string, ReturnType<typeof kindOfSecret>][] = [
    [secret, "generated"],
    [secret.slice(0, -1), "mistyped"],
    [`${secret}x`, "mistyped"],
    [` ${secret}`, "other"],
    [`${secret} `, "mistyped"],
    [secret.toLowerCase(), "mistyped"],
    ["mintmark_", "mistyped"],
    ["foobar", "other"],
    ["", "other"],
  ];
  for (const [text, kind] of rows) assertEquals(kindOfSecret(text), kind, text);
});

Deno.test("kindOfSecret notices every single character that was changed", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 57 }),
      fc.constantFrom(...ALPHABET, "_", "-"),
      (at, letter) => {
        const { secret } = generateClientSecret();
        fc.pre(secret[at] !== letter);
        const changed = secret.slice(0, at) + letter + secret.slice(at + 1);
        assert(kindOfSecret(changed) !== "generated");
      },
    ),
    { numRuns: runs(300, 20_000) },
  );
});

Deno.test("RFC 6749 §2.3.1: a generated secret is the same in both readings of Basic", () => {
  const { secret } = generateClientSecret();
  const credential = parseAuthorization(
    rawBasic(`backend:${secret}`),
    "lenient",
  );
  assertEquals(credential, {
    method: "client_secret_basic",
    readings: [{
      form: "encoded",
      client_id: "backend",
      client_secret: secret,
    }],
  });
  assertEquals(encodeURIComponent(secret), secret);
});

Deno.test("a store refuses a generated secret as a whole: only its hash is kept", () => {
  const generated = generateClientSecret();
  const error = assertThrows(() =>
    memoryStorage({
      clients: [{ client_id: "backend", client_secrets: [generated] }],
    }), TypeError);
  assertEquals(
    error.message,
    'client "backend": client_secrets[0] must be without a secret: only its hash is stored',
  );
});
