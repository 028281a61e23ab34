/**
 * Workloads with JWT-SVIDs (SPIFFE).
 *
 * @module
 */

import { isTrustDomain } from "../spiffe_id.ts";
import type { TrustedIssuer } from "../../trusted_issuer.ts";
import {
  checkAlternatives,
  presetIssuer,
  type TrustedIssuerPresetOptions,
} from "./preset.ts";

/** Options of {@linkcode spiffeIssuer}. */
export interface SpiffeIssuerOptions extends TrustedIssuerPresetOptions {
  /** The trust domain, such as `prod.example.com`. */
  readonly trustDomain: string;
  /**
   * The path of the SPIFFE IDs, such as `/ns/billing/sa/reports`. `*` stands
   * for one segment or part of one.
   */
  readonly path: string | readonly string[];
  /**
   * The bundle endpoint of the trust domain (SPIFFE Federation §5.2.1, profile
   * `https_web`). It cannot be found by discovery; one of this and `jwks`, the
   * bundle itself, must be there.
   */
  readonly bundleEndpoint?: string;
}

/**
 * Trusts the JWT-SVIDs of workloads in a SPIFFE trust domain. They have no
 * `iss` of their own, so that the trust domain stands for the issuer, and live
 * for five minutes where SPIRE is not told otherwise.
 *
 * @param options Trust domain, path, audience, and where the bundle is.
 * @returns The trusted issuer, as plain JSON.
 * @throws {TypeError} For a wrong option.
 *
 * @example
 * ```ts
 * import { spiffeIssuer } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const spiffe = spiffeIssuer({
 *   audience: "https://as.example.com",
 *   trustDomain: "prod.example.com",
 *   path: "/ns/billing/sa/reports",
 *   bundleEndpoint: "https://spire.example.com/bundle",
 * });
 * assertEquals(spiffe.claims, {
 *   sub: "spiffe://prod.example.com/ns/billing/sa/reports",
 * });
 * ```
 */
export function spiffeIssuer(options: SpiffeIssuerOptions): TrustedIssuer {
  const { trustDomain, path, bundleEndpoint, jwks } = options;
  const name = "spiffeIssuer";
  if (!isTrustDomain(trustDomain)) {
    throw new TypeError(
      `${name}: trustDomain must be a text such as prod.example.com, in lower case and without spiffe://`,
    );
  }
  checkAlternatives(
    name,
    "path",
    path ?? [],
    /^(\/[A-Za-z0-9._*-]+)+$/,
    "/ns/billing/sa/reports",
  );
  if ((bundleEndpoint === undefined) === (jwks === undefined)) {
    throw new TypeError(
      `${name}: exactly one of bundleEndpoint and jwks must be there`,
    );
  }
  const issuer = `spiffe://${trustDomain}`;
  const sub = typeof path === "string"
    ? issuer + path
    : path.map((each) => issuer + each);
  return presetIssuer(name, options, {
    issuer,
    claims: { sub },
    jwks_uri: bundleEndpoint,
    seconds: 300,
  });
}
