/**
 * What the rows of RFC 7517 look at.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type {
  AuthorizationServerOptions,
  JsonWebKey,
  KeyRing,
  Signer,
} from "@mintmark/oauth";
import { testServer } from "../../fixtures.ts";
import { visit } from "../black_box.ts";

/** The keys that a server publishes. */
export async function published(
  options: Partial<AuthorizationServerOptions> = {},
): Promise<readonly JsonWebKey[]> {
  const { status, body } = await visit(testServer(options), "/jwks");
  assertEquals(status, 200);
  return body.keys;
}

/** A ring that publishes keys and signs with the last. */
export function ringOf(...signers: readonly Signer[]): KeyRing {
  return {
    signer: () => signers.at(-1)!,
    published: () => ({
      keys: signers.map(({ publicJwk }) => publicJwk),
      maxAge: 60,
    }),
  };
}
