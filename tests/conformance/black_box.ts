/**
 * Talking to a server as its callers do: through `fetch` and nothing else.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import type { AuthorizationServer } from "@mintmark/oauth";
import {
  type Answered,
  claimsOf,
  type FormInit,
  ISSUER,
  read,
  tokenRequest,
} from "../fixtures.ts";

/** What is asked of the server under test. */
export type Server = Pick<AuthorizationServer, "fetch">;

/** A token request without a credential. */
export const GRANT: Readonly<Record<string, string>> = {
  grant_type: "client_credentials",
};

/** Where the metadata of an issuer without a path is. */
export const METADATA_PATH = "/.well-known/oauth-authorization-server";

/** What RFC 6749 §5.2 allows in `error` and `error_description`. */
export const NQSCHARS = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

/** Sends a token request and reads the answer. */
export async function ask(
  server: Server,
  form?: FormInit,
  headers?: Readonly<Record<string, string>>,
): Promise<Answered> {
  return await read(await server.fetch(tokenRequest(form, headers)));
}

/** Reads the metadata of a server whose issuer has no path. */
// deno-lint-ignore no-explicit-any -- JSON of any shape is asserted on
export async function metadata(server: Server): Promise<any> {
  const { status, body } = await visit(server, METADATA_PATH);
  assertEquals(status, 200);
  return body;
}

/** Sends any request and reads the answer. */
export async function visit(
  server: Server,
  path: string,
  init?: RequestInit,
): Promise<Answered> {
  return await read(
    await server.fetch(new Request(new URL(path, ISSUER), init)),
  );
}

/** A token request whose body comes in pieces that the caller makes. */
export function streaming(
  source: UnderlyingDefaultSource<Uint8Array>,
  headers: Readonly<Record<string, string>> = {},
): Request {
  const init = {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...headers,
    },
    body: new ReadableStream(source, { highWaterMark: 0 }),
    duplex: "half",
  };
  return new Request(`${ISSUER}/token`, init);
}

/** An answer with a token, and the token taken apart. */
export interface Issued extends Answered {
  /** The token as it is sent. */
  readonly token: string;
  /** Its header. */
  // deno-lint-ignore no-explicit-any -- JSON of any shape is asserted on
  readonly header: any;
  /** Its claims. */
  // deno-lint-ignore no-explicit-any -- JSON of any shape is asserted on
  readonly claims: any;
}

/** Sends a token request that must succeed and takes the token apart. */
export async function issue(
  server: Server,
  form?: FormInit,
  headers?: Readonly<Record<string, string>>,
): Promise<Issued> {
  const answer = await ask(server, form, headers);
  assertEquals(answer.status, 200, JSON.stringify(answer.body));
  const token: string = answer.body.access_token;
  const [header] = token.split(".");
  return {
    ...answer,
    token,
    header: claimsOf(`.${header}.`),
    claims: claimsOf(token),
  };
}

/** Checks that an answer is an error as RFC 6749 §5.2 writes them. */
export function assertRefused(
  answer: Answered,
  status: number,
  error: string,
): void {
  assertEquals([answer.status, answer.body.error], [status, error]);
  assertMatch(answer.body.error_description, NQSCHARS);
  assertEquals(
    answer.headers.get("content-type"),
    "application/json;charset=UTF-8",
  );
  assertEquals(Object.keys(answer.body), ["error", "error_description"]);
}
