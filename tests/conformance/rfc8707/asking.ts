/**
 * What the rows of RFC 8707 ask for, and of whom.
 *
 * @module
 */

import type { AuthorizationServerOptions, Resource } from "@mintmark/oauth";
import { CLIENT, GOOD, type TestServer, testServer } from "../../fixtures.ts";

/** A resource that the test client is registered for. */
export const API = "https://api.example.com/";

/** A server whose client is registered for these resources. */
export function serverFor(
  resources: readonly string[],
  options: Partial<AuthorizationServerOptions> = {},
): TestServer {
  return testServer({ clients: [{ ...CLIENT, resources }], ...options });
}

/** A token request for resources. */
export function asking(
  resources: readonly string[],
  more: Readonly<Record<string, string>> = {},
): [string, string][] {
  return [
    ...Object.entries({ ...GOOD, ...more }),
    ...resources.map((value): [string, string] => ["resource", value]),
  ];
}

/** Resources that a server describes. */
export const DESCRIBED: readonly Resource[] = [
  { resource: "https://orders.example/", scope: "orders.read orders.write" },
  { resource: "https://reports.example/", scope: "orders.read reports" },
];

/** A server that describes resources, to whose client all scopes are open. */
export function describing(
  options: Partial<AuthorizationServerOptions> = {},
): TestServer {
  const scope = "orders.read orders.write reports";
  return testServer({
    resources: DESCRIBED,
    clients: [{
      ...CLIENT,
      resources: DESCRIBED.map(({ resource }) => resource),
      scope,
      default_scope: scope,
    }],
    ...options,
  });
}
