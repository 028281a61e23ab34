/**
 * One of several processes that share a file of SQLite, on any runtime. It says
 * in each answer which one it is.
 *
 * @module
 */

import {
  type AuthorizationServer,
  clientCredentials,
  createAuthorizationServer,
  createKeyRing,
} from "@mintmark/oauth";
import { sqliteStorage } from "@mintmark/oauth/storage/sqlite";
import process from "node:process";

const { FILE = "", PORT = "" } = process.env;

/** What tells this process, or this thread of one, from the others. */
const INSTANCE = crypto.randomUUID();

const storage = await sqliteStorage({ file: FILE });

const server = createAuthorizationServer({
  issuer: `http://127.0.0.1:${PORT}`,
  storage,
  keys: createKeyRing({
    store: storage.keys,
    policy: { algs: ["ES256"] },
    wrappingKeys: ["PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0"],
  }),
  grants: [clientCredentials()],
  defaultAudience: "https://api.example.com/",
  // The replays of the test are failures, many more than anybody may have.
  failureBudget: false,
});

/** Answers, and says who did. */
export async function answer(request: Request): Promise<Response> {
  const response = await server.fetch(request);
  response.headers.set("x-instance", INSTANCE);
  return response;
}

/** The same for the adapter of Node. */
export const instance: Pick<AuthorizationServer, "handleExchange"> = {
  handleExchange: (exchange, connection) =>
    server.handleExchange(exchange, connection)?.then((answer) => ({
      ...answer,
      headers: { ...answer.headers, "x-instance": INSTANCE },
    })),
};
