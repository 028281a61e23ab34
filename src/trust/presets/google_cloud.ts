/**
 * Service accounts of Google Cloud.
 *
 * @module
 */

import type { TrustedIssuer } from "../../trusted_issuer.ts";
import {
  checkAlternatives,
  presetIssuer,
  type TrustedIssuerPresetOptions,
} from "./preset.ts";

/** Options of {@linkcode googleCloudIssuer}. */
export interface GoogleCloudIssuerOptions extends TrustedIssuerPresetOptions {
  /**
   * The unique ID of the service account, a number of 21 digits; Google never
   * gives it out again. One of this and `email` must be there.
   */
  readonly uniqueId?: string | readonly string[];
  /**
   * The address of the service account, such as
   * `reports@my-project.iam.gserviceaccount.com`. Somebody who may make
   * accounts in the project can take over the address of one that was deleted.
   */
  readonly email?: string | readonly string[];
}

/**
 * Trusts the identity tokens of Google Cloud service accounts, which the
 * metadata server gives out for an audience (`format=full`, so that `email` is
 * in them). They live for an hour, and the same one is given out until then.
 *
 * @param options Service account and audience.
 * @returns The trusted issuer, as plain JSON.
 * @throws {TypeError} For a wrong option, or where every account of Google
 * would be let in.
 *
 * @example
 * ```ts
 * import { googleCloudIssuer } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const google = googleCloudIssuer({
 *   audience: "https://as.example.com",
 *   uniqueId: "112010400000000710080",
 * });
 * assertEquals(google.claims, { sub: "112010400000000710080" });
 * ```
 */
export function googleCloudIssuer(
  options: GoogleCloudIssuerOptions,
): TrustedIssuer {
  const { uniqueId, email } = options;
  const name = "googleCloudIssuer";
  if ((uniqueId ?? email) === undefined) {
    throw new TypeError(
      `${name}: one of uniqueId and email must be there, since every account of Google would be trusted`,
    );
  }
  checkAlternatives(
    name,
    "uniqueId",
    uniqueId,
    /^\d+$/,
    "112010400000000710080",
  );
  checkAlternatives(
    name,
    "email",
    email,
    /^[^@*]+@[^@*]+$/,
    "reports@my-project.iam.gserviceaccount.com",
  );
  return presetIssuer(name, options, {
    issuer: "https://accounts.google.com",
    claims: {
      sub: uniqueId,
      email,
      email_verified: email === undefined ? undefined : true,
    },
    jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
    seconds: 3_600,
  });
}
