/**
 * What metrics tell of the keys.
 *
 * @module
 */

import { withinDeadline } from "../deadline.ts";
import type { PublishedKeySource } from "../keys/key_ring.ts";
import type { KeyStore } from "../storage.ts";

/** What is known of the keys; absent = not known at the moment. */
export interface KeyFacts {
  /** How many are published. */
  readonly published?: number;
  /** When the newest one in the store was made, in epoch seconds. */
  readonly newestCreatedAt?: number;
}

/** How long the keys may take; a scrape waits ten seconds at the most. */
const DEADLINE_MILLISECONDS = 2_000;

/**
 * Reads what metrics tell of the keys.
 *
 * @param keys The keys of the server.
 * @param keyStore Where rotating keys are stored.
 * @returns What could be read; it never rejects.
 */
export async function keyFacts(
  keys: PublishedKeySource,
  keyStore?: KeyStore,
): Promise<KeyFacts> {
  const [published, newestCreatedAt] = await Promise.all([
    unlessItFails(async () => {
      const { keys: list } = await keys.published(
        Math.floor(Date.now() / 1_000),
      );
      return list.length;
    }),
    unlessItFails(async (signal) => {
      if (keyStore === undefined) return undefined;
      const { keys: stored } = await keyStore.read(signal);
      const times = stored.map(({ created_at }) => created_at);
      return times.length === 0 ? undefined : Math.max(...times);
    }),
  ]);
  return {
    ...(published !== undefined && { published }),
    ...(newestCreatedAt !== undefined && { newestCreatedAt }),
  };
}

async function unlessItFails<T>(
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  try {
    return await withinDeadline(
      read(controller.signal),
      DEADLINE_MILLISECONDS,
      () => controller.abort(),
    );
  } catch {
    return undefined;
  }
}
