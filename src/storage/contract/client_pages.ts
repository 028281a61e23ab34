/**
 * The pages of a client list, put together.
 *
 * @module
 */

import type { ClientRegistry } from "../../storage.ts";
import { expectThat } from "./expectation.ts";

/**
 * Reads the ids that are greater than a prefix and start with it.
 *
 * @param clients The clients.
 * @param prefix The prefix.
 * @param limit The size of a page.
 * @returns The ids, in the order in which they are listed.
 */
export async function idsAfter(
  clients: ClientRegistry,
  prefix: string,
  limit: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  while (true) {
    const page = (await clients.list(ids.at(-1) ?? prefix, limit))
      .map(({ client_id }) => client_id);
    expectThat(page.length <= limit, `at most ${limit}`);
    const own = page.filter((id) => id.startsWith(prefix));
    ids.push(...own);
    if (own.length < limit) return ids;
  }
}
