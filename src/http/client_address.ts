/**
 * Whose request it is, by address.
 *
 * Why headers count only behind a named proxy: anybody can write any address
 * into a header, so that whoever believes it lets an attacker spread guesses
 * over addresses that are not theirs, or fill the budget of somebody else's.
 *
 * @module
 */

import type { Connection } from "../context.ts";
import {
  containsAddress,
  type IpNetwork,
  parseIpAddress,
} from "../ip_address.ts";
import type { Exchange } from "./exchange.ts";

/** Which header a trusted proxy writes addresses into. */
export type ForwardedHeader = "x-forwarded-for" | "forwarded";

/** How the address of a request is found. */
export interface ClientAddressOptions {
  /** The proxies whose headers are believed. */
  readonly trustedProxies: readonly IpNetwork[];
  /** Which header they write. */
  readonly forwardedHeader: ForwardedHeader;
  /** A header that a platform writes into every request; believed as it is. */
  readonly addressHeader: string | undefined;
}

/** Longer lists are nobody's but an attacker's. */
const MAXIMUM_ENTRIES = 32;

/**
 * Makes a function that completes what the socket knows with what trusted
 * proxies say.
 *
 * @param options Who is believed.
 * @returns A function from a request to its connection.
 */
export function clientAddress(
  options: ClientAddressOptions,
): (exchange: Exchange, connection: Connection) => Connection {
  const { trustedProxies, forwardedHeader, addressHeader } = options;
  const isTrusted = (text: string | undefined) => {
    const address = text === undefined ? undefined : parseIpAddress(text);
    return address !== undefined &&
      trustedProxies.some((network) => containsAddress(network, address));
  };
  if (addressHeader !== undefined) {
    return (exchange, connection) => {
      const text = exchange.header(addressHeader)?.trim() ?? "";
      return parseIpAddress(text) === undefined
        ? connection
        : { ...connection, remoteAddress: text };
    };
  }
  if (trustedProxies.length === 0) return (_exchange, connection) => connection;
  const entriesOf = forwardedHeader === "forwarded" ? forwarded : listed;
  return (exchange, connection) => {
    let address = connection.remoteAddress;
    if (!isTrusted(address)) return connection;
    const entries = entriesOf(exchange.header(forwardedHeader) ?? "");
    // Each proxy adds the peer that it saw at the end, so the last is believed
    // if we trust who wrote it, and the one before if it is a proxy as well.
    for (const entry of [...entries].reverse()) {
      if (entry === undefined) break;
      address = entry;
      if (!isTrusted(address)) break;
    }
    return address === undefined
      ? connection
      : { ...connection, remoteAddress: address };
  };
}

/** The entries of `X-Forwarded-For`; `undefined` where one is no address. */
function listed(value: string): readonly (string | undefined)[] {
  return value.split(",").slice(-MAXIMUM_ENTRIES).map(addressIn);
}

/**
 * The `for` of each element of `Forwarded` (RFC 7239 §4). A value that breaks
 * the grammar anywhere says nothing at all: a quote that a stranger leaves open
 * would hide what the proxy adds behind it.
 */
function forwarded(value: string): readonly (string | undefined)[] {
  const elements: (string | undefined)[] = [];
  let element: string | undefined;
  PAIR.lastIndex = 0;
  while (true) {
    const [, name, token, quoted, end] = PAIR.exec(value) ?? [];
    if (end === undefined) return [];
    if (name?.toLowerCase() === "for") {
      element = token ?? quoted!.replaceAll(/\\(.)/g, "$1");
    }
    if (end === ";") continue;
    elements.push(element);
    element = undefined;
    if (end !== "") continue;
    return elements.slice(-MAXIMUM_ENTRIES).map((entry) =>
      addressIn(entry ?? "")
    );
  }
}

/** One `name=value` of `Forwarded`, or nothing, and what ends it. */
const PAIR =
  /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=(?:([^",;\s]+)|"((?:[^"\\]|\\.)*)")[ \t]*)?(,|;|$)/y;

/** An address as proxies write it: with brackets, with a port, or bare. */
function addressIn(entry: string): string | undefined {
  const text = entry.trim();
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1];
  const withPort = /^([\d.]+):\d{1,5}$/.exec(text)?.[1];
  const address = bracketed ?? withPort ?? text;
  return parseIpAddress(address) === undefined ? undefined : address;
}
