/**
 * In memory, when client secrets were last used.
 *
 * @module
 */

import { oldestKey } from "../oldest_key.ts";
import type { UsageStore } from "../storage.ts";

/** More names than a client ever has secrets; the oldest go. */
const MAXIMUM_NAMES = 100;

/**
 * Makes a memory of usage.
 *
 * @returns The store. It keeps a hundred names of a client.
 */
export function memoryUsage(): UsageStore {
  const clients = new Map<string, Map<string, number>>();
  return {
    note(client_id, secretName, hour) {
      const names = clients.get(client_id) ?? new Map<string, number>();
      clients.set(client_id, names);
      names.set(secretName, Math.max(hour, names.get(secretName) ?? hour));
      if (names.size > MAXIMUM_NAMES) names.delete(oldestKey(names));
      return Promise.resolve();
    },
    list: (client_id) =>
      Promise.resolve(
        [...clients.get(client_id) ?? []]
          .map(([secretName, hour]) => ({ secretName, hour }))
          .sort((a, b) => a.secretName < b.secretName ? -1 : 1),
      ),
  };
}
