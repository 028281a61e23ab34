/**
 * An instance of the live test: a server over the shared file.
 *
 * @module
 */

import {
  clientCredentials,
  createAuthorizationServer,
  createKeyRing,
  memoryStorage,
} from "@mintmark/oauth";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { POLICY } from "./policy.ts";

const [port, file, hash, wrappingKey] = Deno.args;

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
    store: (await sqliteStorage({ file: file! })).keys,
    policy: POLICY,
    wrappingKeys: [wrappingKey!],
  }),
  grants: [clientCredentials()],
  accessTokenSeconds: maxAccessTokenSeconds,
  maxAccessTokenSeconds,
});

Deno.serve({ port: Number(port), hostname: "127.0.0.1" }, server.fetch);
