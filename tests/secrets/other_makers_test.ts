/**
 * Stored hashes that other programs made, as they wrote them. What each was
 * made with stands beside it, so that anybody can make another one.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { bcrypt, pbkdf2, type SecretHasher } from "@mintmark/oauth";

const SIGNAL = new AbortController().signal;

/** Who made a hash, of what, and the hash. */
type Row = readonly [maker: string, secret: string, hash: string];

const BCRYPT: readonly Row[] = [
  [
    "Spring Security, the example of its manual for DelegatingPasswordEncoder",
    "password",
    "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG",
  ],
  [
    "golang.org/x/crypto/bcrypt, in the tests of Ory's hasherx",
    "test",
    "$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6",
  ],
  [
    "htpasswd 2.4.71: -nbB -C 5",
    "foobar",
    "$2y$05$XpzczJA/yv.HcDvOCvg3fu5X3csrxXAGr2BqDyX7h0PoTXpavvMCm",
  ],
  [
    "htpasswd 2.4.71: -nbB -C 6",
    "p\u00e4ssw\u00f6rd \u2713",
    "$2y$06$UqRJVxjhGGuXmTlmSbenpu9JIgSmlGu4LmYRXRc0kwKcgaatedirO",
  ],
  [
    "crypt(3) of libxcrypt, $2a$",
    "correct horse battery staple",
    "$2a$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS",
  ],
  [
    "crypt(3) of libxcrypt, $2b$",
    "p\u00e4ssw\u00f6rd \u2713",
    "$2b$05$abcdefghijklmnopqrstuucXzl.EdFiYZ8M9ef3QFcQ5vnOe67Nqe",
  ],
  [
    "crypt(3) of libxcrypt, as much as bcrypt reads",
    "x".repeat(72),
    "$2b$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q",
  ],
];

/** Salt 00ff10a5b7c9d2e3f4051627384950ff, 1,000 rounds. */
const OPENSSL = "AP8QpbfJ0uP0BRYnOElQ/w";

const PBKDF2: readonly Row[] = [
  [
    "Ory's hasherx, in its tests",
    "test",
    "$pbkdf2-sha256$i=100000,l=32$1jP+5Zxpxgtee/iPxGgOz0RfE9/KJuDElP1ley4VxXc$QJxzfvdbHYBpydCbHoFg3GJEqMFULwskiuqiJctoYpI",
  ],
  [
    "Ory's hasherx, in its tests",
    "test",
    "$pbkdf2-sha512$i=100000,l=32$bdHBpn7OWOivJMVJypy2UqR0UnaD5prQXRZevj/05YU$+wArTfv1a+bNGO1iZrmEdVjhA+lL11wF4/IxpgYfPwc",
  ],
  [
    "Ory Hydra, with its default configuration",
    "secret-1",
    "$pbkdf2-sha256$i=25000,l=32$9+PhFISYk7T5oPha6LOx0A$BFZRvBe6tSexuJRIgSEbdb9rfeob/PMnnh6BFRyGJMo",
  ],
  [
    "the crate pbkdf2 of RustCrypto, in its tests",
    "passwordPASSWORDpassword",
    "$pbkdf2-sha256$i=4096,l=40$c2FsdFNBTFRzYWx0U0FMVHNhbHRTQUxUc2FsdFNBTFRzYWx0$NIyJ28vTKy8y2BS4EW6EzysXNH68GAAYHE4qH7jdU+HGNVGMfaxH6Q",
  ],
  [
    "openssl kdf: SHA1",
    "p\u00e4ssw\u00f6rd \u2713",
    `$pbkdf2-sha1$i=1000,l=32$${OPENSSL}$1+jbN/ePPKucR/F3EQenCnghSz4vO+gJVROQne4pYfo`,
  ],
  [
    "openssl kdf: SHA256",
    "p\u00e4ssw\u00f6rd \u2713",
    `$pbkdf2-sha256$i=1000,l=64$${OPENSSL}$qZFS7l5qoeE6eHDkx+C3P2M42B9gXHN/+vaeHoi460reyCS/pxUAGaDK/e6QsZkepwp4EzSfKtFpVlS/88+vmA`,
  ],
  [
    "openssl kdf: SHA512",
    "p\u00e4ssw\u00f6rd \u2713",
    `$pbkdf2-sha512$i=1000,l=64$${OPENSSL}$RR9L0IXl0QvW8AXy6wFxDLJ/8DM+ZHuB+O9Tt+sHPBtB7dGF8rTSqHOXqPcOvysDl8ufmXKn/ZjKfspt66xZNw`,
  ],
  [
    "RFC 7914 §11",
    "Password",
    `$pbkdf2-sha256$i=80000,l=64$TmFDbA$${
      base64Of(
        "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56" +
          "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d",
      )
    }`,
  ],
];

function base64Of(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64").replace(/=+$/, "");
}

async function assertVerifies(
  hasher: SecretHasher,
  [maker, secret, hash]: Row,
): Promise<void> {
  assertEquals(hasher.problem(hash), undefined, maker);
  assertEquals(await hasher.verify(secret, hash, SIGNAL), true, maker);
  const other = secret.slice(0, -1) + "?";
  assertEquals(await hasher.verify(other, hash, SIGNAL), false, maker);
}

Deno.test("bcrypt verifies what Spring Security, Go, htpasswd and crypt(3) wrote", async () => {
  const hasher = bcrypt({ workers: 0 });
  for (const row of BCRYPT) await assertVerifies(hasher, row);
  hasher.close();
});

Deno.test("pbkdf2 verifies what Ory Hydra, RustCrypto and OpenSSL wrote, and the vector of RFC 7914", async () => {
  const hasher = pbkdf2();
  for (const row of PBKDF2) await assertVerifies(hasher, row);
  hasher.close();
});

Deno.test("hashes of others that no request may wait for, or that nothing here computes, have a problem", () => {
  const rows: readonly [SecretHasher, string, string][] = [
    [
      bcrypt(),
      "$2a$15$GRvRO2nrpYTEuPQX6AieaOlZ4.7nMGsXpt.QWMev1zrP86JNspZbO",
      "has bcrypt cost 15",
    ],
    [pbkdf2(), PBKDF2[0]![2].replace("sha256", "sha384"), "uses sha384"],
    [pbkdf2(), PBKDF2[0]![2].replace("=100000", "=3000000"), "3000000 rounds"],
  ];
  for (const [hasher, hash, says] of rows) {
    assertEquals(hasher.problem(hash)?.includes(says), true, hash);
    hasher.close();
  }
});
