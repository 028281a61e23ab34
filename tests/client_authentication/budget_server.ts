/**
 * A server with a small failure budget, and requests from any address.
 *
 * @module
 */

import type { Client, FailureBudgetOptions } from "@mintmark/oauth";
import {
  CLIENT,
  NOW,
  read,
  type TestServer,
  testServer,
  tokenRequest,
} from "../fixtures.ts";

/** Clients that differ by their id; each has two secrets. */
export const CLIENTS: readonly Client[] = ["a", "b", "c"].map((client_id) => ({
  ...CLIENT,
  client_id,
  client_secrets: [{ hash: "$test$foobar" }, { hash: "$test$second" }],
}));
/** Limits that are soon reached. */
export const LIMITS = {
  windowSeconds: 100,
  perPair: 3,
  perAddress: 6,
  perClient: 10,
};

/** A server with small limits and a clock that can be set. */
export function budgetServer(
  failureBudget: FailureBudgetOptions = LIMITS,
  options: Parameters<typeof testServer>[0] = {},
) {
  const clock = { now: NOW - NOW % 100 };
  const server = testServer({
    clients: CLIENTS,
    failureBudget,
    now: () => clock.now,
    ...options,
  });
  return { server, clock };
}

/** Sends one request from an address; `right` is the secret of all clients. */
export async function ask(
  server: TestServer,
  address: string | undefined,
  client_id: string,
  secret = "wrong",
  headers: Readonly<Record<string, string>> = {},
) {
  const form = {
    grant_type: "client_credentials",
    client_id,
    client_secret: secret === "right" ? "foobar" : secret,
  };
  const request = tokenRequest(form, headers);
  const connection = address === undefined ? {} : { remoteAddress: address };
  return await read(await server.handle(request, connection));
}
