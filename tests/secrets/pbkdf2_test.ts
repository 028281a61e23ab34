/** PBKDF2 hashes that come from elsewhere. @module */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { OAuthError, pbkdf2, type Pbkdf2Options } from "@mintmark/oauth";
import { pbkdf2Sync } from "node:crypto";

const hasher = pbkdf2();
const { signal } = new AbortController();
const SALT = "saltsaltsaltsalt";

const base64 = (bytes: Uint8Array | string) =>
  Buffer.from(bytes as string).toString("base64").replace(/=+$/, "");

/** Made by another implementation, in the form of Hydra. */
function made(digest: string, rounds = 1_000, bytes = 32): string {
  const key = pbkdf2Sync("foobar", SALT, rounds, bytes, digest);
  return `$pbkdf2-${digest}$i=${rounds},l=${bytes}$${base64(SALT)}$${
    base64(key)
  }`;
}

Deno.test("RFC 6070: SHA-1 vectors verify, as far as their keys are long enough", async () => {
  const salt = base64("saltSALTsaltSALTsaltSALTsaltSALTsalt");
  const key = base64(
    Uint8Array.from(
      "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038".match(/../g)!,
      (byte) => parseInt(byte, 16),
    ),
  );
  const hash = `$pbkdf2-sha1$i=4096,l=25$${salt}$${key}`;
  assertEquals(hasher.problem(hash), undefined);
  assertEquals(
    await hasher.verify("passwordPASSWORDpassword", hash, signal),
    true,
  );
});

Deno.test("pbkdf2 verifies hashes in the form of Ory Hydra, of each digest that it can have written", async () => {
  for (const digest of ["sha1", "sha256", "sha512"]) {
    for (const bytes of [16, 32, 64]) {
      const hash = made(digest, 1_000, bytes);
      assertEquals(hasher.problem(hash), undefined, hash);
      assertEquals(await hasher.verify("foobar", hash, signal), true, hash);
      assertEquals(await hasher.verify("foobaz", hash, signal), false, hash);
      assertEquals(await hasher.verify("", hash, signal), false, hash);
    }
  }
});

Deno.test("pbkdf2 verifies what it hashed, each time with another salt", async () => {
  const own = pbkdf2({ rounds: 100_000 });
  const hash = await own.hash("p\u00e4ssword");
  assert(hash.startsWith("$pbkdf2-sha256$i=100000,l=32$"), hash);
  assertEquals(own.problem(hash), undefined);
  // 16 bytes of salt and 32 of key.
  assertEquals(hash.split("$").slice(3).map(({ length }) => length), [22, 43]);
  assertEquals(await own.verify("p\u00e4ssword", hash, signal), true);
  assert(hash !== await own.hash("p\u00e4ssword"));
  await assertRejects(() => own.hash(""), RangeError, "is not empty");
});

Deno.test("pbkdf2 says what is wrong with a stored hash", () => {
  const good = made("sha256");
  const rows: readonly [string, string][] = [
    [
      good.replace("sha256", "sha224"),
      "uses sha224: use sha1, sha256, sha512",
    ],
    [
      good.replace("sha256", "sha384"),
      "uses sha384: use sha1, sha256, sha512",
    ],
    [good.replace("sha256", "sha255"), "uses sha255: use sha1, sha256, sha512"],
    [good.replace("i=1000", "i=2000001"), "at most 2000000"],
    [good.replace("i=1000", "i=9999999999"), "at most 2000000"],
    [good.replace("i=1000", "i=0"), "is not a PBKDF2 hash"],
    [good.replace("i=1000", "i=01000"), "is not a PBKDF2 hash"],
    [good.replace("l=32", "l=31"), "another length"],
    [made("sha256", 1, 8), "key of 8 bytes"],
    [made("sha256", 1, 15), "key of 15 bytes: use 16 to 128"],
    [made("sha256", 1, 129), "key of 129 bytes: use 16 to 128"],
    [`${good}=`, "is not a PBKDF2 hash"],
    [good.slice(0, -3), "another length"],
    ["$pbkdf2-sha256$", "is not a PBKDF2 hash"],
    [`${good}$`, "is not a PBKDF2 hash"],
    [good.replace("$pbkdf2-sha256", "$pbkdf2"), "is not a PBKDF2 hash"],
  ];
  for (const [hash, says] of rows) {
    assert(hasher.problem(hash)?.includes(says), hasher.problem(hash));
  }
  assertEquals(hasher.problem(good.replace("i=1000", "i=2000000")), undefined);
});

