/**
 * Connections that go on after errors: kept alive, and pipelined.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Case, Target } from "../case.ts";
import {
  assertClosed,
  assertError,
  assertToken,
  saysClose,
} from "../expectations.ts";
import {
  BrokenAnswerError,
  type RawAnswer,
  RawConnection,
} from "../raw_http.ts";
import { formOf, GOOD, toText } from "../requests.ts";
import { HOW_TO, ORDERS } from "../servers/clients.ts";
import { type Refusal, REFUSALS } from "./refusals.ts";

function assertRefused(answer: RawAnswer, refusal: Refusal): void {
  const { name, status, error, headers = {} } = refusal;
  try {
    if (error !== undefined) assertError(answer, status, error);
    else assertEquals([answer.status, answer.body], [status, ""]);
    for (const [header, value] of Object.entries(headers)) {
      assertEquals(answer.headers.get(header), value);
    }
  } catch (cause) {
    throw new Error(`the refusal of: ${name}`, { cause });
  }
}

/**
 * Whether a request is refused before its body is read: a server may then
 * close the connection instead of reading over a body that nobody wants.
 */
function leavesBody({ status, request }: Refusal): boolean {
  return request.body !== undefined && [404, 405, 413, 415].includes(status);
}

/** Takes the end of a connection for no answer, but not half of one. */
function nothing(error: unknown): undefined {
  if (error instanceof BrokenAnswerError && error.partial === "") return;
  throw error;
}

/** Sends each refused request and then a good one, in one write or in two. */
async function refuseAndGoOn(target: Target, inOneWrite: boolean) {
  let connection = await RawConnection.open(target.base);
  try {
    for (const refusal of REFUSALS) {
      const text = toText(refusal.request);
      await connection.send(inOneWrite ? text + GOOD : text);
      const answer = await connection.answer(refusal.request.method);
      assertRefused(answer, refusal);
      if (leavesBody(refusal) && saysClose(answer)) {
        await assertClosed(connection);
        connection = await RawConnection.open(target.base);
        continue;
      }
      if (!inOneWrite) await connection.send(GOOD);
      await assertToken(target, await connection.answer());
    }
  } finally {
    connection.close();
  }
}

/** The cases. */
export const CONNECTION_CASES: readonly Case[] = [
  {
    name: "every error leaves the connection usable or says that it is closed",
    run: (target) => refuseAndGoOn(target, false),
  },
  {
    name: "a request that is pipelined after an error is answered",
    run: (target) => refuseAndGoOn(target, true),
  },
  {
    name: "pipelined requests are answered in their order",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      const refusals = REFUSALS.filter((refusal) => !leavesBody(refusal));
      const sending = connection.send(
        refusals.map(({ request }) => toText(request) + GOOD).join(""),
      );
      for (const refusal of refusals) {
        assertRefused(
          await connection.answer(refusal.request.method),
          refusal,
        );
        await assertToken(target, await connection.answer());
      }
      await sending;
    },
  },
  {
    name: "a pipelined request gets its own answer or none",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      const clients = [HOW_TO, ORDERS, HOW_TO, ORDERS];
      const requests = clients.map((client) =>
        toText({
          body: formOf({ grant_type: "client_credentials", ...client }),
        })
      );
      await connection.send(requests.join(""));
      for (const { client_id } of clients) {
        const answer = await connection.answer().catch(nothing);
        if (answer === undefined) break;
        await assertToken(target, answer, client_id);
      }
    },
  },
  {
    name: "RFC 9112 §9.6: Connection: close is done",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      await connection.send(GOOD.replace("\r\n", "\r\nconnection: close\r\n"));
      await assertToken(target, await connection.answer());
      await assertClosed(connection);
    },
  },
  {
    name: "a client that has ended its side gets a whole answer or none",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      await connection.send(GOOD);
      await connection.endSending();
      const answer = await connection.answer().catch(nothing);
      if (answer !== undefined) await assertToken(target, answer);
    },
  },
  {
    name: "RFC 9112 §3.2.2: a target in absolute form is understood",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      await connection.send(GOOD.replace("/token", `${target.base}/token`));
      await assertToken(target, await connection.answer());
    },
  },
  {
    name: "RFC 9112 §2.3: HTTP/1.0 is answered",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      await connection.send(GOOD.replace("HTTP/1.1", "HTTP/1.0"));
      await assertToken(target, await connection.answer());
      await assertClosed(connection);
    },
  },
];
