import { assert, assertEquals } from "@std/assert";
import {
  type AuthorizationServerEvent,
  consoleEvents,
  type ConsoleEventsOptions,
  type EventSink,
} from "@mintmark/oauth";
import { post, testServer } from "./fixtures.ts";

const METHODS = ["debug", "error", "info", "log", "warn"] as const;

/** A line on the console: the method and its only argument. */
type Line = readonly [method: string, text: string];

/** What is written to the console while something runs. */
async function written(run: () => unknown): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const originals = METHODS.map((name) => [name, console[name]] as const);
  for (const name of METHODS) {
    console[name] = (...texts: unknown[]) => {
      assertEquals(texts.map((text) => typeof text), ["string"]);
      lines.push([name, texts[0] as string]);
    };
  }
  try {
    await run();
  } finally {
    for (const [name, original] of originals) console[name] = original;
  }
  return lines;
}

const ISSUED: AuthorizationServerEvent = {
  type: "issued",
  time: 1,
  grant_type: "client_credentials",
  client_id: "backend",
  subject: "backend",
  scope: "read",
  audience: ["https://api.example.com/"],
  expires_in: 60,
  jti: "abc",
  kid: "key",
};

const REFUSED: AuthorizationServerEvent = {
  type: "refused",
  time: 2,
  error: "invalid_client",
  error_description: "Client authentication failed.",
  reason: "wrong_secret",
  evidence: { method: "client_secret_post" },
};

const FAILED: AuthorizationServerEvent = {
  type: "failed",
  time: 3,
  error: "server_error",
  error_description: "The server failed.",
  reason: "unexpected",
};

const WARNING: AuthorizationServerEvent = {
  type: "warning",
  time: 4,
  warning: "ephemeral_signer",
  message: "Keep a key.",
};

function emitAll(sink: EventSink): void {
  for (const event of [ISSUED, REFUSED, FAILED, WARNING]) sink(event);
}

Deno.test("consoleEvents: which method writes which event", async () => {
  const all = ["info", "info", "error", "warn"];
  const rows: [ConsoleEventsOptions | undefined, readonly string[]][] = [
    [undefined, all],
    [{}, all],
    [{ show: "all" }, all],
    [{ show: "problems" }, ["error", "warn"]],
  ];
  for (const [options, methods] of rows) {
    const lines = await written(() => emitAll(consoleEvents(options)));
    assertEquals(lines.map(([method]) => method), methods);
  }
});

Deno.test("consoleEvents: each event is one line of JSON and says all of it", async () => {
  const lines = await written(() => emitAll(consoleEvents()));
  for (const [, text] of lines) assert(!/[\r\n]/.test(text), text);
  assertEquals(
    lines.map(([, text]) => JSON.parse(text)),
    [ISSUED, REFUSED, FAILED, WARNING],
  );
});

Deno.test("consoleEvents: a text with line breaks does not become several lines", async () => {
  const message = "one\ntwo\r\nthree";
  const [line] = await written(() =>
    consoleEvents()({ ...WARNING, message } as AuthorizationServerEvent)
  );
  assert(!/[\r\n]/.test(line![1]));
  assertEquals(JSON.parse(line![1]).message, message);
});

Deno.test("consoleEvents: a cause is written with its name and message", async () => {
  class StoreError extends Error {
    override readonly name = "StoreError";
  }
  const rows = [
    [new Error("no route"), "Error: no route"],
    [new StoreError("timeout"), "StoreError: timeout"],
    [new DOMException("stopped", "AbortError"), "AbortError: stopped"],
    ["a text", "a text"],
    [{ code: 7 }, { code: 7 }],
    [{ inner: new TypeError("odd") }, { inner: "TypeError: odd" }],
    [null, null],
  ] as const;
  for (const [cause, expected] of rows) {
    const [line] = await written(() => consoleEvents()({ ...FAILED, cause }));
    assertEquals(JSON.parse(line![1]).cause, expected);
  }
});

Deno.test("consoleEvents: an event is not lost because JSON has no form for its cause", async () => {
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  const causes = [1n, { code: 1n }, circular, Symbol("odd"), {
    toJSON() {
      throw new Error("no");
    },
  }];
  for (const cause of causes) {
    const lines = await written(() => {
      // As the server does it: what a sink throws is dropped.
      try {
        consoleEvents()({ ...FAILED, cause });
      } catch {
        // Then there is no line.
      }
    });
    assertEquals(lines.length, 1, String(typeof cause));
    assertEquals(JSON.parse(lines[0]![1]).reason, "unexpected");
  }
});

Deno.test("createAuthorizationServer: writes failures and warnings to the console by default, and no decision", async () => {
  const server = testServer({ onEvent: undefined as unknown as EventSink });
  const lines = await written(async () => {
    assertEquals((await post(server)).status, 200);
    assertEquals((await post(server, {})).status, 400);
  });
  assertEquals(
    lines.map(([method, text]) => [method, JSON.parse(text).warning]),
    [["warn", "audience_is_issuer"], ["warn", "ephemeral_signer"]],
  );
});

Deno.test("consoleEvents: names the events that it writes, if not all of them", () => {
  assertEquals(consoleEvents().types, undefined);
  assertEquals(consoleEvents({ show: "problems" }).types, [
    "failed",
    "warning",
  ]);
});
