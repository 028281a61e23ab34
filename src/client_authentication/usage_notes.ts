/**
 * Which client secrets are in use, told to the storage at most once an hour.
 *
 * Why not at every success: a write per token is what this server does without.
 * To retire a secret one has to know the day, not the second.
 *
 * @module
 */

import type { ClientSecret } from "../client.ts";
import type { RequestContext } from "../context.ts";
import type { Events } from "../events.ts";
import type { UsageStore } from "../storage.ts";

const HOUR = 3_600;

/** How many secrets are remembered as noted in this hour. */
const MAXIMUM_REMEMBERED = 100_000;

/** Guards what was noted in this hour. */
export class UsageNotes {
  readonly #store: UsageStore;
  readonly #events: Events;
  readonly #noted = new Set<string>();
  /** The same by the records themselves, which stores mostly hand out again. */
  #recent = new WeakMap<ClientSecret, string>();
  #hour = -Infinity;
  #warnedAt = -Infinity;

  /**
   * @param store Where usage is noted.
   * @param events Where warnings go.
   */
  constructor(store: UsageStore, events: Events) {
    this.#store = store;
    this.#events = events;
  }

  /**
   * Notes that a secret was used. Nobody waits for the store: a note that fails
   * is a warning, and the next hour brings another one. (On Workers, one that
   * is slower than the answer may be cut off with the request.)
   *
   * @param client_id The client.
   * @param secret The stored secret that matched.
   * @param context The circumstances of the request.
   */
  note(
    client_id: string,
    secret: ClientSecret,
    context: RequestContext,
  ): void {
    const hour = context.now - context.now % HOUR;
    if (hour !== this.#hour || this.#noted.size >= MAXIMUM_REMEMBERED) {
      this.#noted.clear();
      this.#recent = new WeakMap();
      this.#hour = hour;
    }
    if (this.#recent.get(secret) === client_id) return;
    this.#recent.set(secret, client_id);
    const { name = "" } = secret;
    const key = `${client_id.length}:${client_id}${name}`;
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    this.#tell(client_id, name, hour, context);
  }

  async #tell(
    client_id: string,
    secretName: string,
    hour: number,
    context: RequestContext,
  ): Promise<void> {
    try {
      await context.withinOptional(
        this.#store.note(client_id, secretName, hour),
      );
    } catch {
      if (context.now - this.#warnedAt < HOUR) return;
      this.#warnedAt = context.now;
      this.#events.warnAgain(
        "usage_store_failed",
        "The use of client secrets cannot be noted: the " +
          "storage fails or is too slow. Do not retire a secret by it.",
        context.now,
      );
    }
  }
}
