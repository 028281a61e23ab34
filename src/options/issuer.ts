/**
 * The options that say who and where the server is.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import { canonicalResource } from "../resource.ts";
import { checkMembers, expected, expectedUnseen } from "./expected.ts";

/** The hosts that nobody is on the way to, where http is as good as https. */
export const LOOPBACK: RegExp =
  /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks `issuer` (RFC 8414 §2) and `basePath`.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkIssuer(options: AuthorizationServerOptions): void {
  const { issuer, allowInsecureIssuer, basePath = "" } = options;
  const url = typeof issuer === "string" && URL.canParse(issuer)
    ? new URL(issuer)
    : undefined;
  if (url !== undefined && (url.username !== "" || url.password !== "")) {
    throw new TypeError("issuer must be a URL without user and password");
  }
  if (url?.protocol !== "https:" && url?.protocol !== "http:") {
    // What comes before an @ may be a password.
    const refuse = String(issuer).includes("@") ? expectedUnseen : expected;
    throw refuse("issuer", "an absolute https URL", issuer);
  }
  if (/[?#]/.test(issuer)) {
    throw expected("issuer", "a URL without query and fragment", issuer);
  }
  // `iss` is compared byte for byte, so nothing may have to repair it.
  if (canonicalResource(issuer) === undefined) {
    throw expected("issuer", `in its normal form, ${url.href}`, issuer);
  }
  if (
    url.protocol === "http:" && allowInsecureIssuer !== true &&
    !LOOPBACK.test(url.hostname)
  ) {
    throw new TypeError(
      `issuer must use https, not ${
        JSON.stringify(issuer)
      }; http is accepted for loopback hosts, and for others with allowInsecureIssuer: true`,
    );
  }
  if (typeof basePath !== "string" || !/^(\/[^/?#]+)*$/.test(basePath)) {
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
  if (typeof cors === "object" && cors !== null) {
    checkMembers(cors, ["origins", "maxAgeSeconds"], "cors.");
  }
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
