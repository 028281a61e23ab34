/**
 * Which IP addresses belong to the public internet.
 *
 * Why IPv6 is a list of what is public and IPv4 of what is not: one eighth of
 * IPv6 has been given out for public use, so that whatever lies outside is
 * special by nature; nearly all of IPv4 has been given out.
 *
 * @module
 */

import {
  containsAddress,
  parseIpAddress,
  parseIpNetwork,
} from "../ip_address.ts";

/** The registry of RFC 6890 for IPv4, and what clouds use beside it. */
const SPECIAL_IPV4: readonly string[] = [
  "0.0.0.0/8", // this network
  "10.0.0.0/8", // private
  "100.64.0.0/10", // shared by customers of a carrier; metadata of Alibaba
  "127.0.0.0/8", // loopback
  "168.63.129.16/32", // the platform of Azure, from inside of a machine
  "169.254.0.0/16", // link-local; metadata of most clouds
  "172.16.0.0/12", // private
  "192.0.0.0/24", // protocol assignments; metadata of Oracle
  "192.0.2.0/24", // documentation
  "192.31.196.0/24", // AS112
  "192.52.193.0/24", // AMT
  "192.88.99.0/24", // 6to4 relays, deprecated
  "192.168.0.0/16", // private
  "192.175.48.0/24", // AS112
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, and broadcast
];

/** What has been given out as public unicast (RFC 4291 §2.4). */
const GLOBAL_IPV6: readonly string[] = ["2000::/3"];

/** The registry of RFC 6890 for IPv6, as far as it lies in the above. */
const SPECIAL_IPV6: readonly string[] = [
  "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4: holds any IPv4 address
  "2620:4f:8000::/48", // AS112
  "3ffe::/16", // 6bone, returned
  "3fff::/20", // documentation
];

/**
 * Whether an address is one of a public host. Everything that the registries
 * of special addresses name is not, also where it could be reached: nobody
 * serves anything there. Nor is an IPv6 address that holds an IPv4 address
 * (mapped, NAT64, 6to4, Teredo): what it leads to is for others to say.
 *
 * @param text The address, without brackets.
 * @returns Whether it is; never for what is no address.
 */
export function isPublicAddress(text: string): boolean {
  const address = parseIpAddress(text);
  if (address === undefined) return false;
  // Read here, before a fetch that costs far more, and not by every start.
  const lies = (network: string) =>
    containsAddress(parseIpNetwork(network)!, address);
  // What is written with colons and yet is IPv4 is mapped, and in neither.
  return text.includes(":")
    ? GLOBAL_IPV6.some(lies) && !SPECIAL_IPV6.some(lies)
    : !SPECIAL_IPV4.some(lies);
}
