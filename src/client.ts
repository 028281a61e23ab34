/**
 * A client as it is registered and stored.
 *
 * @module
 */

import type { TrustedIssuer } from "./trusted_issuer.ts";

/** A JSON Web Key (RFC 7517 §4) as plain JSON. */
export interface JsonWebKey {
  /** The key type: `RSA`, `EC`, `OKP`, `AKP`. */
  readonly kty?: string;
  /** The key ID. */
  readonly kid?: string;
  /** The algorithm that the key is for. */
  readonly alg?: string;
  /** The use that the key is for: `sig`. */
  readonly use?: string;
  /** The operations that the key is for. */
  readonly key_ops?: readonly string[];
  /** The curve of an EC or OKP key. */
  readonly crv?: string;
  /** The x coordinate, or the public key of an OKP key. */
  readonly x?: string;
  /** The y coordinate. */
  readonly y?: string;
  /** The RSA modulus. */
  readonly n?: string;
  /** The RSA exponent. */
  readonly e?: string;
  /** The private key, which an RSA key has in several numbers. */
  readonly d?: string;
  /** The first prime factor of an RSA key. */
  readonly p?: string;
  /** The second prime factor of an RSA key. */
  readonly q?: string;
  /** The exponent of the first factor. */
  readonly dp?: string;
  /** The exponent of the second factor. */
  readonly dq?: string;
  /** The coefficient of the first factor. */
  readonly qi?: string;
  /** The public key of an AKP key (ML-DSA). */
  readonly pub?: string;
  /** The private key of an AKP key: its seed. */
  readonly priv?: string;
  /** Whether WebCrypto may export the key. */
  readonly ext?: boolean;
}

/** A JWK Set (RFC 7517 §5). */
export interface JsonWebKeySet {
  /** The keys. */
  readonly keys: readonly JsonWebKey[];
}

/** A stored client secret: never the secret, only a hash of it. */
export interface ClientSecret {
  /** The hash; its prefix names the hasher, e.g. `$2b$` for bcrypt. */
  readonly hash: string;
  /** A name that events report, so that rotation can be watched. */
  readonly name?: string;
  /** When it stops working, in epoch seconds; absent = never. */
  readonly expires_at?: number;
  /**
   * The secret itself, wrapped under a key that is not in the registry; only
   * `client_secret_jwt` needs it, and only a server that can unwrap it.
   */
  readonly wrapped_secret?: string;
}

/**
 * A registered client: the members of RFC 7591 §2 that matter to a machine,
 * and ours. It is stored and exchanged as JSON as it is.
 *
 * What is absent is denied; no default of an RFC is assumed for `grant_types`.
 */
export interface Client {
  /** The unique id, at most 255 bytes of UTF-8. */
  readonly client_id: string;
  /** A name for people. */
  readonly client_name?: string;
  /** `true` refuses every request of this client. */
  readonly disabled?: boolean;
  /** The grants that it may use; absent = none. */
  readonly grant_types?: readonly string[];
  /** The only authentication method that it may use. */
  readonly token_endpoint_auth_method?: string;
  /** The authentication methods that it may use, where there are several. */
  readonly token_endpoint_auth_methods?: readonly string[];
  /** The only algorithm that it may sign assertions with; absent = any offered. */
  readonly token_endpoint_auth_signing_alg?: string;
  /** Its secrets, at most five; each may be used while it has not expired. */
  readonly client_secrets?: readonly ClientSecret[];
  /** Its public keys. A client with keys is not let in by a secret unless its registered methods say so. */
  readonly jwks?: JsonWebKeySet;
  /** Where its public keys are published; only one of this and `jwks`. */
  readonly jwks_uri?: string;
  /**
   * The external issuers that it is known by, instead of a secret, at most 20;
   * only a server with the option `trustedIssuers` asks them. A store looks at
   * their shape; `checkTrustedIssuer` at everything. With one that trusts too
   * much, nobody gets in.
   */
  readonly trusted_issuers?: readonly TrustedIssuer[];
  /** The scopes that it may request, space separated. */
  readonly scope?: string;
  /** The scopes that it is granted when it requests none, space separated. */
  readonly default_scope?: string;
  /** The resources that it may request, also what `audience` may name. */
  readonly resources?: readonly string[];
  /** The resource of its tokens when it requests none. */
  readonly default_resource?: string;
  /** The lifetime of its access tokens in seconds. */
  readonly access_token_seconds?: number;
}

/**
 * Whether a list of a client names something. A store may hand out anything,
 * and `"abc".includes("a")` is true as well.
 *
 * @param list A member of a client.
 * @param name What is looked for.
 * @returns Whether it is a list that names it.
 */
export function lists(
  list: readonly string[] | undefined,
  name: string,
): boolean {
  return Array.isArray(list) && list.includes(name);
}

/** A client whose authentication succeeded, and how. */
export interface AuthenticatedClient {
  /** The registered client. */
  readonly client: Client;
  /** The authentication method that was used; `none` proves nothing. */
  readonly method: string;
  /** The name of the secret that matched, where it has one. */
  readonly secretName?: string;
}
