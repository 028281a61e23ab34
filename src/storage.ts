/**
 * The storage roles: what the server asks of a store.
 *
 * @module
 */

import type { Client } from "./client.ts";

/** Finds registered clients. */
export interface ClientStore {
  /**
   * Finds one client.
   *
   * @param client_id The exact id; stores compare it byte for byte.
   * @param signal Aborted when the caller no longer waits.
   * @returns The client, or `undefined` where there is none.
   */
  get(client_id: string, signal: AbortSignal): Promise<Client | undefined>;
}

/** A client store that can be changed: administration. */
export interface ClientRegistry extends ClientStore {
  /**
   * Adds a client or replaces the one of the same `client_id`.
   *
   * @param client The whole record.
   * @throws {TypeError} The record is not usable; the message names the member.
   */
  put(client: Client): Promise<void>;
  /**
   * Removes a client.
   *
   * @param client_id The exact id.
   * @returns Whether there was one.
   */
  delete(client_id: string): Promise<boolean>;
  /**
   * Lists clients in ascending order of `client_id` (by UTF-16 code unit).
   *
   * @param after Only ids greater than this one; `""` for the first page.
   * @param limit At most so many.
   * @returns One page; a shorter one than `limit` is the last.
   */
  list(after: string, limit: number): Promise<readonly Client[]>;
}

/** A bag of roles. A role arrives with the feature that uses it. */
export interface Storage {
  /** The registered clients. */
  readonly clients: ClientStore;
}
