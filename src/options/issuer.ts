/**
 * The options that say who and where the server is.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import { expected } from "./expected.ts";

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks `issuer` (RFC 8414 §2) and `basePath`.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkIssuer(options: AuthorizationServerOptions): void {
  const { issuer, allowInsecureIssuer, basePath = "" } = options;
  if (typeof issuer !== "string" || !URL.canParse(issuer)) {
    throw expected("issuer", "an absolute https URL", issuer);
  }
  const url = new URL(issuer);
  if (url.protocol !== "https:") {
    if (url.protocol !== "http:") {
      throw expected("issuer", "an absolute https URL", issuer);
    }
    if (allowInsecureIssuer !== true && !LOOPBACK.test(url.hostname)) {
      throw new TypeError(
        `issuer must use https, not ${
          JSON.stringify(issuer)
        }; http is accepted for loopback hosts, and for others with allowInsecureIssuer: true`,
      );
    }
  }
  if (/[?#]/.test(issuer)) {
    throw expected("issuer", "a URL without query and fragment", issuer);
  }
  if (url.username !== "" || url.password !== "") {
    throw new TypeError("issuer must be a URL without user and password");
  }
  if (basePath !== "" && !/^(\/[^/?#]+)+$/.test(basePath)) {
    throw expected(
      "basePath",
      'a path such as "/oauth", without "/" at its end',
      basePath,
    );
  }
}

/**
 * Checks `cors`.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkCors({ cors }: AuthorizationServerOptions): void {
  if (cors === undefined) return;
  const origins = cors?.origins;
  const fine = origins === "*" || (Array.isArray(origins) &&
    origins.every((origin) =>
      typeof origin === "string" && URL.canParse(origin) &&
      new URL(origin).origin === origin
    ));
  if (!fine) {
    throw expected(
      "cors.origins",
      '"*" or origins such as "https://app.example.com"',
      origins,
    );
  }
}
