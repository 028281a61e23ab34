/**
 * A server whose grant are assertions, for the rows about them.
 *
 * @module
 */

import { type Client, jwtBearer } from "@mintmark/oauth";
import {
  type Answered,
  CLIENT,
  ISSUER,
  post,
  testServer,
} from "../fixtures.ts";
import { PLATFORM, platformFetch } from "../trust/external_issuer.ts";
import type { TestServer } from "../fixtures.ts";

/** The grant type. */
export const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** A client that may use it. */
const WIKI: Client = {
  ...CLIENT,
  client_id: "wiki",
  grant_types: [GRANT_TYPE],
};

/** A server with a rule for a platform. */
export function grantServer(): TestServer {
  return testServer({
    grants: [jwtBearer({
      rules: [{
        issuer: PLATFORM,
        audience: ISSUER,
        claims: { sub: "system:serviceaccount:billing:*" },
        client_id: "reports",
        scope: "orders.read orders.write",
      }],
      fetch: platformFetch(),
    })],
  });
}

/** A server with an identity provider. */
export function idJagServer(): TestServer {
  return testServer({
    clients: [WIKI],
    grants: [jwtBearer({
      identityProviders: [{ issuer: PLATFORM }],
      fetch: platformFetch(),
    })],
  });
}

/** Presents an assertion as a grant. */
export async function exchange(
  assertion: string,
  more: Readonly<Record<string, string>> = {},
  server: TestServer = grantServer(),
): Promise<Answered> {
  return await post(server, { grant_type: GRANT_TYPE, assertion, ...more });
}
