/**
 * Clients that belong to the configuration, in front of those in the storage.
 *
 * Why they are not written into the storage: the file is then the only place
 * where they are, whatever has been stored; one that leaves the file is gone
 * with the next reload, and nothing has to be told apart.
 *
 * @module
 */

import { promptly, recalling } from "../deadline.ts";
import type { Client } from "../client.ts";
import { deepFreeze } from "../storage/frozen.ts";
import type { ClientRegistry } from "../storage.ts";

/** A client of the file was to be changed. */
export class FileClientError extends Error {
  override readonly name = "FileClientError";
}

/** A registry with clients of the file in front. */
export interface FileClientRegistry extends ClientRegistry {
  /** Whether a client belongs to the file. */
  isOfFile(client_id: string): boolean;
  /** Where a client of the file is written: `FILE:LINE`. */
  whereOf(client_id: string): Promise<string>;
  /**
   * Refuses a client of the file.
   *
   * @throws {FileClientError} It is one; the message says where it is written.
   */
  refuseOfFile(client_id: string): Promise<void>;
}

/**
 * Puts the clients of a file in front of a registry.
 *
 * @param clients The clients of the file.
 * @param whereOf Says where the client is written that is at a place of the
 * list.
 * @param stored The registry.
 * @returns A registry that finds and lists both, and changes only what is
 * stored.
 */
export function withFileClients(
  clients: readonly Client[],
  whereOf: (i: number) => Promise<string>,
  stored: ClientRegistry,
): FileClientRegistry {
  const own: ReadonlyMap<string, Client> = new Map(
    clients.map((client) => [
      client.client_id,
      deepFreeze(structuredClone(client)),
    ]),
  );
  const ids = [...own.keys()].sort();
  const where = (client_id: string) =>
    whereOf(clients.findIndex((client) => client.client_id === client_id));
  const refuseOfFile = async (client_id: string) => {
    if (!own.has(client_id)) return;
    throw new FileClientError(
      `the client ${JSON.stringify(client_id)} is written in ${await where(
        client_id,
      )}: change it there`,
    );
  };
  return {
    isOfFile: (client_id) => own.has(client_id),
    whereOf: where,
    refuseOfFile,
    get: recalling(
      async (client_id: string, signal: AbortSignal) =>
        own.get(client_id) ?? await stored.get(client_id, signal),
      (client_id) => own.get(client_id) ?? promptly(stored.get, client_id),
    ),
    async put(client) {
      await refuseOfFile(client?.client_id);
      await stored.put(client);
    },
    async delete(client_id) {
      await refuseOfFile(client_id);
      return await stored.delete(client_id);
    },
    async list(after, limit) {
      if (ids.length === 0) return await stored.list(after, limit);
      const page = await stored.list(after, limit);
      const listed = new Map(page.map((client) => [client.client_id, client]));
      for (const id of ids) if (id > after) listed.set(id, own.get(id)!);
      return [...listed.keys()].sort().slice(0, limit)
        .map((id) => listed.get(id)!);
    },
  };
}

/**
 * Finds the clients of the file that the storage has as well.
 *
 * @param clients The clients of the file.
 * @param stored The registry.
 * @returns Their places in the file.
 */
export async function clientsInBoth(
  clients: readonly Client[],
  stored: ClientRegistry,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (const [i, { client_id }] of clients.entries()) {
    const { signal } = new AbortController();
    if (await stored.get(client_id, signal) !== undefined) found.push(i);
  }
  return found;
}
