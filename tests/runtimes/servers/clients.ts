/**
 * The clients of the servers under test, and what the suite needs to know of
 * them.
 *
 * @module
 */

import type { Client, SigningAlgorithm } from "@mintmark/oauth";
import { EC, ED, publicPart, RSA } from "./client_keys.ts";
import { MOVED_CLIENTS } from "./moved_clients.ts";

/** The secret of most clients: every character in it that breaks encoders. */
export const HARD_SECRET = "s:e+c%r e`t/ü";

/**
 * One within ASCII and without a colon, which not every library gets across:
 * the other secret of {@linkcode ORDERS}.
 */
export const HARD_ASCII_SECRET = "e+c%r e`t/&=?";

/** The client of the how-to. */
export const HOW_TO = { client_id: "test-client", client_secret: "foobar" };

/** A client with scopes, resources and the hard secret. */
export const ORDERS = { client_id: "orders", client_secret: HARD_SECRET };

/** The resource of {@linkcode ORDERS}. */
export const RESOURCE = "https://api.example.com/";

/** The resource whose tokens are signed with an algorithm. */
export function resourceOf(alg: string): string {
  return `https://${alg.toLowerCase()}.example.com/`;
}

/** What a client with keys asks for. */
export const SIGNING = {
  client_id: "signing",
  scope: "orders.write",
  resource: "https://stock.example.com/",
};

/** Every algorithm. */
export const ALGORITHMS: readonly SigningAlgorithm[] = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const,
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const,
  ...["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"] as const,
];

/** A client that may ask for any algorithm. */
export const ANY_ALGORITHM = {
  client_id: "any-algorithm",
  client_secret: HARD_SECRET,
};

/** One of the four clients whose secret no other case presents. */
export function freshClient(
  index: 0 | 1 | 2 | 3,
): { readonly client_id: string; readonly client_secret: string } {
  return { client_id: `fresh-${index}`, client_secret: "fresh-secret" };
}

/** The hash of {@linkcode HARD_SECRET}. */
const HARD_HASH =
  "$2b$04$jMz2gUcoO5us.qWiqLmUROHI5N45QIso.SRGjmgkSEvQEgkQj4JBq";

/** The hash of {@linkcode HARD_ASCII_SECRET}. */
const HARD_ASCII_HASH =
  "$2b$04$E5a1xunyqYHWUZJIXNzH0OLNxGMQgjskISaSIY2dTvaTCNKow4uMa";

const usual: Omit<Client, "client_id"> = {
  client_secrets: [{ hash: HARD_HASH }],
  grant_types: ["client_credentials"],
};

/** The clients that are registered. */
export const CLIENTS: readonly Client[] = [
  {
    client_id: HOW_TO.client_id,
    client_secrets: [{
      hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
    }],
    grant_types: ["client_credentials"],
  },
  {
    ...usual,
    client_id: ORDERS.client_id,
    client_secrets: [{ hash: HARD_HASH }, { hash: HARD_ASCII_HASH }],
    scope: "orders.read orders.write",
    default_scope: "orders.read",
    resources: [RESOURCE, "https://stock.example.com/"],
    default_resource: RESOURCE,
  },
  {
    ...usual,
    client_id: ANY_ALGORITHM.client_id,
    resources: ALGORITHMS.map(resourceOf),
  },
  ...["slow", "policy-denies", "policy-throws"].map((client_id) => ({
    ...usual,
    client_id,
  })),
  {
    ...usual,
    client_id: "basic-only",
    token_endpoint_auth_method: "client_secret_basic",
  },
  {
    client_id: SIGNING.client_id,
    grant_types: ["client_credentials"],
    jwks: { keys: [RSA, EC, ED].map(publicPart) },
    scope: SIGNING.scope,
    resources: [SIGNING.resource],
  },
  { ...usual, client_id: "no-grant", grant_types: [] },
  { ...usual, client_id: "disabled", disabled: true },
  {
    ...usual,
    client_id: "expired",
    client_secrets: [{ hash: HARD_HASH, expires_at: 1_700_000_000 }],
  },
  { client_id: "public", token_endpoint_auth_method: "none" },
  ...[
    "$2b$10$5PF6yt5/wT2Luzj8dgL6W.ibPB5FbP0sg5m9v8/arbkorhd09.h/S",
    "$2b$10$JtMYR6aWLRZNa4KB9prQgu3hVD1ZqP/9nlZMpHGXpYGjaEarkteN2",
    "$2b$10$GJ2DDm8/yymQMmWm9HLQI.sx0ZFvBeu8qHStzlVJVIqiByRv.r9lK",
    "$2b$10$Cw4Ia7cyG1IhQbooiZ/TR.azmMJBy0bZHbVwpLtFN3qYD5/MmkF7i",
  ].map((hash, index) => ({
    ...usual,
    client_id: freshClient(index as 0 | 1 | 2 | 3).client_id,
    client_secrets: [{ hash }],
  })),
  ...MOVED_CLIENTS,
];
