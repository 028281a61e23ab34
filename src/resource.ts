/**
 * Resource indicators (RFC 8707 §2) and how they are compared.
 *
 * Why a canonical form: two spellings that reach the same server must not be
 * two audiences, and one spelling that a resource server might read as another
 * must not be granted at all. So only what RFC 3986 §6.2.2.1 and §6.2.3 call
 * equivalent is folded (case of scheme and host, default port, empty path);
 * whatever else a URL parser would change is refused.
 *
 * @module
 */

/** A resource that the server describes. */
export interface Resource {
  /** The resource indicator, in the spelling that `aud` carries. */
  readonly resource: string;
  /** The scopes that it defines, space separated; absent = none. */
  readonly scope?: string;
  /** The lifetime of tokens for it, in seconds. */
  readonly accessTokenSeconds?: number;
  /** The algorithm that tokens for it are signed with. */
  readonly alg?: string;
}

/** How a requested resource is matched with the registered ones. */
export type ResourceMatching = "exact" | "prefix";

/** The schemes that the URL standard calls special, with their default ports. */
const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ["http", ":80"],
  ["https", ":443"],
  ["ws", ":80"],
  ["wss", ":443"],
  ["ftp", ":21"],
]);

/** What a URI may consist of (RFC 3986 §2), percent-encoding well formed. */
const CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;

const PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?]*))?(.*)$/s;

/**
 * The form in which resource indicators are compared.
 *
 * @param indicator What was sent or registered.
 * @returns The canonical form, or `undefined` where it is not an absolute URI
 * without fragment and userinfo, or where a URL parser would change it beyond
 * case of scheme and host, default port and an empty path.
 */
export function canonicalResource(indicator: string): string | undefined {
  if (!CHARACTERS.test(indicator)) return undefined;
  const parts = PARTS.exec(indicator);
  if (parts === null || !URL.canParse(indicator)) return undefined;
  const scheme = parts[1]!.toLowerCase();
  const authority = parts[2];
  const path = parts[3]!;
  if (authority?.includes("@")) return undefined;
  const port = DEFAULT_PORTS.get(scheme);
  const { href } = new URL(indicator);
  return href === expectedHref(scheme, authority, path, port)
    ? href
    : undefined;
}

function expectedHref(
  scheme: string,
  authority: string | undefined,
  path: string,
  port: string | undefined,
): string {
  if (authority === undefined) return `${scheme}:${path}`;
  if (port === undefined) return `${scheme}://${authority}${path}`;
  const host = authority.toLowerCase();
  const bare = host.endsWith(port) ? host.slice(0, -port.length) : host;
  return `${scheme}://${bare}${path.startsWith("/") ? "" : "/"}${path}`;
}

/**
 * Finds the registered resource that a requested one means.
 *
 * @param registered The resources of the client, in their spelling.
 * @param requested The `resource` parameter.
 * @param matching `"prefix"` also accepts what lies below a registered
 * resource, at a `/`.
 * @returns The registered spelling, or `undefined`.
 */
export function findResource(
  registered: readonly string[],
  requested: string,
  matching: ResourceMatching,
): string | undefined {
  const wanted = canonicalResource(requested);
  if (wanted === undefined) return undefined;
  if (registered.includes(requested)) return requested;
  let found: string | undefined;
  let length = -1;
  for (const spelling of registered) {
    const candidate = canonicalResource(spelling);
    if (candidate === undefined) continue;
    if (candidate === wanted) return spelling;
    // The closest of several prefixes is the one that is meant.
    if (
      matching === "prefix" && candidate.length > length &&
      isBelow(wanted, candidate)
    ) {
      found = spelling;
      length = candidate.length;
    }
  }
  return found;
}

function isBelow(wanted: string, candidate: string): boolean {
  if (candidate.includes("?")) return false;
  return wanted.startsWith(
    candidate.endsWith("/") ? candidate : `${candidate}/`,
  );
}
