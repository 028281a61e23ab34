/**
 * The clients that the vectors are about.
 *
 * @module
 */

import type { Client, JsonWebKey } from "@mintmark/oauth";
import {
  EC,
  ED,
  P384,
  publicPart,
  RSA,
  WEAK,
} from "../runtimes/servers/client_keys.ts";

/** The secret of the clients that have one. */
export const SECRET = "s:e+c%r e`t/ü";

/** A bcrypt hash of {@linkcode SECRET}; nothing slower, since it is known. */
const HASH = "$2b$04$jMz2gUcoO5us.qWiqLmUROHI5N45QIso.SRGjmgkSEvQEgkQj4JBq";

const grant_types = ["client_credentials"];

function keyed(client_id: string, ...keys: JsonWebKey[]): Client {
  return { client_id, grant_types, jwks: { keys } };
}

function secret(client_id: string): Client {
  return { client_id, grant_types, client_secrets: [{ hash: HASH }] };
}

const [ec, ed, rsa] = [EC, ED, RSA].map(publicPart) as [
  JsonWebKey,
  JsonWebKey,
  JsonWebKey,
];
const { kid: _, ...withoutKid } = ed;

/** The clients that the vectors are about. */
export const CLIENTS: readonly Client[] = [
  {
    ...keyed("ed", ed),
    scope: "orders.read orders.write",
    resources: ["https://api.example.com/"],
  },
  keyed("ec", ec),
  keyed("rsa", rsa),
  keyed("p384", publicPart(P384)),
  keyed("all", rsa, ec, ed),
  keyed("without kid", withoutKid),
  keyed("weak", publicPart(WEAK)),
  keyed("for encryption", { ...ed, use: "enc" }),
  keyed("for derivation", { ...ed, key_ops: ["deriveBits"] }),
  keyed("for RS256", { ...rsa, alg: "RS256" }),
  keyed("without keys"),
  {
    ...keyed("registered for PS256", rsa),
    token_endpoint_auth_signing_alg: "PS256",
  },
  { ...keyed("disabled", ed), disabled: true },
  { ...keyed("without grant", ed), grant_types: [] },
  {
    ...keyed("secret by method", ed),
    token_endpoint_auth_method: "client_secret_basic",
  },
  {
    ...secret("orders"),
    scope: "orders.read orders.write",
    resources: ["https://api.example.com/"],
  },
  { ...secret("a:b c"), scope: "read" },
  { ...secret("disabled secret"), disabled: true },
  {
    ...secret("expired"),
    client_secrets: [{ hash: HASH, expires_at: 1_600_000_000 }],
  },
  { ...secret("post only"), token_endpoint_auth_method: "client_secret_post" },
  { ...secret("keys and secret"), jwks: { keys: [ed] } },
  { client_id: "public", grant_types, token_endpoint_auth_method: "none" },
  { client_id: "secretless", grant_types },
];
