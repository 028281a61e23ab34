/** What holds of every text that is taken for a stored hash. @module */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { generateClientSecret, pbkdf2, sha256 } from "@mintmark/oauth";
import { pbkdf2Sync } from "node:crypto";
import { defaultHashers } from "../../src/secrets/default_hashers.ts";
import { kindOfSecret } from "../../src/secrets/secret_format.ts";
import { runs } from "../scale.ts";

const SIGNAL = new AbortController().signal;
const HASHERS = defaultHashers();

const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes).toString("base64").replace(/=+$/, "");

const SALT = Uint8Array.from({ length: 16 }, (_, i) => i * 16);
const KEY = pbkdf2Sync("foobar", SALT, 10, 32, "sha256");
const CHEAP = `$pbkdf2-sha256$i=10,l=32$${base64(SALT)}$${base64(KEY)}`;

const generated = generateClientSecret();

/** Every hash of which a character is another one. */
function changed(hash: string): fc.Arbitrary<string> {
  const characters = "Aa0+/.,-_=$i2 \n\0\u00e9\u{1f600}";
  return fc.tuple(
    fc.integer({ min: 0, max: hash.length - 1 }),
    fc.constantFrom(...characters),
  ).map(([at, letter]) => hash.slice(0, at) + letter + hash.slice(at + 1));
}

Deno.test("every text has a problem or none, said in words that repeat nothing of it", () => {
  const prefixes = HASHERS.flatMap((hasher) => hasher.prefixes);
  const beginning = fc.constantFrom(...prefixes, CHEAP, generated.hash);
  fc.assert(
    fc.property(beginning, fc.string({ unit: "binary" }), (start, rest) => {
      for (const hasher of HASHERS) {
        const problem = hasher.problem(start + rest);
        assert(problem === undefined || typeof problem === "string");
        assert(rest.length < 8 || !problem?.includes(rest));
        assertEquals(typeof hasher.needsRehash(start + rest), "boolean");
      }
    }),
    { numRuns: runs(200, 20_000) },
  );
});

Deno.test("no hasher answers for a prefix of another", () => {
  for (const one of HASHERS) {
    for (const other of HASHERS) {
      if (one === other) continue;
      for (const prefix of one.prefixes) {
        assert(!other.prefixes.some((each) => prefix.startsWith(each)), prefix);
      }
    }
  }
});

Deno.test("a stored hash of which one character was changed verifies no more", async () => {
  const rows = [
    [pbkdf2(), "foobar", CHEAP],
    [sha256(), generated.secret, generated.hash],
  ] as const;
  for (const [hasher, secret, hash] of rows) {
    assertEquals(await hasher.verify(secret, hash, SIGNAL), true);
    await fc.assert(
      fc.asyncProperty(changed(hash), async (other) => {
        fc.pre(other !== hash);
        if (hasher.problem(other) !== undefined) return;
        assertEquals(await hasher.verify(secret, other, SIGNAL), false, other);
      }),
      { numRuns: runs(300, 30_000) },
    );
  }
});

Deno.test("pbkdf2 agrees with the platform on every secret, salt and length", async () => {
  const secrets = fc.string({ unit: "grapheme", minLength: 1 })
    .filter((secret) => !secret.includes("\0"));
  const hasher = pbkdf2();
  await fc.assert(
    fc.asyncProperty(
      secrets,
      secrets,
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.constantFrom("sha1", "sha256", "sha512"),
      fc.integer({ min: 16, max: 128 }),
      async (secret, other, salt, digest, length) => {
        const key = pbkdf2Sync(secret, salt, 2, length, digest);
        const hash = `$pbkdf2-${digest}$i=2,l=${length}$${base64(salt)}$${
          base64(key)
        }`;
        assertEquals(hasher.problem(hash), undefined);
        assertEquals(await hasher.verify(secret, hash, SIGNAL), true);
        const isSame = secret === other;
        assertEquals(await hasher.verify(other, hash, SIGNAL), isSame);
      },
    ),
    { numRuns: runs(200, 10_000) },
  );
});

Deno.test("a text that nobody generated is not taken for a generated secret", () => {
  const tail = fc.string({
    unit: fc.constantFrom(..."0Aaz_-%+: é"),
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.constantFrom("", "mintmark_"), tail, (start, rest) => {
      const kind = kindOfSecret(start + rest);
      assertEquals(kind, start === "" ? "other" : "mistyped");
    }),
    { numRuns: runs(500, 100_000) },
  );
});

Deno.test("two neighbouring characters of a generated secret that change places are noticed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 9, max: 56 }), (at) => {
      const { secret } = generateClientSecret();
      const [one, two] = [secret[at]!, secret[at + 1]!];
      fc.pre(one !== two);
      const text = secret.slice(0, at) + two + one + secret.slice(at + 2);
      assertEquals(kindOfSecret(text), "mistyped");
    }),
    { numRuns: runs(300, 30_000) },
  );
});
