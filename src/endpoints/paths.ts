/**
 * Where the endpoints are, under the path of the issuer.
 *
 * @module
 */

/** The paths of the endpoints, as a browser or client sees them. */
export interface Paths {
  /** The token endpoint. */
  readonly token: string;
  /** The JWK Set. */
  readonly jwks: string;
  /** The refusing authorization endpoint, where it is announced. */
  readonly authorization: string | undefined;
  /** Every path at which metadata is read. */
  readonly metadata: readonly string[];
}

const METADATA_NAMES = [
  "oauth-authorization-server",
  // RFC 8414 §5: what OpenID Connect clients look for.
  "openid-configuration",
] as const;

/**
 * The paths of an issuer.
 *
 * Metadata of an issuer with a path is read in the form of RFC 8414 §3.1, with
 * the well-known part inserted before the path, and in the one of OpenID
 * Connect, with it appended.
 *
 * @param issuer The issuer.
 * @param announceAuthorization Whether an authorization endpoint is announced.
 * @returns The paths.
 */
export function pathsOf(issuer: string, announceAuthorization: boolean): Paths {
  const base = new URL(issuer).pathname.replace(/\/$/, "");
  return {
    token: `${base}/token`,
    jwks: `${base}/jwks`,
    authorization: announceAuthorization ? `${base}/authorize` : undefined,
    metadata: [
      ...new Set(METADATA_NAMES.flatMap((name) => [
        `/.well-known/${name}${base}`,
        `${base}/.well-known/${name}`,
      ])),
    ],
  };
}

/**
 * The path that arrives once a proxy or framework has stripped its part.
 *
 * @param path The path as a client sees it.
 * @param basePath What is stripped, e.g. `/oauth`; empty = nothing.
 * @returns The path as it arrives. One that is not under `basePath` arrives
 * as it is.
 */
export function arriving(path: string, basePath: string): string {
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
}
