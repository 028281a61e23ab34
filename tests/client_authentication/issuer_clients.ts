/**
 * Clients that are known by the tokens of another issuer, and their server.
 *
 * @module
 */

import {
  type Client,
  type TrustedIssuer,
  trustedIssuers,
  type TrustedIssuersOptions,
} from "@mintmark/oauth";
import {
  CLIENT,
  ISSUER,
  post,
  type TestServer,
  testServer,
} from "../fixtures.ts";
import { PLATFORM, platformFetch } from "../trust/external_issuer.ts";
import { formOf } from "./assertions.ts";

const { client_secrets: _, ...PUBLIC } = CLIENT;

/** What the client trusts. */
export const TRUSTED: TrustedIssuer = {
  issuer: PLATFORM,
  audience: ISSUER,
  claims: { sub: "system:serviceaccount:billing:reports" },
};

/** The client. */
export function reports(
  trusted: Partial<TrustedIssuer> = {},
  more: Partial<Client> = {},
): Client {
  return {
    ...PUBLIC,
    client_id: "reports",
    trusted_issuers: [{ ...TRUSTED, ...trusted }],
    ...more,
  };
}

/** A server with the client. */
export function server(
  client: Client = reports(),
  options: TrustedIssuersOptions = {},
): TestServer {
  const fetch = platformFetch();
  return testServer({
    clients: [client, CLIENT],
    trustedIssuers: trustedIssuers({ fetch, ...options }),
  });
}

/** The client_id of the client. */
export const NAMED = { client_id: "reports" };

/** Asks for a token with a token. */
export async function statusOf(
  under: TestServer,
  token: string,
  more: Readonly<Record<string, string>> = NAMED,
): Promise<number> {
  return (await post(under, formOf(token, more))).status;
}
