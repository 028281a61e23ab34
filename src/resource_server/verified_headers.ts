/**
 * The headers of tokens that were good.
 *
 * Why only of those: all tokens of a key have the same header, so a few of them
 * are nearly all that is ever seen; what strangers make up must not push them
 * out.
 *
 * @module
 */

import type { JwtHeader, KnownHeaders } from "../tokens/jws.ts";

/** More than an issuer has keys that sign. */
const MAXIMUM_HEADERS = 32;

/** Headers that need not be read again, by their text. */
export class VerifiedHeaders implements KnownHeaders {
  readonly #headers = new Map<string, JwtHeader>();

  /**
   * Finds a header.
   *
   * @param text The first part of a token.
   * @returns The header, or `undefined` where it is not known.
   */
  get(text: string): JwtHeader | undefined {
    return this.#headers.get(text);
  }

  /**
   * Keeps the header of a token whose signature is right; of too many the
   * oldest goes.
   *
   * @param token The token.
   * @param header Its header.
   */
  keep(token: string, header: JwtHeader): void {
    const text = token.slice(0, token.indexOf("."));
    if (this.#headers.has(text)) return;
    if (this.#headers.size >= MAXIMUM_HEADERS) {
      for (const oldest of this.#headers.keys()) {
        this.#headers.delete(oldest);
        break;
      }
    }
    this.#headers.set(text, header);
  }
}
