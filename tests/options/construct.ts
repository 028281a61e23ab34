/**
 * What the tests of options start from: options that are fine, and how one
 * that is not is refused.
 *
 * @module
 */

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  clientCredentials,
  createAuthorizationServer,
  memoryStorage,
} from "@mintmark/oauth";
import { ISSUER, SIGNER } from "../fixtures.ts";

/** The least that a server needs. */
export const FINE: AuthorizationServerOptions = {
  issuer: ISSUER,
  storage: memoryStorage(),
  signer: SIGNER,
  grants: [clientCredentials()],
};

/** Makes a server whose options differ from {@linkcode FINE} in these. */
export function construct(
  options: Readonly<Record<string, unknown>>,
): AuthorizationServer {
  return createAuthorizationServer(
    { ...FINE, ...options } as AuthorizationServerOptions,
  );
}

/** A secret that no message may repeat. */
export const SECRET = "hunter2-hunter2";

/** A wrong option: what is wrong, the options, and the whole sentence. */
export type WrongOption = readonly [
  name: string,
  options: Readonly<Record<string, unknown>>,
  message: RegExp | string,
];

/**
 * Registers a test for each wrong option: construction throws a `TypeError`
 * whose message is the sentence, and repeats no secret.
 */
export function refuses(rows: readonly WrongOption[]): void {
  for (const [name, options, message] of rows) {
    Deno.test(`a wrong option is a TypeError at construction: ${name}`, () => {
      const error = assertThrows(() => construct(options), TypeError);
      if (typeof message === "string") assertEquals(error.message, message);
      else assertMatch(error.message, message);
      assertEquals(error.message.includes(SECRET), false, error.message);
    });
  }
}

/** Registers a test for each set of options that must be accepted. */
export function accepts(
  rows: readonly (readonly [string, Readonly<Record<string, unknown>>])[],
): void {
  for (const [name, options] of rows) {
    Deno.test(`an option is accepted: ${name}`, () => {
      construct(options).close();
    });
  }
}
