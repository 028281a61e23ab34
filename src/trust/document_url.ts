/**
 * Which URLs may be fetched.
 *
 * Why names are judged as well as addresses: what stands behind a name is
 * known only where it can be resolved, and names that exist only inside of a
 * network are for nobody outside to give.
 *
 * @module
 */

import { parseIpAddress } from "../ip_address.ts";
import { KeySetError } from "./key_set_error.ts";
import { isPublicAddress } from "./public_address.ts";

/** What an operator allows. */
export interface UrlPolicy {
  /** Whether the host may be one inside of a network. */
  readonly allowPrivateAddress: boolean;
  /** Whether a loopback host may be asked by http. */
  readonly allowInsecureLoopback: boolean;
  /** The hosts that may be asked; absent = all. */
  readonly hosts?: (url: URL) => boolean;
}

/** A URL that may be fetched. */
export interface DocumentUrl {
  /** The URL. */
  readonly url: URL;
  /** Its host as it is counted and reported: without port and final dot. */
  readonly host: string;
  /** Whether what the name resolves to has to be public. */
  readonly needsPublicAddress: boolean;
}

/** Longer than any that is in use. */
const MAXIMUM_LENGTH = 2048;

/**
 * Names that lead nowhere outside (RFC 6761, 6762, 8375, 9476; ICANN), with
 * the services of Kubernetes.
 */
const PRIVATE_NAMES =
  /(^|\.)(localhost|localdomain|local|svc|internal|intranet|private|corp|home|lan|arpa|test|invalid|onion|alt)$/;

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|::1)$/;

/**
 * Checks a URL.
 *
 * @param text The URL.
 * @param policy What is allowed.
 * @returns What may be fetched.
 * @throws {KeySetError} The URL may not be fetched.
 */
export function checkDocumentUrl(text: string, policy: UrlPolicy): DocumentUrl {
  const url = typeof text === "string" && text.length <= MAXIMUM_LENGTH &&
      URL.canParse(text)
    ? new URL(text)
    : undefined;
  if (url === undefined) throw new KeySetError("key_set_url_malformed");
  const host = url.hostname.replace(/^\[|\]$|\.$/g, "");
  const fail = (reason: ConstructorParameters<typeof KeySetError>[0]) =>
    new KeySetError(reason, { host });
  if (url.username !== "" || url.password !== "" || text.includes("#")) {
    throw fail("key_set_url_malformed");
  }
  const isLoopback = policy.allowInsecureLoopback && LOOPBACK.test(host);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback)) {
    throw fail("key_set_url_insecure");
  }
  if (policy.hosts?.(url) === false) throw fail("key_set_host_not_listed");
  if (isLoopback || policy.allowPrivateAddress) {
    return { url, host, needsPublicAddress: false };
  }
  if (parseIpAddress(host) !== undefined) {
    if (!isPublicAddress(host)) throw fail("key_set_address_private");
    return { url, host, needsPublicAddress: false };
  }
  if (!host.includes(".") || PRIVATE_NAMES.test(host)) {
    throw fail("key_set_name_private");
  }
  return { url, host, needsPublicAddress: true };
}

const LISTED = /^(\*\.)?([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::(\d{1,5}))?$/i;

/**
 * Makes a list of hosts into a check.
 *
 * @param list Hosts such as `keys.example.com`, with a port where it is not
 * 443, or `*.example.com` for every name below a domain.
 * @returns Whether a URL is of one of them.
 * @throws {TypeError} An entry is no host.
 */
export function hostList(list: readonly string[]): (url: URL) => boolean {
  if (!Array.isArray(list)) throw new TypeError("jwksHosts must be an array");
  const entries = list.map((entry, i) => {
    const found = typeof entry === "string" ? LISTED.exec(entry) : null;
    if (found === null) {
      throw new TypeError(
        `jwksHosts[${i}] must be a host such as "keys.example.com" or "*.example.com"`,
      );
    }
    const [, wildcard, name, port = "443"] = found;
    return { wildcard, name: name!.toLowerCase(), port };
  });
  return ({ hostname, port }) => {
    const host = hostname.replace(/\.$/, "");
    return entries.some((entry) =>
      entry.port === (port || "443") &&
      (entry.wildcard === undefined
        ? host === entry.name
        : host.endsWith(`.${entry.name}`))
    );
  };
}
