/**
 * PBKDF2 (RFC 8018 §5.2), for hashes that come from elsewhere: the form is that
 * of Ory Hydra, `$pbkdf2-sha256$i=25000,l=32$salt$key`.
 *
 * Why not with SHA-224 and SHA-384: what writes this form under these names
 * (`hasherx`, which Hydra and Kratos share) computes SHA3-224 and SHA3-384,
 * which WebCrypto does not have. Such a hash would be stored and then never
 * verify. Hydra itself writes SHA-256 alone.
 *
 * Why so few at once: Node computes PBKDF2 in the four threads that also sign
 * tokens, so that a storm of wrong secrets would hold up every other request.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import { equalInConstantTime } from "../encoding/constant_time.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import type { SecretHasher } from "./hasher.ts";
import { requireInteger } from "./require_integer.ts";
import { Turns } from "./turns.ts";

/** Options of {@linkcode pbkdf2}. */
export interface Pbkdf2Options {
  /**
   * The rounds of new hashes. Stored hashes with fewer are called weak.
   *
   * @default {600_000}
   */
  readonly rounds?: number;
  /**
   * How many hashes may be under way at once; the others wait.
   *
   * @default {2}
   */
  readonly maxUnderWay?: number;
  /**
   * How many hashes may wait. Beyond it the answer is 503 with `Retry-After`.
   *
   * @default {128}
   */
  readonly maxQueued?: number;
}

/** What a stored hash says. */
interface Stored {
  readonly digest: string;
  readonly rounds: number;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
}

/** What the names in a stored hash are to WebCrypto. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
  ["sha1", "SHA-1"],
  ["sha256", "SHA-256"],
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

/**
 * The PBKDF2 hasher, with SHA-1, SHA-256 or SHA-512. The work is done by
 * WebCrypto, off the event loop. (Cloudflare Workers refuse more than 100,000
 * rounds: there, such a hash is answered with 503.)
 *
 * A secret with a zero byte never verifies: to HMAC, zero bytes at the end are
 * the same secret as none.
 *
 * @param options Rounds and bounds.
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
  const { rounds = 600_000, maxUnderWay = 2, maxQueued = 128 } = options;
  requireInteger("pbkdf2: rounds", rounds, 100_000, MAXIMUM_ROUNDS);
  requireInteger("pbkdf2: maxUnderWay", maxUnderWay, 1, 1_000);
  requireInteger("pbkdf2: maxQueued", maxQueued, 1, 1_000_000);
  const turns = new Turns({
    maxUnderWay,
    maxQueued,
    reason: "pbkdf2_queue_full",
  });

  return Object.freeze({
    prefixes: Object.freeze(["$pbkdf2-"]),
    problem,
    async hash(secret: string): Promise<string> {
      if (secret === "" || secret.includes("\0")) {
        throw new RangeError(
          "a secret for PBKDF2 is not empty and has no zero byte",
        );
      }
      const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
      const key = new Uint8Array(KEY_BYTES);
      const how = { digest: "SHA-256", rounds, salt, key };
      const made = await turns.run(() => deriveKey(secret, how));
      return `$pbkdf2-sha256$i=${rounds},l=${KEY_BYTES}$${toBase64(salt)}$${
        toBase64(made)
      }`;
    },
    async verify(
      secret: string,
      hash: string,
      signal: AbortSignal,
    ): Promise<boolean> {
      const stored = parse(hash);
      if (typeof stored === "string" || secret.includes("\0")) return false;
      const key = await turns.run(() => deriveKey(secret, stored), signal);
      return equalInConstantTime(key, stored.key);
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
    // Ory writes sha224 and sha384 for digests of SHA-3.
    return `uses ${name}: use ${[...DIGESTS.keys()].join(", ")}`;
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
    encodeUtf8(secret),
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
