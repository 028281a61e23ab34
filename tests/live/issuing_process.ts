/**
 * An instance of the live test: a server over the shared store. Arguments: its
 * port, the driver of the store with its place, the hash of the client's
 * secret, and the key that wraps the others.
 *
 * @module
 */

import {
  clientCredentials,
  createAuthorizationServer,
  createKeyRing,
  memoryStorage,
} from "@mintmark/oauth";
import { POLICY } from "./policy.ts";
import { openStore } from "./store.ts";

const [port, driver, place, hash, wrappingKey] = Deno.args;

const clients = memoryStorage({
  clients: [{
    client_id: "live",
    client_secrets: [{ hash: hash! }],
    grant_types: ["client_credentials"],
  }],
}).clients;

const { maxAccessTokenSeconds } = POLICY;
const server = createAuthorizationServer({
  // Behind one address, as if by a balancer.
  issuer: "http://localhost",
  storage: { clients },
  keys: createKeyRing({
    store: (await openStore(driver!, place!)).storage.keys,
    policy: POLICY,
    wrappingKeys: [wrappingKey!],
  }),
  grants: [clientCredentials()],
  accessTokenSeconds: maxAccessTokenSeconds,
  maxAccessTokenSeconds,
});

Deno.serve({ port: Number(port), hostname: "127.0.0.1" }, server.fetch);
