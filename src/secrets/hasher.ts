/**
 * The seam between stored hashes and the secrets that they are of.
 *
 * @module
 */

/** Hashes secrets and verifies them; chosen by the prefix of a stored hash. */
export interface SecretHasher {
  /** The prefixes of the stored hashes that it verifies, e.g. `$2b$`. */
  readonly prefixes: readonly string[];
  /**
   * Says what is wrong with a stored hash of one of its prefixes.
   *
   * @param hash The stored hash.
   * @returns A sentence for the operator that repeats nothing of the hash, or
   * `undefined` where the hash can be verified.
   */
  problem(hash: string): string | undefined;
  /**
   * Hashes a secret for storage.
   *
   * @param secret The secret.
   * @returns The text to store.
   * @throws {RangeError} The secret cannot be hashed without loss.
   */
  hash(secret: string): Promise<string>;
  /**
   * Verifies a secret against a stored hash.
   *
   * @param secret What was presented.
   * @param hash A stored hash that has no problem.
   * @param signal Aborted when nobody waits for the answer any more.
   * @returns Whether the secret is the one that was hashed.
   */
  verify(secret: string, hash: string, signal: AbortSignal): Promise<boolean>;
  /**
   * Whether a stored hash is weaker than what `hash` makes now.
   *
   * @param hash A stored hash that has no problem.
   * @returns Whether it should be replaced.
   */
  needsRehash(hash: string): boolean;
  /**
   * Whether its work holds the event loop for milliseconds. It may become true
   * with the first work, when the runtime turns out to have no workers.
   */
  readonly blocksEventLoop: boolean;
  /** Ends what the hasher has started, such as workers. */
  close(): void;
}
