/**
 * A resource server of the live test: it keeps the keys for `max-age`, from
 * when it got them, and never looks for others before.
 *
 * @module
 */

import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";

/** Verifies with keys that it keeps for as long as it may. */
export class StrictVerifier {
  readonly #origins: readonly string[];
  #keys: ReturnType<typeof createLocalJWKSet> | undefined;
  #expiresAt = 0;
  #fetching: Promise<void> | undefined;

  /** @param origins The instances behind one address. */
  constructor(origins: readonly string[]) {
    this.#origins = origins;
  }

  /**
   * Verifies a token.
   *
   * @param token The token.
   * @returns Whether its key is known and its signature right; `undefined`
   * where it has expired.
   */
  async verify(token: string): Promise<boolean | undefined> {
    while (Date.now() >= this.#expiresAt) {
      await (this.#fetching ??= this.#fetch());
    }
    try {
      await jwtVerify(token, this.#keys!, { issuer: "http://localhost" });
      return true;
    } catch (error) {
      return error instanceof errors.JWTExpired ? undefined : false;
    }
  }

  async #fetch(): Promise<void> {
    const origin =
      this.#origins[Math.floor(Math.random() * this.#origins.length)];
    try {
      const response = await fetch(`${origin}/jwks`);
      const body = await response.text();
      if (response.status !== 200) return;
      const [, maxAge] = /max-age=(\d+)/.exec(
        response.headers.get("cache-control") ?? "",
      )!;
      this.#keys = createLocalJWKSet(JSON.parse(body) as JSONWebKeySet);
      this.#expiresAt = Date.now() + Number(maxAge) * 1_000;
    } catch {
      // This instance is down: another one is asked.
    } finally {
      this.#fetching = undefined;
    }
  }
}
