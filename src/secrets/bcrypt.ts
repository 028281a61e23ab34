/**
 * bcrypt, for imported and human-chosen secrets.
 *
 * Why its functions are imported so late: workers hash where there are any, and
 * import them themselves.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import type { SecretHasher } from "./hasher.ts";
import { HashingQueue, type HashingTask } from "./hashing_queue.ts";
import { requireInteger } from "./require_integer.ts";

/** Options of {@linkcode bcrypt}. */
export interface BcryptOptions {
  /**
   * The cost of new hashes, 10 to 14: each step doubles the time.
   *
   * @default {10}
   */
  readonly cost?: number;
  /**
   * How many workers hash at most; 0 hashes on the event loop, which stands
   * still for tens of milliseconds each time.
   *
   * @default one less than there are processors, 1 to 4
   */
  readonly workers?: number;
  /**
   * How many hashes may wait for a worker. Beyond it the answer is 503 with
   * `Retry-After`.
   *
   * @default {128}
   */
  readonly maxQueued?: number;
}

/** bcrypt reads no further than this many bytes of UTF-8. */
const MAXIMUM_BYTES = 72;

const MINIMUM_COST = 10;
/** A hash of a higher cost takes seconds and would be a way to stop the server. */
const MAXIMUM_COST = 14;

/**
 * Prefix, cost, 22 characters of salt and 31 of digest. The last of each has
 * bits to spare; where they are set, no hash that is computed ever equals it.
 */
const FORMAT =
  /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]$/;

/** What Spring Security's DelegatingPasswordEncoder writes in front. */
const SPRING = "{bcrypt}";

/**
 * The bcrypt hasher: `$2a$`, `$2b$` and `$2y$`, cost 4 to 14, also with the
 * prefix `{bcrypt}` of Spring Security.
 *
 * A secret of more than 72 bytes, or one with a zero byte, never verifies:
 * bcrypt would read only a part of it.
 *
 * @param options Cost and bounds.
 * @returns The hasher. Its workers start with the first hash; `close` ends them.
 * @throws {TypeError} For an option out of range.
 *
 * @example
 * ```ts
 * import { bcrypt } from "@mintmark/oauth";
 * import { assert } from "@std/assert";
 *
 * const hasher = bcrypt();
 * const hash = await hasher.hash("correct horse battery staple");
 * assert(hash.startsWith("$2b$10$"));
 * hasher.close();
 * ```
 */
export function bcrypt(options: BcryptOptions = {}): SecretHasher {
  const {
    cost = MINIMUM_COST,
    maxQueued = 128,
    workers = defaultWorkers(),
  } = options;
  requireInteger("bcrypt: cost", cost, MINIMUM_COST, MAXIMUM_COST);
  requireInteger("bcrypt: workers", workers, 0, 64);
  requireInteger("bcrypt: maxQueued", maxQueued, 1, 1_000_000);
  const queue = new HashingQueue({ workers, maxQueued, inline });

  return Object.freeze({
    prefixes: Object.freeze(["$2a$", "$2b$", "$2y$", SPRING]),
    problem(hash: string): string | undefined {
      const match = FORMAT.exec(bare(hash));
      if (match === null) {
        return "is not a bcrypt hash: it needs a cost of two digits and 53 more characters";
      }
      const cost = Number(match[1]);
      return cost < 4 || cost > MAXIMUM_COST
        ? `has bcrypt cost ${cost}: use 4 to ${MAXIMUM_COST}`
        : undefined;
    },
    async hash(secret: string): Promise<string> {
      if (secret === "" || !isWhole(secret)) {
        throw new RangeError(
          `a secret for bcrypt has 1 to ${MAXIMUM_BYTES} bytes, none of them zero`,
        );
      }
      return await queue.run({ name: "hash", args: [secret, cost] }) as string;
    },
    async verify(
      secret: string,
      hash: string,
      signal: AbortSignal,
    ): Promise<boolean> {
      return isWhole(secret) &&
        await queue.run(
            { name: "compare", args: [secret, bare(hash)] },
            signal,
          ) ===
          true;
    },
    needsRehash: (hash: string): boolean =>
      Number(FORMAT.exec(bare(hash))?.[1]) < cost,
    get blocksEventLoop(): boolean {
      return queue.inline;
    },
    close: (): void => queue.close(),
  });
}

async function inline(task: HashingTask): Promise<unknown> {
  const { compare, hash } = await import("./bcrypt_functions.ts");
  return task.name === "compare"
    ? compare(...task.args as [string, string])
    : hash(...task.args as [string, number]);
}

function bare(hash: string): string {
  return hash.startsWith(SPRING) ? hash.slice(SPRING.length) : hash;
}

/** Whether bcrypt would read all of a secret. */
function isWhole(secret: string): boolean {
  return encodeUtf8(secret).length <= MAXIMUM_BYTES && !secret.includes("\0");
}

function defaultWorkers(): number {
  const processors = globalThis.navigator?.hardwareConcurrency ?? 2;
  return Math.min(4, Math.max(1, processors - 1));
}
