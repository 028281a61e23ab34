/**
 * Managed identities and service principals of Microsoft Entra ID.
 *
 * Why the tenant is in two rules: all tenants sign with the same keys, so that
 * nothing but issuer and `tid` keeps their tokens apart.
 *
 * @module
 */

import type { TrustedIssuer } from "../../trusted_issuer.ts";
import {
  checkAlternatives,
  presetIssuer,
  requireMatch,
  type TrustedIssuerPresetOptions,
} from "./preset.ts";

/** Options of {@linkcode azureIssuer}. */
export interface AzureIssuerOptions extends TrustedIssuerPresetOptions {
  /** The tenant (directory), as a GUID. */
  readonly tenantId: string;
  /**
   * The object ID of the managed identity or service principal, as a GUID. It
   * is the `oid` of its tokens, and is not the client ID.
   */
  readonly objectId: string | readonly string[];
  /**
   * The version of the tokens, as their `ver` says: that of the app
   * registration which is their audience (`requestedAccessTokenVersion`).
   *
   * @default {"1.0"}
   */
  readonly tokenVersion?: "1.0" | "2.0";
  /**
   * The host of the cloud, for those that are not the public one, such as
   * `login.microsoftonline.us`.
   *
   * @default {"login.microsoftonline.com"}
   */
  readonly authorityHost?: string;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const EXAMPLE = "6babcaad-604b-40ac-a9d7-9fd97c0b779f, in lower case";

/**
 * Trusts the access tokens of an identity of Microsoft Entra ID, which the
 * metadata service of Azure gives out for a resource. Their audience is an app
 * registration of yours: its URI in version 1.0, its client ID in version 2.0.
 * They live for up to 24 hours, and the same one is given out until then.
 *
 * Entra ID has no way to take such a token back, and a day is long: where you
 * can choose, as on AKS, trust the tokens of the cluster instead
 * (`kubernetesIssuer`).
 *
 * @param options Tenant, identity and audience.
 * @returns The trusted issuer, as plain JSON.
 * @throws {TypeError} For a wrong option.
 *
 * @example
 * ```ts
 * import { azureIssuer } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const azure = azureIssuer({
 *   audience: "api://mintmark.example.com",
 *   tenantId: "6babcaad-604b-40ac-a9d7-9fd97c0b779f",
 *   objectId: "690222be-ff1a-4d56-abd1-7e4f7d38e474",
 * });
 * assertEquals(
 *   azure.issuer,
 *   "https://sts.windows.net/6babcaad-604b-40ac-a9d7-9fd97c0b779f/",
 * );
 * ```
 */
export function azureIssuer(options: AzureIssuerOptions): TrustedIssuer {
  const {
    tenantId,
    objectId,
    tokenVersion = "1.0",
    authorityHost = "login.microsoftonline.com",
  } = options;
  const name = "azureIssuer";
  requireMatch(name, "tenantId", tenantId, GUID, EXAMPLE);
  checkAlternatives(name, "objectId", objectId ?? [], GUID, EXAMPLE);
  requireMatch(name, "tokenVersion", tokenVersion, /^[12]\.0$/, "1.0");
  requireMatch(
    name,
    "authorityHost",
    authorityHost,
    /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
    "login.microsoftonline.us",
  );
  const tenant = `https://${authorityHost}/${tenantId}`;
  const [issuer, jwks_uri] = tokenVersion === "1.0"
    ? [`https://sts.windows.net/${tenantId}/`, `${tenant}/discovery/keys`]
    : [`${tenant}/v2.0`, `${tenant}/discovery/v2.0/keys`];
  return presetIssuer(name, options, {
    issuer,
    claims: { tid: tenantId, oid: objectId },
    jwks_uri,
    seconds: 86_400,
  });
}
