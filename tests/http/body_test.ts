import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import { OAuthError } from "../../src/errors.ts";
import { type BodyLimits, readBody } from "../../src/http/body.ts";
import {
  BodyTakenError,
  type Exchange,
  fromRequest,
} from "../../src/http/exchange.ts";
import { RequestError } from "../../src/http/request_error.ts";

const CAP = 100;

const LIMITS: BodyLimits = {
  maxBodyBytes: CAP,
  bodyMilliseconds: 60_000,
};

/** A body that counts what is read of it. */
interface CountingBody {
  readonly exchange: Exchange;
  /** How many pieces were read. */
  pieces: number;
  /** How often it was read as a whole. */
  wholes: number;
  /** How often it was given up. */
  cancels: number;
}

/**
 * An exchange with a body in pieces.
 *
 * @param headers The headers.
 * @param source The pieces; `"error"` breaks off and `"stall"` never comes.
 */
function bodyOf(
  headers: Readonly<Record<string, string>>,
  source: readonly (Uint8Array | "error" | "stall")[],
): CountingBody {
  const body: CountingBody = {
    exchange: {
      method: "POST",
      url: "/token",
      header: (name) => headers[name] ?? null,
      readAll: async () => {
        body.wholes++;
        const bytes: number[] = [];
        for (let i = 0; i < source.length; i++) bytes.push(...await piece(i)!);
        return Uint8Array.from(bytes);
      },
      readPieces: () => ({
        read: async () => {
          const value = await piece(body.pieces);
          if (value === undefined) return { done: true };
          body.pieces++;
          return { done: false, value };
        },
        cancel: () => {
          body.cancels++;
          return Promise.reject(new Error("not even that works"));
        },
      }),
    },
    pieces: 0,
    wholes: 0,
    cancels: 0,
  };
  function piece(i: number): Promise<Uint8Array> | undefined {
    const next = source[i];
    if (next === "error") return Promise.reject(new Error("connection reset"));
    return next === "stall"
      ? new Promise(() => {})
      : next && Promise.resolve(next);
  }
  return body;
}

/** Bytes that count, so that their order can be told. */
function bytes(length: number, from = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => from + i);
}

async function refusal(
  body: CountingBody,
  limits: BodyLimits = LIMITS,
): Promise<RequestError> {
  return await assertRejects(
    () => readBody(body.exchange, limits),
    RequestError,
  ) as RequestError;
}

Deno.test("readBody: a body of known length is read at once, any other in pieces", async () => {
  const rows: [Record<string, string>, "whole" | "pieces"][] = [
    [{ "content-length": "30" }, "whole"],
    [{ "content-length": "0030" }, "whole"],
    [{}, "pieces"],
    [{ "transfer-encoding": "chunked" }, "pieces"],
    // RFC 9112 §6.3: beside Transfer-Encoding the length says nothing.
    [{ "content-length": "7", "transfer-encoding": "chunked" }, "pieces"],
    [{ "content-length": "9999", "transfer-encoding": "chunked" }, "pieces"],
    // Nor does one that is no number.
    [{ "content-length": "" }, "pieces"],
    [{ "content-length": "+30" }, "pieces"],
    [{ "content-length": "-1" }, "pieces"],
    [{ "content-length": "30, 30" }, "pieces"],
    [{ "content-length": "0x1e" }, "pieces"],
    [{ "content-length": "3e1" }, "pieces"],
    [{ "content-length": "9".repeat(16) }, "pieces"],
  ];
  for (const [headers, how] of rows) {
    const body = bodyOf(headers, [bytes(10), bytes(0), bytes(20, 10)]);
    const message = JSON.stringify(headers);
    assertEquals(await readBody(body.exchange, LIMITS), bytes(30), message);
    assertEquals(body.wholes, how === "whole" ? 1 : 0, message);
    assertEquals(body.cancels, 0, message);
  }
});

Deno.test("readBody: no body and an empty one are empty", async () => {
  const none: Exchange = { ...bodyOf({}, []).exchange, readPieces: () => null };
  for (const exchange of [none, bodyOf({}, []).exchange]) {
    assertEquals(await readBody(exchange, LIMITS), bytes(0));
  }
  const { exchange } = bodyOf({ "content-length": "0" }, []);
  assertEquals(await readBody(exchange, LIMITS), bytes(0));
});

