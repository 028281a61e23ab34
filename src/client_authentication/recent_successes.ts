/**
 * From where clients succeeded lately, in the memory of one instance.
 *
 * @module
 */

import { addressKey } from "./address_key.ts";

/** How long a success counts, in seconds: a day. */
const MAXIMUM_AGE_SECONDS = 86_400;

/** A success is noted anew after so many seconds: an hour. */
const NOTE_AGAIN_SECONDS = 3_600;

/** How many pairs of client and address are kept. */
const MAXIMUM_PAIRS = 100_000;

/**
 * Remembers pairs of client and address. Only who authenticates gets in, so
 * that a flood of guesses cannot push anything out.
 */
export class RecentSuccesses {
  readonly #pairs = new Map<string, number>();
  /** The last address that was looked at, since one often follows itself. */
  #address = "";
  #key = "";

  /** How many pairs are kept. */
  get size(): number {
    return this.#pairs.size;
  }

  /**
   * Notes a success.
   *
   * @param client_id The client.
   * @param address Where it succeeded from.
   * @param now Epoch seconds.
   */
  note(client_id: string, address: string, now: number): void {
    const pair = this.#pairOf(client_id, address);
    const notedAt = this.#pairs.get(pair);
    if (notedAt !== undefined && now - notedAt < NOTE_AGAIN_SECONDS) return;
    // The order of the map is that of the notes: the oldest goes first.
    this.#pairs.delete(pair);
    this.#pairs.set(pair, now);
    if (this.#pairs.size <= MAXIMUM_PAIRS) return;
    for (const oldest of this.#pairs.keys()) {
      this.#pairs.delete(oldest);
      return;
    }
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
    const notedAt = this.#pairs.get(this.#pairOf(client_id, address));
    return notedAt !== undefined && now - notedAt < MAXIMUM_AGE_SECONDS;
  }

  #pairOf(client_id: string, address: string): string {
    if (address !== this.#address) {
      this.#key = addressKey(address);
      this.#address = address;
    }
    return `${this.#key} ${client_id}`;
  }
}
