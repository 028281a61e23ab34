/**
 * The client libraries that must get tokens, each as its documentation says.
 *
 * @module
 */

import { OAuth2Client } from "npm:@badgateway/oauth2-client@^3.3.1";
import ClientOAuth2 from "npm:client-oauth2@^4.3.3";
import * as oauth from "npm:oauth4webapi@^3.8.8";
import * as openid from "npm:openid-client@^6.8.9";
// @ts-types="npm:@types/simple-oauth2@^5.0.8"
import { ClientCredentials } from "npm:simple-oauth2@^5.1.0";
import { HARD_ASCII_SECRET, HARD_SECRET } from "../runtimes/servers/clients.ts";

/** What is asked for. */
export interface Wish {
  /** The client. */
  readonly client_id: string;
  /** Its secret. */
  readonly client_secret: string;
  /** The scope. */
  readonly scope: string;
  /** The resource. */
  readonly resource: string;
}

/** A library in one of its ways to authenticate a client. */
export interface Library {
  /** The library and the way. */
  readonly name: string;
  /** The hardest secret that it takes. */
  readonly secret: string;
  /**
   * Gets an access token.
   *
   * @param base The issuer; by metadata, where the library can.
   * @param wish What is asked for.
   */
  token(base: string, wish: Wish): Promise<string>;
  /** The error code in what the library throws, where it tells. */
  // deno-lint-ignore no-explicit-any -- each library throws what it likes
  code(error: any): unknown;
}

const HTTP = { [oauth.allowInsecureRequests]: true };

function oauth4webapi(
  method: string,
  authenticate: (secret: string) => oauth.ClientAuth,
): Library {
  return {
    name: `oauth4webapi with ${method}`,
    secret: HARD_SECRET,
    async token(base, { client_id, client_secret, scope, resource }) {
      const issuer = new URL(base);
      const server = await oauth.processDiscoveryResponse(
        issuer,
        await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...HTTP }),
      );
      const response = await oauth.clientCredentialsGrantRequest(
        server,
        { client_id },
        authenticate(client_secret),
        new URLSearchParams({ scope, resource }),
        HTTP,
      );
      const { access_token } = await oauth.processClientCredentialsResponse(
        server,
        { client_id },
        response,
      );
      return access_token;
    },
    // A challenge comes before the body for this library.
    code: ({ cause, status }) =>
      status === 401 && cause[0].scheme === "basic" && "invalid_client",
  };
}

function openidClient(
  method: string,
  authenticate: (secret: string) => openid.ClientAuth,
): Library {
  return {
    name: `openid-client with ${method}`,
    secret: HARD_SECRET,
    async token(base, { client_id, client_secret, scope, resource }) {
      const configuration = await openid.discovery(
        new URL(base),
        client_id,
        undefined,
        authenticate(client_secret),
        { algorithm: "oauth2", execute: [openid.allowInsecureRequests] },
      );
      const { access_token } = await openid.clientCredentialsGrant(
        configuration,
        { scope, resource },
      );
      return access_token;
    },
    code: ({ cause, status }) =>
      status === 401 && cause[0].scheme === "basic" && "invalid_client",
  };
}

function simpleOAuth2(authorizationMethod: "header" | "body"): Library {
  return {
    name: `simple-oauth2 with the ${authorizationMethod}`,
    secret: HARD_ASCII_SECRET,
    async token(base, { client_id, client_secret, scope, resource }) {
      const client = new ClientCredentials({
        client: { id: client_id, secret: client_secret },
        auth: { tokenHost: base, tokenPath: "/token" },
        options: { authorizationMethod },
      });
      const wish = { scope, resource };
      return (await client.getToken(wish)).token["access_token"] as string;
    },
    code: (error) => error.data.payload.error,
  };
}

const clientOAuth2: Library = {
  name: "client-oauth2",
  secret: HARD_SECRET,
  async token(base, { client_id, client_secret, scope, resource }) {
    const client = new ClientOAuth2({
      clientId: client_id,
      clientSecret: client_secret,
      accessTokenUri: `${base}/token`,
      scopes: [scope],
      body: { resource },
    });
    return (await client.credentials.getToken()).accessToken;
  },
  code: (error) => error.body.error,
};

function badgateway(
  authenticationMethod:
    | "client_secret_basic"
    | "client_secret_basic_interop"
    | "client_secret_post"
    | undefined,
  secret: string,
): Library {
  return {
    name: `@badgateway/oauth2-client with ${
      authenticationMethod ?? "the first announced method"
    }`,
    secret,
    async token(base, { client_id, client_secret, scope, resource }) {
      const client = new OAuth2Client({
        server: base,
        clientId: client_id,
        clientSecret: client_secret,
        ...(authenticationMethod !== undefined && { authenticationMethod }),
        discoveryEndpoint: "/.well-known/oauth-authorization-server",
      });
      const { accessToken } = await client.clientCredentials({
        scope: [scope],
        resource: [resource],
      });
      return accessToken;
    },
    code: (error) => error.oauth2Code,
  };
}

/** All of them. */
export const LIBRARIES: readonly Library[] = [
  oauth4webapi("client_secret_basic", oauth.ClientSecretBasic),
  oauth4webapi("client_secret_post", oauth.ClientSecretPost),
  openidClient("client_secret_basic", openid.ClientSecretBasic),
  openidClient("client_secret_post", openid.ClientSecretPost),
  simpleOAuth2("header"),
  simpleOAuth2("body"),
  clientOAuth2,
  badgateway(undefined, HARD_SECRET),
  badgateway("client_secret_basic", HARD_SECRET),
  badgateway("client_secret_basic_interop", HARD_ASCII_SECRET),
  badgateway("client_secret_post", HARD_SECRET),
];