Deno.test("readBody: a body of exactly the cap is read, one of one byte more is 413", async () => {
  for (const size of [CAP, CAP + 1]) {
    for (const headers of [{ "content-length": String(size) }, {}]) {
      const body = bodyOf(headers, [bytes(size)]);
      if (size === CAP) {
        assertEquals((await readBody(body.exchange, LIMITS)).length, CAP);
        continue;
      }
      const error = await refusal(body);
      assertEquals([error.status, error.reason], [413, "body_too_large"]);
      assertEquals(error.error, "invalid_request");
      assertEquals(error.description, "The body may have at most 100 bytes.");
    }
  }
});

Deno.test("readBody: a declared length above the cap is refused before a byte is read", async () => {
  for (const length of ["101", "16777216", "9".repeat(15)]) {
    const body = bodyOf({ "content-length": length }, [bytes(10)]);
    assertEquals((await refusal(body)).status, 413);
    assertEquals([body.wholes, body.pieces], [0, 0]);
  }
});

Deno.test("readBody: a body in pieces is given up at the first byte too many, and nothing more of it is read", async () => {
  const rows = [
    { sizes: [60, 40, 1, 50, 50], read: 3 },
    { sizes: [CAP, 1, 1, 1], read: 2 },
    { sizes: [CAP + 1, 1], read: 1 },
    { sizes: [0, 0, 99, 0, 2, 1], read: 5 },
  ];
  for (const { sizes, read } of rows) {
    for (const headers of [{}, { "transfer-encoding": "chunked" }]) {
      const body = bodyOf(headers, sizes.map((size) => bytes(size)));
      assertEquals((await refusal(body)).status, 413);
      assertEquals([body.pieces, body.cancels], [read, 1]);
    }
  }
});

Deno.test("readBody: a Content-Length that lies is refused, and a body above the cap is 413 all the same", async () => {
  const rows = [
    { declared: "10", actual: 11, status: 400 },
    { declared: "11", actual: 10, status: 400 },
    { declared: "0", actual: 1, status: 400 },
    { declared: "10", actual: 0, status: 400 },
    { declared: "10", actual: CAP, status: 400 },
    { declared: "10", actual: CAP + 1, status: 413 },
  ];
  for (const { declared, actual, status } of rows) {
    const body = bodyOf({ "content-length": declared }, [bytes(actual)]);
    const error = await refusal(body);
    assertEquals([error.status, error.error], [status, "invalid_request"]);
    assertEquals(
      error.reason,
      status === 413 ? "body_too_large" : "content_length_mismatch",
    );
  }
});

Deno.test("readBody: a body that breaks off is 400, and the cause is kept for the event", async () => {
  const bodies = [
    bodyOf({}, ["error"]),
    bodyOf({}, [bytes(10), "error"]),
    bodyOf({ "content-length": "20" }, [bytes(10), "error"]),
  ];
  for (const body of bodies) {
    const error = await refusal(body);
    assertEquals([error.status, error.reason], [400, "body_unreadable"]);
    assertEquals(error.description, "The body broke off.");
    assertEquals((error.cause as Error).message, "connection reset");
  }
});

Deno.test("readBody: a body that does not arrive in time is 408, and is given up", async () => {
  const limits = { maxBodyBytes: CAP, bodyMilliseconds: 2 };
  const inPieces = bodyOf({}, [bytes(10), "stall"]);
  const whole = bodyOf({ "content-length": "20" }, [bytes(10), "stall"]);
  for (const body of [inPieces, whole]) {
    const error = await refusal(body, limits);
    assertEquals([error.status, error.reason], [408, "body_timeout"]);
    assertEquals(error.error, "invalid_request");
  }
  assertEquals([inPieces.cancels, inPieces.pieces], [1, 1]);
});

Deno.test("readBody: a body that was read before is the operator's mistake: 500 that says why", async () => {
  const used = new Request("https://as.example.com/token", {
    method: "POST",
    body: "a=1",
  });
  await used.text();
  const locked = new Request(used.url, { method: "POST", body: "a=1" });
  const reader = locked.body!.getReader();
  for (const request of [used, locked]) {
    for (const length of [null, "3"]) {
      const given = fromRequest(request);
      const exchange: Exchange = {
        method: given.method,
        url: given.url,
        header: (name) => name === "content-length" ? length : null,
        readAll: () => given.readAll(),
        readPieces: () => given.readPieces(),
      };
      const error = await assertRejects(
        () => readBody(exchange, LIMITS),
        OAuthError,
      ) as OAuthError;
      assert(!(error instanceof RequestError));
      assertEquals(error.error, "server_error");
      assertEquals(error.reason, "body_already_read");
      assertInstanceOf(error.cause, BodyTakenError);
    }
  }
  await reader.cancel();
});
