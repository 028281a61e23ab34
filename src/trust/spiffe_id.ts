/**
 * SPIFFE IDs (SPIFFE-ID §2): who a workload is, as a URI.
 *
 * @module
 */

/** A SPIFFE ID in its parts. */
export interface SpiffeId {
  /** The trust domain, such as `prod.example.com`. */
  readonly trustDomain: string;
  /** The path with its first slash; empty where it names the domain itself. */
  readonly path: string;
}

/** SPIFFE-ID §2.3: what every implementation has to support. */
const MAXIMUM_LENGTH = 2048;

/** SPIFFE-ID §2.1: lower case, no port, no userinfo, no percent encoding. */
const TRUST_DOMAIN = /^[a-z0-9._-]{1,255}$/;

/** SPIFFE-ID §2.2: no empty segment, hence no slash at the end either. */
const PATH = /^(?:\/[A-Za-z0-9._-]+)*$/;

/**
 * Whether a text is the name of a trust domain.
 *
 * @param name The text, without `spiffe://`.
 * @returns Whether it is one.
 */
export function isTrustDomain(name: unknown): name is string {
  return typeof name === "string" && TRUST_DOMAIN.test(name);
}

/**
 * Reads a SPIFFE ID. Nothing is normalised: an ID has exactly one spelling.
 *
 * @param text The URI.
 * @returns Its parts, or `undefined` where it is no SPIFFE ID.
 */
export function parseSpiffeId(text: unknown): SpiffeId | undefined {
  if (typeof text !== "string" || text.length > MAXIMUM_LENGTH) {
    return undefined;
  }
  const [, trustDomain, path] = /^spiffe:\/\/([^/]+)(.*)$/.exec(text) ?? [];
  if (!isTrustDomain(trustDomain) || path === undefined) return undefined;
  if (!PATH.test(path) || /\/\.{1,2}(?:\/|$)/.test(path)) return undefined;
  return { trustDomain, path };
}
