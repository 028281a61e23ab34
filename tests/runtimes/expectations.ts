/**
 * What answers must look like on every runtime.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import type { Target } from "./case.ts";
import { type RawAnswer, RawConnection } from "./raw_http.ts";
import { GOOD } from "./requests.ts";

/** Asserts that an answer is a token of a client, and that it verifies. */
export async function assertToken(
  target: Target,
  answer: RawAnswer,
  client_id = "test-client",
): Promise<void> {
  assertEquals(answer.status, 200, answer.body);
  assertJsonHeaders(answer);
  const { access_token, ...rest } = JSON.parse(answer.body);
  assertEquals(rest.token_type, "bearer");
  assertEquals(rest.expires_in, 3_600);
  const claims = await target.claims(access_token);
  assertEquals(claims.sub, client_id);
}

/** Asserts that an answer is an error of RFC 6749 §5.2. */
export function assertError(
  answer: RawAnswer,
  status: number,
  error: string,
): void {
  assertEquals(answer.status, status, answer.body);
  assertJsonHeaders(answer);
  const body = JSON.parse(answer.body);
  assertEquals(body.error, error);
  assertMatch(body.error_description, /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/);
  assertEquals(Object.keys(body), ["error", "error_description"]);
}

/** Asserts the headers of RFC 6749 §5.1. */
export function assertJsonHeaders({ headers }: RawAnswer): void {
  assertEquals(headers.get("content-type"), "application/json;charset=UTF-8");
  assertEquals(headers.get("cache-control"), "no-store");
  assertEquals(headers.get("pragma"), "no-cache");
}

/** Asserts that a new connection gets a token: the server is alive and well. */
export async function assertAlive(target: Target): Promise<void> {
  using connection = await RawConnection.open(target.base);
  await connection.send(GOOD);
  await assertToken(target, await connection.answer());
}

/** Whether an answer says that its connection is closed (RFC 9112 §9.6). */
export function saysClose({ headers }: RawAnswer): boolean {
  return headers.get("connection")?.toLowerCase() === "close";
}

/**
 * Asserts that a connection on which an answer just came is either usable or,
 * as the answer said, closed, and that nothing is left of the request before.
 */
export async function assertUsableOrClosed(
  target: Target,
  connection: RawConnection,
  answer: RawAnswer,
): Promise<void> {
  if (saysClose(answer)) return await assertClosed(connection);
  await connection.send(GOOD);
  await assertToken(target, await connection.answer());
}

/** Asserts that a connection is closed and said nothing more. */
export async function assertClosed(connection: RawConnection): Promise<void> {
  assertEquals(await connection.end(), "");
}
