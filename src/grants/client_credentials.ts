/**
 * The client credentials grant (RFC 6749 §4.4).
 *
 * @module
 */

import { OAuthError } from "../errors.ts";
import type { ClientGrant, Entitlement } from "./grant.ts";

/**
 * The client credentials grant: a confidential client asks for a token for
 * itself. The subject is the client (RFC 9068 §2.2), and it may have what it
 * is registered for.
 *
 * @returns The grant.
 *
 * @example
 * ```ts
 * import { clientCredentials } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(clientCredentials().grant_type, "client_credentials");
 * ```
 */
export function clientCredentials(): ClientGrant {
  return Object.freeze<ClientGrant>({
    grant_type: "client_credentials",
    client: "required",
    entitle(_request, { client, method }) {
      if (method === "none") {
        throw new OAuthError("unauthorized_client", {
          description: "Only confidential clients may use this grant type.",
          reason: "public_client",
        });
      }
      const { client_id, scope, default_scope, resources, default_resource } =
        client;
      const entitlement: {
        -readonly [Name in keyof Entitlement]: Entitlement[Name];
      } = {
        subject: client_id,
      };
      if (scope !== undefined) entitlement.scope = scope;
      if (default_scope !== undefined) {
        entitlement.default_scope = default_scope;
      }
      if (resources !== undefined) entitlement.resources = resources;
      if (default_resource !== undefined) {
        entitlement.default_resource = default_resource;
      }
      return entitlement;
    },
  });
}
