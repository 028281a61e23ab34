/**
 * IP addresses and networks as numbers, so that one address has one form
 * whatever its spelling.
 *
 * @module
 */

import { textBefore } from "./text_before.ts";

/** An IP address; an IPv4 address mapped into IPv6 counts as IPv4. */
export interface IpAddress {
  /** 32 bits of an IPv4 address, or 128 of an IPv6 address. */
  readonly bits: 32 | 128;
  /** The address as a number. */
  readonly value: bigint;
}

/** A network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). */
export interface IpNetwork extends IpAddress {
  /** How many leading bits are those of the network. */
  readonly prefixLength: number;
}

const MAPPED = 0xffffn;

/**
 * Reads an IP address.
 *
 * @param text Dotted IPv4 in decimal without leading zeros, or IPv6 (RFC 4291
 * §2.2), the latter also with a zone, which is ignored.
 * @returns The address, or `undefined` where it is none.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (text.length > 64) return undefined;
  if (!text.includes(":")) {
    const value = parseIpv4(text);
    return value === undefined ? undefined : { bits: 32, value };
  }
  const value = parseIpv6(textBefore(text, "%"));
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED
    ? { bits: 32, value: value & 0xffffffffn }
    : { bits: 128, value };
}

/**
 * Reads a network: `10.0.0.0/8`, or a single address.
 *
 * @param text The network.
 * @returns The network, or `undefined` where it is none, or has bits set
 * beyond its prefix.
 */
export function parseIpNetwork(text: string): IpNetwork | undefined {
  const slash = text.indexOf("/");
  const address = parseIpAddress(textBefore(text, "/"));
  if (address === undefined) return undefined;
  const { bits, value } = address;
  if (slash === -1) return { bits, value, prefixLength: bits };
  const length = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  // A mapped network is written in IPv6, but kept as IPv4.
  const isMapped = bits === 32 && text.includes(":");
  const prefixLength = Number(length) - (isMapped ? 96 : 0);
  if (prefixLength < 0 || prefixLength > bits) return undefined;
  const host = BigInt(bits - prefixLength);
  return (value >> host) << host === value
    ? { bits, value, prefixLength }
    : undefined;
}

/**
 * Whether a network contains an address.
 *
 * @param network The network.
 * @param address The address.
 * @returns Whether it does; never for another version of IP.
 */
export function containsAddress(
  { bits, value, prefixLength }: IpNetwork,
  address: IpAddress,
): boolean {
  const host = BigInt(bits - prefixLength);
  return bits === address.bits && value >> host === address.value >> host;
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) {
      return undefined;
    }
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 1 ? [] : parseGroups(halves[1]!, true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  // "::" stands for at least one group (RFC 4291 §2.2).
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...new Array<bigint>(missing).fill(0n), ...tail]
    .reduce((value, group) => (value << 16n) | group, 0n);
}

/** Groups of IPv6; the last two may be written as IPv4 where the text ends. */
function parseGroups(
  text: string,
  isEnd: boolean,
): readonly bigint[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: bigint[] = [];
  for (const [i, part] of parts.entries()) {
    if (isEnd && i === parts.length - 1 && part.includes(".")) {
      const value = parseIpv4(part);
      if (value === undefined) return undefined;
      groups.push(value >> 16n, value & 0xffffn);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) {
      groups.push(BigInt(`0x${part}`));
    } else {
      return undefined;
    }
  }
  return groups;
}
