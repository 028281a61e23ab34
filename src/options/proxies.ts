/**
 * The options that say whose request it is.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import { parseIpNetwork } from "../ip_address.ts";
import { checkChoice, expected } from "./expected.ts";

const HEADER_NAME = /^[A-Za-z0-9-]+$/;

/**
 * Checks `trustedProxies`, `forwardedHeader` and `addressHeader`.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkProxies(options: AuthorizationServerOptions): void {
  const { trustedProxies, forwardedHeader, addressHeader } = options;
  if (trustedProxies !== undefined) {
    if (!Array.isArray(trustedProxies)) {
      throw expected("trustedProxies", "an array", trustedProxies);
    }
    for (const [i, text] of trustedProxies.entries()) {
      if (typeof text !== "string" || parseIpNetwork(text) === undefined) {
        throw expected(
          `trustedProxies[${i}]`,
          'an IP address or a network such as "10.0.0.0/8"',
          text,
        );
      }
    }
  }
  checkChoice("forwardedHeader", forwardedHeader, [
    "x-forwarded-for",
    "forwarded",
  ]);
  if (forwardedHeader !== undefined && trustedProxies === undefined) {
    throw new TypeError(
      "forwardedHeader is read only behind trustedProxies, which is missing",
    );
  }
  if (addressHeader === undefined) return;
  if (typeof addressHeader !== "string" || !HEADER_NAME.test(addressHeader)) {
    throw expected("addressHeader", "the name of a header", addressHeader);
  }
  if (trustedProxies !== undefined) {
    throw new TypeError(
      "at most one of trustedProxies and addressHeader may be given",
    );
  }
}
