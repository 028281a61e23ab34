/**
 * RFC 7517 §4 and §5: keys of others, which verify.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { verificationKeys } from "../../../src/keys/verification_keys.ts";
import type { Requirement } from "../requirement.ts";
import { RFC_7515_A2, RFC_7515_A3, RFC_7517_EC } from "../vectors.ts";

const HEADER = { alg: "ES256", kid: "k" };
const KEY = { ...RFC_7515_A3.jwk, kid: "k" };

/** How many keys of a set may verify. */
function candidates(...keys: readonly unknown[]): number {
  return verificationKeys({ keys: keys as [] }).candidates(HEADER).length;
}

/** The rows. */
export const VERIFICATION: readonly Requirement[] = [
  {
    section: "4",
    level: "MUST",
    requirement: "members that are not understood are ignored",
    async check() {
      const key = { ...KEY, "https://example.com/": {}, x5t: 1, iat: "now" };
      assertEquals(candidates(key), 1);
      const [found] = verificationKeys({ keys: [key as typeof KEY] })
        .candidates(HEADER);
      const { input, signature } = RFC_7515_A3;
      assertEquals(
        await found!.verify(
          new TextEncoder().encode(input),
          Uint8Array.fromBase64(signature, { alphabet: "base64url" }),
        ),
        true,
      );
    },
  },
  {
    section: "4.2",
    level: "defined",
    requirement: "a key is used for what `use` and `key_ops` (4.3) say",
    check() {
      assertEquals(candidates({ ...KEY, use: "sig", key_ops: ["verify"] }), 1);
      assertEquals(candidates({ ...RFC_7517_EC, kid: "k" }), 0);
      assertEquals(candidates({ ...KEY, key_ops: ["sign"] }), 0);
      assertEquals(candidates({ ...KEY, key_ops: ["deriveKey"] }), 0);
    },
  },
  {
    section: "4.4",
    level: "defined",
    requirement: "a key is used with the algorithm that `alg` says",
    check() {
      assertEquals(candidates({ ...KEY, alg: "ES256" }), 1);
      assertEquals(candidates({ ...KEY, alg: "es256" }), 0);
      assertEquals(candidates({ ...KEY, alg: "ECDH-ES" }), 0);
    },
  },
  {
    section: "4.5",
    level: "MUST",
    requirement: "`kid` is a case-sensitive text that a JWS names its key by",
    choice:
      "A key with another `kid`, or with none, is never tried in its place.",
    check() {
      assertEquals(candidates(KEY, { ...KEY, kid: "K" }, RFC_7515_A3.jwk), 1);
      assertEquals(candidates({ ...KEY, kid: "K" }, RFC_7515_A3.jwk), 0);
    },
  },
  {
    section: "5",
    level: "SHOULD",
    requirement:
      "keys of a set that are not understood, lack members or have values out of range are ignored",
    choice:
      "With the rest of a set that has more than a hundred keys, private members that were published by mistake, and RSA keys of less than 2048 or more than 8192 bits.",
    check() {
      const short = { ...RFC_7515_A2.jwk, n: RFC_7515_A2.jwk.n!.slice(0, 160) };
      const rubbish = [null, {}, { kty: "new", kid: "k" }, { kid: "k" }, short];
      assertEquals(candidates(...rubbish, KEY), 1);
      assertEquals(candidates({ kty: "oct", k: "AA", kid: "k" }), 0);
      const many = Array.from({ length: 100 }, () => ({}));
      assertEquals(candidates(...many.slice(1), KEY), 1);
      assertEquals(candidates(...many, KEY), 0);
    },
  },
];
