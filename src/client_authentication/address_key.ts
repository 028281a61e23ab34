/**
 * What is counted of an address.
 *
 * @module
 */

import {
  containsAddress,
  type IpNetwork,
  parseIpAddress,
  parseIpNetwork,
} from "../ip_address.ts";

/** Networks that are not reached from outside (RFC 6890). */
const PRIVATE: readonly string[] = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "::1",
  "fc00::/7",
  "fe80::/10",
];

/**
 * Behind a translator, IPv4 addresses are written in 64:ff9b::/96 (RFC 6052
 * §2.1). A number, since what is parsed here takes its time at every start.
 */
const TRANSLATED: IpNetwork = {
  bits: 128,
  value: 0x64_ff9bn << 96n,
  prefixLength: 96,
};

/**
 * The part of an address that failures are counted by: of IPv6 the network of
 * 64 bits, since whoever has one address of it has them all, but for the network
 * that all of IPv4 is translated into.
 *
 * @param address The address.
 * @returns The same text for the same place; text that is no address as it is.
 */
export function addressKey(address: string): string {
  const parsed = parseIpAddress(address);
  if (parsed === undefined) return address.slice(0, 64);
  if (parsed.bits === 32) return parsed.value.toString(16);
  return containsAddress(TRANSLATED, parsed)
    ? (parsed.value & 0xffffffffn).toString(16)
    : `${(parsed.value >> 64n).toString(16)}::`;
}

/**
 * Whether an address is private, as that of a proxy beside us would be.
 *
 * @param address The address.
 * @returns Whether it is.
 */
export function isPrivateAddress(address: string): boolean {
  const parsed = parseIpAddress(address);
  return parsed !== undefined &&
    PRIVATE.some((network) =>
      containsAddress(parseIpNetwork(network)!, parsed)
    );
}