Deno.test("pbkdf2 calls few rounds and SHA-1 weak", () => {
  assertEquals(hasher.needsRehash(made("sha256", 25_000)), true);
  const almost = made("sha256", 1).replace("i=1,", "i=599999,");
  assertEquals(hasher.needsRehash(almost), true);
  const strong = made("sha256", 1).replace("i=1,", "i=600000,");
  assertEquals(hasher.needsRehash(strong), false);
  assertEquals(hasher.needsRehash(strong.replace("sha256", "sha1")), true);
  assertEquals(pbkdf2({ rounds: 700_000 }).needsRehash(strong), true);
});

Deno.test("pbkdf2 takes no more work than it may, and takes it again afterwards", async () => {
  const bounded = pbkdf2({ maxUnderWay: 1, maxQueued: 1 });
  const hash = made("sha256");
  const both = [1, 2].map(() => bounded.verify("foobar", hash, signal));
  const error = await assertRejects(
    () => bounded.verify("foobar", hash, signal),
    OAuthError,
  );
  assertEquals(error.error, "temporarily_unavailable");
  assertEquals(error.reason, "pbkdf2_queue_full");
  assertEquals(error.retryAfterSeconds, 1);
  assertEquals(await Promise.all(both), [true, true]);
  assertEquals(await bounded.verify("foobar", hash, signal), true);
});

Deno.test("pbkdf2 leaves Node's threads to signatures: two hashes are under way, 128 wait, and the next is refused", async () => {
  const { deriveBits } = SubtleCrypto.prototype;
  let underWay = 0;
  let most = 0;
  SubtleCrypto.prototype.deriveBits = async function (...args) {
    most = Math.max(most, ++underWay);
    const bits = await deriveBits.apply(this, args);
    underWay--;
    return bits;
  };
  try {
    const bounded = pbkdf2();
    const hash = made("sha256", 1);
    const all = Array.from(
      { length: 2 + 128 },
      () => bounded.verify("foobar", hash, signal),
    );
    await assertRejects(
      () => bounded.verify("foobar", hash, signal),
      OAuthError,
    );
    assertEquals(new Set(await Promise.all(all)), new Set([true]));
    assertEquals(most, 2);
  } finally {
    SubtleCrypto.prototype.deriveBits = deriveBits;
  }
});

Deno.test("pbkdf2 drops work that nobody waits for any more", async () => {
  const bounded = pbkdf2({ maxUnderWay: 1 });
  const hash = made("sha256");
  const controller = new AbortController();
  const first = bounded.verify("foobar", hash, signal);
  const dropped = bounded.verify("foobar", hash, controller.signal);
  controller.abort(new Error("nobody waits"));
  await assertRejects(() => dropped, Error, "nobody waits");
  assertEquals(await first, true);
});

Deno.test("pbkdf2 takes no secret for another that ends in zero bytes, as HMAC would", async () => {
  const hash = made("sha256");
  assertEquals(await hasher.verify("foobar\0", hash, signal), false);
  await assertRejects(() => hasher.hash("foobar\0"), RangeError, "zero byte");
});

Deno.test("pbkdf2 refuses options out of range by name", () => {
  const rows: readonly [Pbkdf2Options, string][] = [
    [{ rounds: 99_999 }, "pbkdf2: rounds must be an integer from 100000"],
    [{ rounds: 2_000_001 }, "pbkdf2: rounds must be"],
    [{ maxUnderWay: 0 }, "pbkdf2: maxUnderWay must be"],
    [{ maxUnderWay: 1_001 }, "pbkdf2: maxUnderWay must be"],
    [{ maxQueued: 0 }, "pbkdf2: maxQueued must be"],
    [{ maxQueued: 1_000_001 }, "pbkdf2: maxQueued must be"],
  ];
  for (const [options, says] of rows) {
    assertThrows(() => pbkdf2(options), TypeError, says);
  }
});
