/**
 * A connection whose peer is asked for when somebody wants to know it: the
 * question costs Deno and Bun as much as a good part of a token request, and
 * most requests get by without the answer.
 *
 * @module
 */

import type { Connection } from "../context.ts";

/** A class, since an object with a getter of its own costs more to make. */
export class LazyConnection implements Connection {
  readonly #ask: () => string | undefined;
  #isAsked = false;
  #address: string | undefined;

  /** @param ask Asks the runtime for the address; called once at most. */
  constructor(ask: () => string | undefined) {
    this.#ask = ask;
  }

  /** The peer's IP address. */
  get remoteAddress(): string | undefined {
    if (!this.#isAsked) {
      this.#isAsked = true;
      this.#address = this.#ask();
    }
    return this.#address;
  }
}
