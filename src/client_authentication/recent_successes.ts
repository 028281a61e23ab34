/**
 * From where clients succeeded lately, in the memory of one instance.
 *
 * Why a bound for each client: only who authenticates gets in, so that no flood
 * of guesses pushes anything out, but a client that somebody else runs from
 * ever new addresses must not either.
 *
 * @module
 */

import type { Connection } from "../context.ts";
import { OldestFirst } from "../oldest_first.ts";
import { oldestKey } from "../oldest_key.ts";
import { addressKey } from "./address_key.ts";

/** How long a success counts, in seconds: a day. */
const MAXIMUM_AGE_SECONDS = 86_400;

/** A client is moved to the end of those to forget so often: once an hour. */
const MOVE_SECONDS = 3_600;

/**
 * How many successes of a client are looked at in a second. To ask for an
 * address costs some runtimes more than to recognise a secret, and those who
 * come so often come again.
 */
const MAXIMUM_LOOKS = 50;

/** And of all clients together, but for those that were not for a minute. */
const MAXIMUM_LOOKS_OF_ALL = 500;
const QUIET_SECONDS = 60;

/** How many addresses are kept of one client. */
const MAXIMUM_OF_CLIENT = 1_000;

/** How many addresses are kept of all clients: at most about 40 MB. */
const MAXIMUM = 100_000;

/** When a client succeeded from which addresses. */
interface Places {
  readonly client_id: string;
  readonly seen: Map<string, number>;
  movedAt: number;
  lookedAt: number;
  looks: number;
}

/** Remembers pairs of client and address. */
export class RecentSuccesses {
  readonly #clients = new Map<string, Places>();
  #size = 0;
  readonly #oldest = new OldestFirst(() => this.#clients.values());
  #lookedAt = -Infinity;
  #looks = 0;
  /** The last address that was looked at, since one often follows itself. */
  #address = "";
  #key = "";

  /** How many pairs are kept. */
  get size(): number {
    return this.#size;
  }

  /**
   * Notes a success.
   *
   * @param client_id The client.
   * @param connection What knows where it succeeded from, if anything does.
   * @param now Epoch seconds.
   */
  note(client_id: string, connection: Connection, now: number): void {
    if (now !== this.#lookedAt) {
      this.#lookedAt = now;
      this.#looks = 0;
    }
    let places = this.#clients.get(client_id);
    const isQuiet = places === undefined ||
      now - places.lookedAt >= QUIET_SECONDS;
    // Busy clients must not keep those from being seen that come now and then.
    if (this.#looks >= MAXIMUM_LOOKS_OF_ALL && !isQuiet) return;
    if (places?.lookedAt === now && ++places.looks > MAXIMUM_LOOKS) return;
    this.#looks++;
    const address = connection.remoteAddress;
    if (address === undefined) return;
    const key = this.#keyOf(address);
    if (places === undefined) {
      places = {
        client_id,
        seen: new Map(),
        movedAt: now,
        lookedAt: now,
        looks: 1,
      };
      this.#clients.set(client_id, places);
    } else if (now - places.movedAt >= MOVE_SECONDS) {
      places.movedAt = now;
      this.#clients.delete(client_id);
      this.#clients.set(client_id, places);
      this.#oldest.changed(this.#clients.size);
    }
    if (places.lookedAt !== now) {
      places.lookedAt = now;
      places.looks = 1;
    }
    const { seen } = places;
    const isNew = !seen.has(key);
    seen.set(key, now);
    if (!isNew) return;
    this.#size++;
    if (seen.size > MAXIMUM_OF_CLIENT) this.#forgetPlace(seen);
    else if (this.#size > MAXIMUM) this.#forgetClient();
  }

  /**
   * Whether a client succeeded from an address within the last day.
   *
   * @param client_id The client.
   * @param address The address.
   * @param now Epoch seconds.
   * @returns Whether it did, as far as this instance has seen.
   */
  has(client_id: string, address: string, now: number): boolean {
    const seenAt = this.#clients.get(client_id)?.seen.get(this.#keyOf(address));
    return seenAt !== undefined && now - seenAt < MAXIMUM_AGE_SECONDS;
  }

  /** Forgets the address that a client has not come from for longest. */
  #forgetPlace(seen: Map<string, number>): void {
    seen.delete(oldestKey(seen));
    this.#size--;
  }

  /** Forgets the client that has not come for longest. */
  #forgetClient(): void {
    const { client_id, seen } = this.#oldest.find();
    this.#clients.delete(client_id);
    this.#size -= seen.size;
  }

  #keyOf(address: string): string {
    if (address !== this.#address) {
      this.#key = addressKey(address);
      this.#address = address;
    }
    return this.#key;
  }
}
