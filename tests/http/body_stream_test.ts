import { assert, assertEquals } from "@std/assert";
import type { FailedEvent, RefusedEvent } from "@mintmark/oauth";
import { GOOD, ISSUER, read, testServer, tokenRequest } from "../fixtures.ts";

const CAP = 16_384;

/** A body that is made only as far as it is asked for. */
interface Source {
  readonly stream: ReadableStream<Uint8Array>;
  pulls: number;
  cancelled: boolean;
}

/**
 * A stream of pieces of a thousand bytes.
 *
 * @param next What each pull does; by default it gives a piece, without end.
 */
function sourceOf(
  next = (controller: ReadableStreamDefaultController<Uint8Array>) =>
    controller.enqueue(new Uint8Array(1_000).fill(0x61)),
): Source {
  const source: Source = {
    stream: new ReadableStream<Uint8Array>({
      pull(controller) {
        source.pulls++;
        return next(controller);
      },
      cancel() {
        source.cancelled = true;
      },
    }, { highWaterMark: 0 }),
    pulls: 0,
    cancelled: false,
  };
  return source;
}

function streamed(
  { stream }: Source,
  headers: Readonly<Record<string, string>> = {},
): Request {
  return new Request(`${ISSUER}/token`, {
    method: "POST",
    headers: { ...Object.fromEntries(tokenRequest().headers), ...headers },
    body: stream,
    duplex: "half",
  } as RequestInit);
}

Deno.test("handleTokenRequest: an endless body is given up at the first byte too many", async () => {
  for (const headers of [{}, { "transfer-encoding": "chunked" }]) {
    const source = sourceOf();
    const { handleTokenRequest, events } = testServer();
    const { status, body } = await read(
      await handleTokenRequest(streamed(source, headers)),
    );
    assertEquals([status, body.error], [413, "invalid_request"]);
    assertEquals(source.pulls, Math.ceil((CAP + 1) / 1_000));
    assert(source.cancelled);
    assertEquals((events[0] as RefusedEvent).reason, "body_too_large");
  }
});

Deno.test("handleTokenRequest: of a body that is refused for its head, nothing is read", async () => {
  const rows = [
    [{ "content-type": "application/json" }, 415],
    [{ "content-encoding": "gzip" }, 415],
    [{ "content-length": String(CAP + 1) }, 413],
  ] as const;
  for (const [headers, expected] of rows) {
    const source = sourceOf();
    const request = streamed(source, headers);
    const { status } = await testServer().handleTokenRequest(request);
    assertEquals([status, source.pulls], [expected, 0]);
  }
});

Deno.test("handleTokenRequest: a body in small pieces is read to its end", async () => {
  const bytes = new TextEncoder().encode(new URLSearchParams(GOOD).toString());
  let at = 0;
  const source = sourceOf((controller) => {
    if (at === bytes.length) controller.close();
    else controller.enqueue(bytes.slice(at, ++at));
  });
  const response = await testServer().handleTokenRequest(streamed(source));
  assertEquals(response.status, 200);
});

Deno.test("handleTokenRequest: a body that breaks off is 400, one that never comes is 408", async () => {
  const rows = [
    [
      () => Promise.reject(new Error("connection reset")),
      400,
      "body_unreadable",
    ],
    [() => new Promise<void>(() => {}), 408, "body_timeout"],
  ] as const;
  for (const [next, expected, reason] of rows) {
    const source = sourceOf(next);
    const { handleTokenRequest, events } = testServer({ bodyMilliseconds: 2 });
    const { status, headers, body } = await read(
      await handleTokenRequest(streamed(source)),
    );
    assertEquals([status, body.error], [expected, "invalid_request"]);
    assertEquals(headers.get("cache-control"), "no-store");
    assertEquals((events[0] as RefusedEvent).reason, reason);
    assertEquals(source.cancelled, expected === 408);
  }
});

Deno.test("handleTokenRequest: a body that something in front has read is 500, and the event says what to do", async () => {
  for (const length of [undefined, "7"]) {
    const request = tokenRequest(
      GOOD,
      length === undefined ? {} : { "content-length": length },
    );
    await request.text();
    const { handleTokenRequest, events } = testServer();
    const { status, body } = await read(await handleTokenRequest(request));
    assertEquals([status, body.error], [500, "server_error"]);
    assertEquals(
      body.error_description,
      "The server could not read the request.",
    );
    const [event] = events as FailedEvent[];
    assertEquals([event?.type, event?.reason], ["failed", "body_already_read"]);
    assertEquals((event?.cause as Error).name, "BodyTakenError");
  }
});
