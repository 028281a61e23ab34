/**
 * Every error that HTTP can carry, except those that need a slow or an
 * endless body.
 *
 * @module
 */

import { formOf, type RawRequest } from "../requests.ts";
import { HARD_SECRET, HOW_TO, ORDERS, RESOURCE } from "../servers/clients.ts";

/** A request and its refusal. */
export interface Refusal {
  /** What is wrong with it. */
  readonly name: string;
  /** The request. */
  readonly request: RawRequest;
  /** The status code of the refusal. */
  readonly status: number;
  /** The code of the error; absent = the answer has no body. */
  readonly error?: string;
  /** Headers that the refusal carries besides the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

const CHALLENGE = {
  "www-authenticate": 'Basic realm="token endpoint", charset="UTF-8"',
};
const GRANT = { grant_type: "client_credentials" };
const FORM = { "accept-post": "application/x-www-form-urlencoded" };
const ALLOW = { "allow": "POST, OPTIONS" };

function basic(userPass: string): string {
  return `Basic ${btoa(userPass)}`;
}

function bad(name: string, request: RawRequest): Refusal {
  return { name, request, status: 400, error: "invalid_request" };
}

function unauthenticated(
  name: string,
  parameters: Readonly<Record<string, string>>,
  authorization?: string | readonly string[],
): Refusal {
  return {
    name,
    request: {
      body: formOf({ ...GRANT, ...parameters }),
      ...(authorization !== undefined && { headers: { authorization } }),
    },
    status: 401,
    error: "invalid_client",
    headers: CHALLENGE,
  };
}

function refused(
  error: string,
  name: string,
  parameters: Readonly<Record<string, string>>,
): Refusal {
  return {
    name,
    request: { body: formOf({ ...GRANT, ...parameters }) },
    status: 400,
    error,
  };
}

function unsupportedMedia(
  name: string,
  headers: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
): Refusal {
  return {
    name,
    request: { body: formOf({ ...GRANT, ...HOW_TO }), headers },
    status: 415,
    error: "invalid_request",
    headers: expected,
  };
}

function wrongMethod(
  name: string,
  request: RawRequest,
  headers: Readonly<Record<string, string>>,
): Refusal {
  return { name, request, status: 405, error: "invalid_request", headers };
}

const secretOf = (client_id: string) => ({
  client_id,
  client_secret: HARD_SECRET,
});

/** The table. */
export const REFUSALS: readonly Refusal[] = [
  wrongMethod("GET", { method: "GET" }, ALLOW),
  {
    name: "HEAD",
    request: { method: "HEAD" },
    status: 405,
    headers: ALLOW,
  },
  wrongMethod("PUT", { method: "PUT", body: formOf(GRANT) }, ALLOW),
  wrongMethod("POST to the keys", { target: "/jwks", body: formOf(GRANT) }, {
    "allow": "GET, HEAD, OPTIONS",
  }),
  unsupportedMedia("JSON", { "content-type": "application/json" }, FORM),
  unsupportedMedia("no media type", { "content-type": "" }, FORM),
  unsupportedMedia("compressed", { "content-encoding": "gzip" }, {
    "accept-encoding": "identity",
  }),
  {
    name: "one byte too many",
    request: { body: "x=".padEnd(16_385, "y") },
    status: 413,
    error: "invalid_request",
  },
  bad("no body", { headers: { "content-length": "0" }, body: "" }),
  bad("malformed percent-encoding", { body: "grant_type=%zz" }),
  bad("not UTF-8", { body: "grant_type=%ff" }),
  bad("repeated parameter", {
    body: formOf({ ...GRANT, ...HOW_TO }) + "&scope=a&scope=b",
  }),
  bad("no grant_type", { body: formOf(HOW_TO) }),
  bad("two credentials", {
    body: formOf({ ...GRANT, ...HOW_TO }),
    headers: { authorization: basic("test-client:foobar") },
  }),
  bad("client_id that contradicts Basic", {
    body: formOf({ ...GRANT, client_id: "orders" }),
    headers: { authorization: basic("test-client:foobar") },
  }),
  bad("secret without client_id", {
    body: formOf({ ...GRANT, client_secret: "foobar" }),
  }),
  bad("secret in the URL", {
    target: "/token?client_secret=foobar",
    body: formOf({ ...GRANT, ...HOW_TO }),
  }),
  refused("unsupported_grant_type", "unknown grant", {
    ...HOW_TO,
    grant_type: "password",
  }),
  unauthenticated("no credential", {}),
  unauthenticated("unknown client", secretOf("nobody")),
  unauthenticated("wrong secret", { ...HOW_TO, client_secret: "wrong" }),
  unauthenticated("wrong secret in Basic", {}, basic("test-client:wrong")),
  unauthenticated("unknown scheme", {}, "Bearer abc"),
  unauthenticated("Basic that is not base64", {}, "Basic !"),
  unauthenticated("two Authorization headers", {}, [
    basic("test-client:foobar"),
    basic("test-client:foobar"),
  ]),
  unauthenticated("method that is not registered", secretOf("basic-only")),
  unauthenticated("disabled client", secretOf("disabled")),
  unauthenticated("expired secret", secretOf("expired")),
  refused("unauthorized_client", "public client", { client_id: "public" }),
  refused(
    "unauthorized_client",
    "grant that is not registered",
    secretOf("no-grant"),
  ),
  refused("unauthorized_client", "policy", secretOf("policy-denies")),
  refused("invalid_scope", "scope", { ...ORDERS, scope: "admin" }),
  refused("invalid_target", "resource", {
    ...ORDERS,
    resource: "https://elsewhere.example.com/",
  }),
  {
    ...refused("invalid_target", "two resources", {}),
    request: {
      body: formOf({ ...GRANT, ...ORDERS, resource: RESOURCE }) +
        "&resource=https%3A%2F%2Fstock.example.com%2F",
    },
  },
  refused("invalid_grant", "grant of our own", {
    grant_type: "urn:example:voucher",
  }),
  {
    ...refused("server_error", "policy that throws", secretOf("policy-throws")),
    status: 500,
  },
  {
    ...refused("temporarily_unavailable", "store that throws", {
      ...secretOf("broken-store"),
    }),
    status: 503,
    headers: { "retry-after": "1" },
  },
  {
    name: "path without endpoint",
    request: { target: "/tokens", body: formOf({ ...GRANT, ...HOW_TO }) },
    status: 404,
    error: "invalid_request",
  },
  {
    name: "the announced authorization endpoint",
    request: { method: "GET", target: "/authorize?response_type=code" },
    status: 400,
    error: "unsupported_response_type",
  },
];
