/** Salted SHA-256, for generated secrets. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { generateClientSecret, sha256 } from "@mintmark/oauth";
import { createHash } from "node:crypto";

const hasher = sha256();
const { signal } = new AbortController();

/** Base64 without padding, made by the platform. */
const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes).toString("base64").replace(/=+$/, "");

Deno.test("sha256 verifies what another implementation made: SHA-256 of salt and secret", async () => {
  for (let i = 0; i < 20; i++) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const { secret } = generateClientSecret();
    const digest = createHash("sha256").update(salt).update(secret).digest();
    const hash = `$sha256$${base64(salt)}$${base64(digest)}`;
    assertEquals(hasher.problem(hash), undefined, hash);
    assertEquals(await hasher.verify(secret, hash, signal), true);
    assertEquals(await hasher.verify(`${secret}x`, hash, signal), false);
    assertEquals(await hasher.verify("", hash, signal), false);
  }
});

Deno.test("sha256 hashes generated secrets with a new salt each time", async () => {
  const { secret } = generateClientSecret();
  const [first, second] = [
    await hasher.hash(secret),
    await hasher.hash(secret),
  ];
  assert(first !== second);
  for (const hash of [first, second]) {
    assertEquals(await hasher.verify(secret, hash, signal), true);
    assertEquals(hasher.needsRehash(hash), false);
  }
});

Deno.test("sha256 hashes no secret that could be guessed", async () => {
  const { secret } = generateClientSecret();
  const mistyped = secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0");
  for (const other of ["foobar", "", mistyped, "x".repeat(64)]) {
    const error = await assertRejects(() => hasher.hash(other), RangeError);
    assertEquals(
      error.message,
      "SHA-256 is for secrets of generateClientSecret() alone: use " +
        "hashClientSecret() for this one",
    );
  }
});

Deno.test("sha256 verifies no secret that could be guessed, though the digest is right", async () => {
  const { secret } = generateClientSecret();
  const mistyped = secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0");
  const salt = new Uint8Array(16);
  for (const other of ["foobar", "", mistyped]) {
    const digest = createHash("sha256").update(salt).update(other).digest();
    const hash = `$sha256$${base64(salt)}$${base64(digest)}`;
    assertEquals(hasher.problem(hash), undefined);
    assertEquals(await hasher.verify(other, hash, signal), false, other);
  }
});

Deno.test("sha256 says what is wrong with a stored hash", () => {
  const { hash } = generateClientSecret();
  const [, , salt = "", digest = ""] = hash.split("$");
  const last = (text: string, letter: string) => text.slice(0, -1) + letter;
  const rows = [
    "$sha256$",
    `$sha256$${salt}`,
    `$sha256$${digest}$${salt}`,
    `$sha256$${salt}$${digest}=`,
    `$sha256$${salt}$${digest}$`,
    `$sha256$${last(salt, "B")}$${digest}`,
    `$sha256$${salt}$${last(digest, "B")}`,
    `$sha256$${salt.replace(/^./, "-")}$${digest}`,
    `$sha256$${salt}$${digest.slice(1)}`,
    `$sha256$${salt}$${digest}\n`,
  ];
  for (const row of rows) {
    assert(hasher.problem(row)?.startsWith("is not a salted SHA-256"), row);
  }
});
