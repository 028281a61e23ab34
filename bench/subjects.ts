/**
 * What is measured, the same on every runtime: a constant answer, the floor
 * under every token service, and Mintmark.
 *
 * @module
 */

import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  type Client,
  clientCredentials,
  createAuthorizationServer,
  importSigner,
  memoryStorage,
} from "@mintmark/oauth";
import {
  AUDIENCE,
  BCRYPT_HASH,
  FORM,
  handlerOf,
  HEADERS,
  HELLO,
  ISSUER,
  type KeyJwk,
  makeFloor,
} from "./floor.ts";
import type { Algorithm } from "./matrix.ts";

export { AUDIENCE, FORM, ISSUER, makeFloor, makeKey } from "./floor.ts";
export type { KeyJwk } from "./floor.ts";
export type { Algorithm } from "./matrix.ts";

/**
 * Mintmark with one client.
 *
 * @param alg The algorithm.
 * @param jwk The private key.
 * @param credential What the client authenticates with; by default its secret
 * is stored as bcrypt.
 * @param options What is set besides.
 * @returns The server.
 */
export async function makeMintmark(
  alg: Algorithm,
  jwk: KeyJwk,
  credential: Partial<Client> = { client_secrets: [{ hash: BCRYPT_HASH }] },
  options: Partial<AuthorizationServerOptions> = {},
): Promise<AuthorizationServer> {
  return createAuthorizationServer({
    issuer: ISSUER,
    storage: memoryStorage({
      clients: [{
        ...credential,
        client_id: "test-client",
        grant_types: ["client_credentials"],
        scope: "orders.read orders.write",
        resources: [AUDIENCE],
        default_resource: AUDIENCE,
      }],
    }),
    grants: [clientCredentials()],
    ...options,
    signer: options.signer ?? await importSigner(alg, jwk),
  });
}

/**
 * A token request.
 *
 * @returns The request, with the headers that a socket would give it.
 */
export function tokenRequest(): Request {
  return new Request(`${ISSUER}/token`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(FORM.length),
    },
    body: FORM,
  });
}

/**
 * A server as a function of Fetch, for Deno and Bun.
 *
 * @param kind What it is.
 * @param alg The algorithm.
 * @param jwk The private key.
 * @returns The function.
 */
export async function makeHandler(
  kind: "hello" | "floor",
  alg: Algorithm,
  jwk: KeyJwk,
): Promise<(request: Request) => Response | Promise<Response>> {
  return kind === "hello"
    ? () => new Response(HELLO, { headers: HEADERS })
    : handlerOf(await makeFloor(alg, jwk));
}
