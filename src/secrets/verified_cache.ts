/**
 * The verified-secret cache: what was verified once against a stored hash is
 * recognised by a keyed digest afterwards.
 *
 * Why it is safe: no secret is held, only a digest under a random key that
 * never leaves the process, and an entry answers for one client and one stored
 * hash alone. The caller hands in the hashes that are active now, so a hash
 * that was changed, retired, or has expired answers for nothing from that
 * moment on, and its entry goes away.
 *
 * Why also in front of SHA-256, which takes little time either: a hit costs a
 * tenth of what that hasher does, and it is what the failure budget lets pass
 * without counting, whatever the hash.
 *
 * @module
 */

import { equalInConstantTime } from "../encoding/constant_time.ts";
import { sipHash } from "../encoding/sip_hash.ts";
import { RecentlyUsed } from "../recently_used.ts";

/** Bounds of the cache. */
export interface VerifiedCacheOptions {
  /** How many clients are remembered; the least recently used goes first. */
  readonly maxClients: number;
  /** How long a full verification is good for, in seconds; absent = no limit. */
  readonly maxAgeSeconds?: number;
}

interface Entry {
  readonly hash: string;
  readonly digest: Uint32Array;
  readonly verifiedAt: number;
}

/** Remembers, without any secret, which secrets were verified. */
export class VerifiedCache {
  readonly #maxAgeSeconds: number;
  readonly #clients: RecentlyUsed<readonly Entry[]>;
  #digest: ((text: string) => Uint32Array) | undefined;

  /** @param options The bounds. */
  constructor(options: VerifiedCacheOptions) {
    this.#maxAgeSeconds = options.maxAgeSeconds ?? Infinity;
    this.#clients = new RecentlyUsed(options.maxClients);
  }

  /** How many clients are remembered now. */
  get size(): number {
    return this.#clients.size;
  }

  /**
   * The keyed digest of a client's secret.
   *
   * @param client_id The client.
   * @param secret What it presents.
   * @returns 128 bits that mean nothing outside this process.
   */
  digest(client_id: string, secret: string): Uint32Array {
    // The key is drawn at the first use: construction draws no random bytes.
    this.#digest ??= sipHash(crypto.getRandomValues(new Uint32Array(4)));
    return this.#digest(`${client_id.length}:${client_id}${secret}`);
  }

  /**
   * Whether a secret is remembered, without a word on whether it still counts.
   *
   * @param client_id The client.
   * @param digest The digest of what it presents.
   * @returns Whether it was verified against any hash.
   */
  knows(client_id: string, digest: Uint32Array): boolean {
    const entries = this.#clients.get(client_id) ?? [];
    return entries.some((entry) => equalInConstantTime(entry.digest, digest));
  }

  /**
   * Finds the stored hash that a secret was verified against.
   *
   * @param client_id The client.
   * @param digest The digest of what it presents.
   * @param active The hashes that may be used now.
   * @param now Epoch seconds.
   * @returns One of `active`, or `undefined`.
   */
  find(
    client_id: string,
    digest: Uint32Array,
    active: readonly string[],
    now: number,
  ): string | undefined {
    const entries = this.#clients.get(client_id);
    if (entries === undefined) return undefined;
    const live = this.#live(entries, active, now);
    if (live.length === 0) {
      this.#clients.delete(client_id);
      return undefined;
    }
    this.#clients.set(client_id, live);
    return live.find((entry) => equalInConstantTime(entry.digest, digest))
      ?.hash;
  }

  /**
   * Remembers that a secret was verified.
   *
   * @param client_id The client.
   * @param digest The digest of the secret.
   * @param hash The stored hash that it was verified against.
   * @param now Epoch seconds.
   */
  add(client_id: string, digest: Uint32Array, hash: string, now: number): void {
    const others = (this.#clients.get(client_id) ?? []).filter((entry) =>
      entry.hash !== hash
    );
    const entry = { hash, digest, verifiedAt: now };
    this.#clients.set(client_id, [...others, entry]);
  }

  #live(
    entries: readonly Entry[],
    active: readonly string[],
    now: number,
  ): readonly Entry[] {
    const isLive = (entry: Entry) =>
      active.includes(entry.hash) &&
      now - entry.verifiedAt < this.#maxAgeSeconds;
    return entries.every(isLive) ? entries : entries.filter(isLive);
  }
}
