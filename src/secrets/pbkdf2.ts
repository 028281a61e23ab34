/**
 * PBKDF2 (RFC 8018 §5.2), for hashes that come from elsewhere: the form is that
 * of Ory Hydra, `$pbkdf2-sha256$i=25000,l=32$salt$key`.
 *
 * @module
 */

import { equalInConstantTime } from "../encoding/constant_time.ts";
import { ExpiringCount } from "../expiring_count.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { busy } from "./busy.ts";
import type { SecretHasher } from "./hasher.ts";
import { requireInteger } from "./require_integer.ts";

/** Options of {@linkcode pbkdf2}. */
export interface Pbkdf2Options {
  /**
   * The rounds of new hashes. Stored hashes with fewer are called weak.
   *
   * @default {600_000}
   */
  readonly rounds?: number;
  /**
   * How many hashes may be under way. Beyond it the answer is 503 with
   * `Retry-After`.
   *
   * @default {32}
   */
  readonly maxUnderWay?: number;
}

/** What a stored hash says. */
interface Stored {
  readonly digest: string;
  readonly rounds: number;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
}

/** WebCrypto has no SHA-224. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
  ["sha1", "SHA-1"],
  ["sha256", "SHA-256"],
  ["sha384", "SHA-384"],
  ["sha512", "SHA-512"],
]);

const FORMAT =
  /^\$pbkdf2-(sha\d{1,3})\$i=([1-9]\d{0,9}),l=([1-9]\d{0,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** More rounds take seconds and would be a way to stop the server. */
const MAXIMUM_ROUNDS = 2_000_000;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Shorter keys are found by chance. */
const MINIMUM_KEY_BYTES = 16;
const MAXIMUM_KEY_BYTES = 128;

/** A hash that has not ended by then was cut off with its request. */
const UNDER_WAY_MILLISECONDS = 60_000;

const UTF8 = new TextEncoder();

/**
 * The PBKDF2 hasher, with SHA-1, SHA-256, SHA-384 or SHA-512. The work is done
 * by WebCrypto, off the event loop. (Cloudflare Workers refuse more than
 * 100,000 rounds: there, such a hash is answered with 503.)
 *
 * @param options Rounds and bound.
 * @returns The hasher.
 * @throws {TypeError} For an option out of range.
 *
 * @example
 * ```ts
 * import { pbkdf2 } from "@mintmark/oauth";
 * import { assertMatch } from "@std/assert";
 *
 * const hash = await pbkdf2().hash("correct horse battery staple");
 * assertMatch(hash, /^\$pbkdf2-sha256\$i=600000,l=32\$/);
 * ```
 */
export function pbkdf2(options: Pbkdf2Options = {}): SecretHasher {
  const { rounds = 600_000, maxUnderWay = 32 } = options;
  requireInteger("pbkdf2: rounds", rounds, 100_000, MAXIMUM_ROUNDS);
  requireInteger("pbkdf2: maxUnderWay", maxUnderWay, 1, 100_000);
  const underWay = new ExpiringCount(maxUnderWay);

  async function derive(secret: string, stored: Stored): Promise<Uint8Array> {
    const leave = underWay.enter(UNDER_WAY_MILLISECONDS);
    if (leave === undefined) throw busy("too_many_pbkdf2_under_way");
    try {
      return await deriveKey(secret, stored);
    } finally {
      leave();
    }
  }

  return Object.freeze({
    prefixes: Object.freeze(["$pbkdf2-"]),
    problem,
    async hash(secret: string): Promise<string> {
      if (secret === "") throw new RangeError("a secret must not be empty");
      const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
      const key = new Uint8Array(KEY_BYTES);
      const made = await derive(secret, {
        digest: "SHA-256",
        rounds,
        salt,
        key,
      });
      return `$pbkdf2-sha256$i=${rounds},l=${KEY_BYTES}$${toBase64(salt)}$${
        toBase64(made)
      }`;
    },
    async verify(secret: string, hash: string): Promise<boolean> {
      const stored = parse(hash);
      if (typeof stored === "string") return false;
      return equalInConstantTime(await derive(secret, stored), stored.key);
    },
    needsRehash(hash: string): boolean {
      const stored = parse(hash);
      return typeof stored === "string" || stored.rounds < rounds ||
        stored.digest === "SHA-1";
    },
    blocksEventLoop: false,
    close: (): void => {},
  });
}

function problem(hash: string): string | undefined {
  const stored = parse(hash);
  return typeof stored === "string" ? stored : undefined;
}

/** What a hash says, or what is wrong with it. */
function parse(hash: string): Stored | string {
  const match = FORMAT.exec(hash);
  const salt = fromBase64(match?.[4] ?? "-");
  const key = fromBase64(match?.[5] ?? "-");
  if (match === null || salt === undefined || key === undefined) {
    return "is not a PBKDF2 hash: it needs i=rounds,l=length, salt and key in base64 without padding";
  }
  const [, name = "", rounds, length] = match;
  const digest = DIGESTS.get(name);
  if (digest === undefined) {
    return `uses ${name}: WebCrypto has only ${[...DIGESTS.keys()].join(", ")}`;
  }
  if (Number(rounds) > MAXIMUM_ROUNDS) {
    return `has ${rounds} rounds of PBKDF2: use at most ${MAXIMUM_ROUNDS}`;
  }
  if (key.length !== Number(length)) {
    return "has a key of another length than it says";
  }
  if (key.length < MINIMUM_KEY_BYTES || key.length > MAXIMUM_KEY_BYTES) {
    return `has a key of ${key.length} bytes: use ${MINIMUM_KEY_BYTES} to ${MAXIMUM_KEY_BYTES}`;
  }
  return { digest, rounds: Number(rounds), salt, key };
}

async function deriveKey(secret: string, stored: Stored): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey(
    "raw",
    UTF8.encode(secret),
    "PBKDF2",
    false,
    ["deriveBits"],
  );
  const bits = await crypto.subtle.deriveBits(
    {
      name: "PBKDF2",
      hash: stored.digest,
      salt: stored.salt,
      iterations: stored.rounds,
    },
    key,
    stored.key.length * 8,
  );
  return new Uint8Array(bits);
}
