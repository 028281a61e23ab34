import { assert, assertEquals } from "@std/assert";
import type { AuthorizationServerEvent } from "@mintmark/oauth";
import * as fc from "fast-check";
import { createLog, type LogFormat, logLine } from "../../src/cli/log_lines.ts";
import { post, testServer } from "../fixtures.ts";
import { runs } from "../scale.ts";

/** The lines of events. */
function linesOf(
  events: readonly unknown[],
  format: LogFormat = "json",
  level?: "info" | "warn" | "error",
): readonly string[] {
  const lines: string[] = [];
  const { onEvent } = createLog({
    format,
    ...(level && { level }),
    write: (line) => lines.push(line),
  });
  for (const event of events) onEvent(event as AuthorizationServerEvent);
  return lines;
}

const REFUSED = {
  type: "refused",
  time: 1_700_000_000,
  error: "invalid_client",
  error_description: "Client authentication failed.",
  reason: "unknown_client",
  client_id: "x",
};

Deno.test("log: each event is one line of JSON with time, level and message first", async () => {
  const server = testServer();
  await post(server);
  const issued = server.events.filter(({ type }) => type === "issued");
  const [line = "", more] = linesOf(issued);
  assertEquals(more, undefined);
  assert(
    line.startsWith(
      '{"time":"2023-11-14T22:13:20.000Z","level":"info",' +
        '"message":"token issued","type":"issued",',
    ),
    line,
  );
  assertEquals(JSON.parse(line).client_id, "test-client");
});

Deno.test("log: levels by what an operator has to do about it", () => {
  const failed = { ...REFUSED, type: "failed", error: "server_error" };
  const limited = { ...REFUSED, error: "temporarily_unavailable" };
  const warning = {
    type: "warning",
    time: 1,
    warning: "weak_hash",
    message: "Hash it anew.",
    kid: undefined,
  };
  const events = [REFUSED, limited, failed, warning];
  assertEquals(
    linesOf(events).map((line) => {
      const { level, message } = JSON.parse(line);
      return [level, message];
    }),
    [
      ["info", "request refused"],
      ["warn", "request refused"],
      ["error", "request failed"],
      ["warn", "Hash it anew."],
    ],
  );
  assertEquals(linesOf(events, "json", "warn").length, 3);
  assertEquals(linesOf(events, "json", "error").length, 1);
});

Deno.test("log: a line for people", () => {
  assertEquals(linesOf([{ ...REFUSED, client_id: "a b=\n" }], "pretty"), [
    "2023-11-14T22:13:20.000Z info  request refused type=refused " +
    'error=invalid_client error_description="Client authentication failed." ' +
    'reason=unknown_client client_id="a b=\\n"\n',
  ]);
  const [line = ""] = linesOf([REFUSED], "color");
  assert(line.includes("\x1b[32minfo\x1b[0m"), line);
});

Deno.test("log: a cause is its name and message, and the password in a URL is not written", () => {
  const cause = new TypeError(
    "cannot reach postgres://mintmark:p%40ss:w@rd@db:5432/tokens",
  );
  const [line = ""] = linesOf([{ ...REFUSED, cause }]);
  assertEquals(
    JSON.parse(line).cause,
    "TypeError: cannot reach postgres://mintmark:…@db:5432/tokens",
  );
});

Deno.test("log: what cannot be written costs no line", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const throwing = {
    get message() {
      throw new Error("no");
    },
  };
  for (const cause of [cyclic, throwing, 1n, Symbol("s"), () => {}, null]) {
    const [line = ""] = linesOf([{ ...REFUSED, cause }]);
    assertEquals(JSON.parse(line).reason, "unknown_client");
  }
});

Deno.test("log: a line that gets too long loses its fields, and says so", () => {
  const long = (index: number) => `${index}${"x".repeat(1_000)}`;
  const fields = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [long(index), long(index)]),
  );
  const line = logLine(
    { time: 0, level: "warn", message: "Look.", fields },
    "json",
  );
  const { time: _, ...rest } = JSON.parse(line);
  assertEquals(rest, { level: "warn", message: "Look.", truncated: true });
});

Deno.test("log: no text, however long and whatever it holds, makes a second line, a control sequence or a flood", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 2_000 }),
    fc.constantFrom(
      '\n{"level":"info"}',
      "\x1b[2J\x1b]0;x\x07",
      "\u2028\u2029\u0085\u009b31m\u202e",
      "x".repeat(20_000),
    ),
  );
  fc.assert(
    fc.property(
      hostile,
      fc.array(hostile, { maxLength: 40 }),
      fc.constantFrom<LogFormat>("json", "pretty"),
      (text, list, format) => {
        const evidence = Object.fromEntries(list.map((item) => [item, item]));
        const line = logLine({
          time: 0,
          level: "error",
          message: text,
          fields: { client_id: text, list, evidence },
        }, format);
        assert(line.endsWith("\n"));
        const inner = line.slice(0, -1);
        // deno-lint-ignore no-control-regex -- they are what it is about
        assertEquals(/[\x00-\x1f\x7f-\x9f\u2028-\u202e]/.test(inner), false);
        assert(inner.length <= 16_384, String(inner.length));
        if (format === "json") JSON.parse(inner);
      },
    ),
    { numRuns: runs(10, 2_000) },
  );
});
