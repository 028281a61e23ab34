/**
 * Protected resource metadata (RFC 9728): what a client that knows only the
 * URL of an API needs to find its authorization server. Model Context Protocol
 * clients begin with it.
 *
 * @module
 */

import { answerDocument } from "../endpoints/documents.ts";
import { guarded, type RequestHandler, toHandler } from "../http/handler.ts";
import { checkMembers, expected } from "../options/expected.ts";
import { LOOPBACK } from "../options/issuer.ts";

/** The members of RFC 9728 §2 that an operator decides on. */
export interface ProtectedResourceMetadata {
  /**
   * The resource identifier: the https URL of the API, without fragment. What
   * clients name as `resource`, so usually the audience as well.
   */
  readonly resource: string;
  /** The scopes that the API knows. */
  readonly scopes_supported?: readonly string[];
  /** A name for people. */
  readonly resource_name?: string;
  /** Where developers read about the API. */
  readonly resource_documentation?: string;
  /** Where it says how clients may use the data. */
  readonly resource_policy_uri?: string;
  /** The terms of service. */
  readonly resource_tos_uri?: string;
}

/** The metadata, ready to be served. */
export interface MetadataDocument {
  /** The path that it has on the server of the resource (RFC 9728 §3.1). */
  readonly path: string;
  /** The URL of it, which challenges carry. */
  readonly url: string;
  /** Answers with it, whatever the path. */
  readonly handler: RequestHandler;
}

const TEXTS = [
  "resource_name",
  "resource_documentation",
  "resource_policy_uri",
  "resource_tos_uri",
] as const;

const MEMBERS: readonly (keyof ProtectedResourceMetadata)[] = [
  "resource",
  "scopes_supported",
  ...TEXTS,
];

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/** Metadata changes with a deployment: five minutes. */
const MAX_AGE = 300;

/**
 * Makes the metadata document. It is written once.
 *
 * @param metadata What the operator says.
 * @param issuer The authorization server.
 * @returns The document.
 * @throws {TypeError} For a wrong member.
 */
export function metadataDocument(
  metadata: ProtectedResourceMetadata,
  issuer: string,
): MetadataDocument {
  const url = checkMetadata(metadata);
  const { scopes_supported = [], ...others } = metadata;
  const body = JSON.stringify({
    ...others,
    // RFC 9728 §3.2: what has no values is left out.
    ...(scopes_supported.length > 0 && { scopes_supported }),
    authorization_servers: [issuer],
    bearer_methods_supported: ["header"],
  });
  // RFC 9728 §3.1: a slash that is the whole path is left out.
  const path = WELL_KNOWN + (url.pathname === "/" ? "" : url.pathname);
  return {
    path,
    url: url.origin + path + url.search,
    handler: toHandler(
      guarded((exchange) =>
        Promise.resolve(
          answerDocument(exchange, () => ({ body, maxAge: MAX_AGE })),
        )
      ),
    ),
  };
}

function checkMetadata(metadata: ProtectedResourceMetadata): URL {
  if (typeof metadata !== "object" || metadata === null) {
    throw expected("metadata", "an object with resource in it", metadata);
  }
  checkMembers(metadata, MEMBERS, "metadata.");
  for (const name of TEXTS) {
    const value = metadata[name];
    if (value !== undefined && typeof value !== "string") {
      throw expected(`metadata.${name}`, "a text", value);
    }
  }
  const { resource, scopes_supported } = metadata;
  const isList = scopes_supported === undefined ||
    (Array.isArray(scopes_supported) &&
      scopes_supported.every((scope) => typeof scope === "string"));
  if (isList) return checkResource(resource);
  throw expected(
    "metadata.scopes_supported",
    "an array of scopes",
    scopes_supported,
  );
}

/** RFC 9728 §1.2: an https URL without fragment. */
function checkResource(resource: string): URL {
  const url = typeof resource === "string" && URL.canParse(resource)
    ? new URL(resource)
    : undefined;
  const isSecure = url?.protocol === "https:" ||
    (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  if (
    url !== undefined && isSecure && !resource.includes("#") &&
    url.username === "" && url.password === ""
  ) return url;
  throw expected(
    "metadata.resource",
    "an https URL without fragment (http for loopback hosts only)",
    resource,
  );
}
