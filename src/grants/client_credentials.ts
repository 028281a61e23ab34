/**
 * The client credentials grant (RFC 6749 §4.4).
 *
 * @module
 */

import { OAuthError } from "../errors.ts";
import type { ClientGrant } from "./grant.ts";

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
      return {
        subject: client_id,
        ...(scope !== undefined && { scope }),
        ...(default_scope !== undefined && { default_scope }),
        ...(resources !== undefined && { resources }),
        ...(default_resource !== undefined && { default_resource }),
      };
    },
  });
}
