/**
 * Verifies a presented secret against a client's stored hashes: from memory
 * where it was verified before, otherwise through a hasher, once at a time.
 *
 * @module
 */

import type { ClientSecret } from "../client.ts";
import type { RequestContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { SecretHasher } from "./hasher.ts";
import { SingleFlight } from "../single_flight.ts";
import { temporarilyUnavailable } from "../temporarily_unavailable.ts";
import { VerifiedCache, type VerifiedCacheOptions } from "./verified_cache.ts";

/** What a {@linkcode SecretVerifier} is made of. */
export interface SecretVerifierOptions {
  /** The hashers; the first whose prefix fits is taken. */
  readonly hashers: readonly SecretHasher[];
  /** Bounds of the memory. */
  readonly cache: VerifiedCacheOptions;
  /** Where warnings go. */
  readonly events: Events;
}

/** A secret that a client presents, with the stored ones it may match. */
export interface PresentedSecret {
  /** The client. */
  readonly client_id: string;
  /** What it presents. */
  readonly secret: string;
  /** What {@linkcode SecretVerifier.digest} makes of both, where it is at hand. */
  readonly digest?: Uint32Array;
  /** The stored secrets that are active now. */
  readonly active: readonly ClientSecret[];
}

/** Guards the verified-secret cache and the verifications in flight. */
export class SecretVerifier {
  readonly #options: SecretVerifierOptions;
  readonly #cache: VerifiedCache;
  readonly #inFlight = new SingleFlight<boolean>();

  /** @param options Hashers and bounds. */
  constructor(options: SecretVerifierOptions) {
    this.#options = options;
    this.#cache = new VerifiedCache(options.cache);
  }

  /** How many clients the cache holds. */
  get remembered(): number {
    return this.#cache.size;
  }

  /**
   * The digest that a secret is known by in this process. It is made once for
   * each request and handed in wherever it is looked for.
   *
   * @param client_id The client.
   * @param secret What it presents.
   * @returns 128 bits that mean nothing outside this process.
   */
  digest(client_id: string, secret: string): Uint32Array {
    return this.#cache.digest(client_id, secret);
  }

  /**
   * Whether a secret was verified before, against whichever hash: what `recall`
   * does not know for sure, it knows not to be.
   *
   * @param client_id The client.
   * @param digest The digest of what it presents.
   * @returns Whether it was, as far as is remembered.
   */
  isFamiliar(client_id: string, digest: Uint32Array): boolean {
    return this.#cache.knows(client_id, digest);
  }

  /**
   * Answers from memory, in microseconds and without I/O.
   *
   * @param presented The secret.
   * @param now Epoch seconds.
   * @returns The stored secret that it matches, or `undefined` if not known.
   */
  recall(presented: PresentedSecret, now: number): ClientSecret | undefined {
    const { client_id, secret, active } = presented;
    if (secret === "" || active.length === 0) return undefined;
    const { digest = this.digest(client_id, secret) } = presented;
    const hashes = active.map((stored) => stored.hash);
    const hash = this.#cache.find(client_id, digest, hashes, now);
    return hash === undefined
      ? undefined
      : active.find((stored) => stored.hash === hash);
  }

  /**
   * Verifies with a hasher, one stored hash after the other.
   *
   * @param presented The secret.
   * @param context The circumstances of the request.
   * @returns The stored secret that it matches, or `undefined`.
   * @throws {OAuthError} `temporarily_unavailable` when hashing is not possible.
   */
  async verify(
    presented: PresentedSecret,
    context: RequestContext,
  ): Promise<ClientSecret | undefined> {
    if (presented.secret === "") return undefined;
    try {
      return await this.#firstMatch(presented, context);
    } catch (cause) {
      if (cause instanceof OAuthError) throw cause;
      throw temporarilyUnavailable(
        "The credential could not be checked",
        "hasher_failed",
        cause,
      );
    }
  }

  async #firstMatch(
    presented: PresentedSecret,
    context: RequestContext,
  ): Promise<ClientSecret | undefined> {
    const { client_id, secret, active } = presented;
    const { digest = this.digest(client_id, secret) } = presented;
    for (const stored of active) {
      const hasher = this.#usableHasher(client_id, stored);
      if (hasher === undefined) continue;
      const { hash } = stored;
      // All who present the same secret at once share one verification.
      const matches = await this.#inFlight.join(
        `${hash} ${digest} ${client_id}`,
        (signal) => hasher.verify(secret, hash, signal),
        (work) => context.within(work),
      );
      if (hasher.blocksEventLoop) this.#warnInline();
      // A hasher of somebody else's may answer with anything.
      if (matches !== true) continue;
      this.#cache.add(client_id, digest, hash, context.now);
      if (hasher.needsRehash(hash)) this.#warnWeak(client_id, stored);
      return stored;
    }
    return undefined;
  }

  #usableHasher(
    client_id: string,
    stored: ClientSecret,
  ): SecretHasher | undefined {
    const { hash } = stored;
    const hasher = typeof hash !== "string"
      ? undefined
      : this.#options.hashers.find(({ prefixes }) =>
        prefixes.some((prefix) => hash.startsWith(prefix))
      );
    const problem = hasher === undefined
      ? "has a prefix that no configured hasher knows"
      : hasher.problem(hash);
    if (problem === undefined) return hasher;
    this.#warn(
      "unusable_hash",
      `A stored hash ${problem}.`,
      client_id,
      stored,
    );
    return undefined;
  }

  #warnWeak(client_id: string, stored: ClientSecret): void {
    this.#warn(
      "weak_hash",
      "The stored hash is weaker than new ones: hash the secret anew.",
      client_id,
      stored,
    );
  }

  #warnInline(): void {
    this.#options.events.warn(
      "hashing_inline",
      "Secrets are hashed on the event loop: this runtime has no workers, or " +
        "they are turned off.",
    );
  }

  #warn(
    warning: "unusable_hash" | "weak_hash",
    message: string,
    client_id: string,
    { name }: ClientSecret,
  ): void {
    this.#options.events.warn(warning, message, {
      client_id,
      ...(name === undefined ? undefined : { secretName: name }),
    });
  }

  /** Ends what the hashers have started. */
  close(): void {
    for (const hasher of this.#options.hashers) hasher.close();
  }
}
