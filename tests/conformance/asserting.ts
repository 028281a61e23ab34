/**
 * What the rows about assertions share: a client that signs, and how its
 * requests are answered.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  assertion,
  type AssertionInit,
  type ClientKey,
  clientKey,
  formOf,
  KEYED,
  keyedServer,
  reasonOf,
} from "../client_authentication/assertions.ts";
import { type Answered, post } from "../fixtures.ts";

/** The options of the server. */
type Options = NonNullable<Parameters<typeof keyedServer>[0]>;

/** How a request is answered, and the private reason of a refusal. */
export async function answerTo(
  init: AssertionInit = {},
  options: Options = {},
  more: Readonly<Record<string, string>> = {},
): Promise<Answered & { readonly reason: string | undefined }> {
  const server = keyedServer(options);
  const answer = await post(server, formOf(await assertion(init), more));
  return { ...answer, reason: reasonOf(server) };
}

/** Fails unless an assertion gets a token. */
export async function assertAccepted(
  init: AssertionInit = {},
  options: Options = {},
): Promise<void> {
  const { status, reason } = await answerTo(init, options);
  assertEquals([status, reason], [200, undefined]);
}

/** Fails unless an assertion is a failed authentication for that reason. */
export async function assertRefusedFor(
  reason: string,
  init: AssertionInit,
  options: Options = {},
): Promise<void> {
  const answer = await answerTo(init, options);
  assertEquals([answer.status, answer.body.error, answer.reason], [
    401,
    "invalid_client",
    reason,
  ]);
}

/** A client with one key, and the server that knows it. */
export async function clientWith(
  alg: ClientKey["alg"],
  members: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly key: ClientKey; readonly options: Options }> {
  const key = await clientKey(alg);
  const jwks = { keys: [{ ...key.public_jwk, ...members }] };
  return { key, options: { clients: [{ ...KEYED, jwks }] } };
}
