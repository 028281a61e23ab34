/** Servers of key sets that are not kind. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { KeySetError } from "../../src/trust/key_set_error.ts";
import { remoteJwks } from "../../src/trust/remote_jwks.ts";
import {
  type Answer,
  key,
  keySet,
  keySetServer,
  LOCAL,
  NOW,
} from "./key_set_server.ts";

const SECRET = "ueBohTh7";

function ask(url: string, options: Parameters<typeof remoteJwks>[1] = {}) {
  return remoteJwks(url, { ...LOCAL, ...options }).keys({ now: NOW });
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await assertRejects(() => work, KeySetError);
  const shown = `${error.message} ${error.stack} ${Deno.inspect(error)}`;
  assert(!shown.includes(SECRET), shown);
  return error.reason.replace("key_set_", "");
}

/** Pieces without an end. */
function endless(cancelled: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(32)),
    cancel: cancelled,
  });
}

const text = (body: string) => () => new Response(body);
const many = Array.from({ length: 101 }, (_, i) => key(String(i)));

const REFUSED: readonly [name: string, reason: string, answer: Answer][] = [
  ["a redirect", "redirect", () => Response.redirect("http://127.0.0.1/", 302)],
  [
    "a redirect without a target",
    "redirect",
    () => new Response(SECRET, { status: 307 }),
  ],
  ["not modified", "redirect", () => new Response(null, { status: 304 })],
  ["an error", "status", () => new Response(SECRET, { status: 500 })],
  ["not found", "status", () => new Response(SECRET, { status: 404 })],
  ["no content", "status", () => new Response(null, { status: 204 })],
  ["created", "status", () => Response.json({ keys: [] }, { status: 201 })],
  ["an empty body", "malformed", text("")],
  ["HTML", "malformed", text(`<html>${SECRET}</html>`)],
  ["half of JSON", "malformed", text(`{"keys":[{"k":"${SECRET}"`)],
  [
    "bad UTF-8",
    "malformed",
    () =>
      new Response(new Blob(['{"keys":[],"a":"', Uint8Array.of(255), '"}'])),
  ],
  ["deep nesting", "malformed", text("[".repeat(60_000))],
  ["a string", "malformed", text(`"${SECRET}"`)],
  ["null", "malformed", text("null")],
  ["an array", "malformed", text("[]")],
  ["no keys", "malformed", text(`{"kty":"oct","k":"${SECRET}"}`)],
  ["keys that are an object", "malformed", text('{"keys":{}}')],
  ["a key that is null", "malformed", text('{"keys":[null]}')],
  ["a key that is text", "malformed", text(`{"keys":["${SECRET}"]}`)],
  ["a key that is an array", "malformed", text('{"keys":[[]]}')],
  ["many keys", "too_many_keys", () => Response.json({ keys: many })],
];

Deno.test("remoteJwks: an answer that is no key set is refused with a reason, and nothing of it is repeated", async () => {
  await using server = keySetServer(() => keySet([]));
  for (const [name, reason, answer] of REFUSED) {
    server.answer = answer;
    assertEquals(await failureOf(ask(server.url)), reason, name);
  }
});

Deno.test("remoteJwks: a redirect is not followed, not even to itself", async () => {
  await using server = keySetServer((request) =>
    new URL(request.url).pathname === "/jwks"
      ? new Response(null, { status: 302, headers: { location: "/other" } })
      : keySet(["a"])
  );
  assertEquals(await failureOf(ask(server.url)), "redirect");
  assertEquals(server.asked, ["/jwks"]);
});

Deno.test("remoteJwks: an injected fetch that followed a redirect is found out", async () => {
  await using server = keySetServer((request) =>
    new URL(request.url).pathname === "/jwks"
      ? new Response(null, { status: 302, headers: { location: "/other" } })
      : keySet(["a"])
  );
  const careless = (url: string) => fetch(url);
  assertEquals(
    await failureOf(ask(server.url, { fetch: careless })),
    "redirect",
  );
});

Deno.test("remoteJwks: a body larger than allowed is cut off, whether it says so, or not, or never ends", async () => {
  const cancelled = Promise.withResolvers<void>();
  await using server = keySetServer(() => keySet([]));
  const large = JSON.stringify({ keys: [], padding: " ".repeat(2000) });
  const options = { maxBytes: 1000 };
  const answers: readonly Answer[] = [
    () => new Response(large),
    () => new Response(new Blob([large]).stream()),
    () => new Response(endless(cancelled.resolve)),
  ];
  for (const answer of answers) {
    server.answer = answer;
    assertEquals(await failureOf(ask(server.url, options)), "too_large");
  }
  await cancelled.promise;
  server.answer = () => Response.json({ keys: [], p: " ".repeat(982) });
  await ask(server.url, options);
  server.answer = () => Response.json({ keys: [], p: " ".repeat(983) });
  assertEquals(await failureOf(ask(server.url, options)), "too_large");
});

Deno.test("remoteJwks: the body of an answer that is refused is not read", async () => {
  const cancelled = Promise.withResolvers<void>();
  await using server = keySetServer(() =>
    new Response(endless(cancelled.resolve), { status: 500 })
  );
  assertEquals(await failureOf(ask(server.url)), "status");
  await cancelled.promise;
});

Deno.test("remoteJwks: a small body that grows when it is decompressed is cut off", async () => {
  await using server = keySetServer(() =>
    new Response(
      new Blob([" ".repeat(5_000_000)]).stream()
        .pipeThrough(new CompressionStream("gzip")),
      { headers: { "content-encoding": "gzip" } },
    )
  );
  assertEquals(await failureOf(ask(server.url)), "too_large");
});

Deno.test("remoteJwks: a server that sends no head, or a body drop by drop, is given up in time", async () => {
  const never = Promise.withResolvers<Response>();
  await using server = keySetServer(() => never.promise);
  const options = { fetchMilliseconds: 50 };
  assertEquals(await failureOf(ask(server.url, options)), "timeout");
  const cancelled = Promise.withResolvers<void>();
  server.answer = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array([123])),
        cancel: () => cancelled.resolve(),
      }),
    );
  assertEquals(await failureOf(ask(server.url, options)), "timeout");
  await cancelled.promise;
  never.resolve(new Response());
});

Deno.test("remoteJwks: an injected fetch that ignores its signal keeps nobody waiting", async () => {
  const never = new Promise<Response>(() => {});
  const options = { fetchMilliseconds: 20, fetch: () => never };
  const work = ask("https://keys.example.com/", options);
  assertEquals(await failureOf(work), "timeout");
});

Deno.test("remoteJwks: whatever an injected fetch does wrong is a failure with a reason", async () => {
  const wrong: readonly (() => unknown)[] = [
    () => {
      throw new Error("broken");
    },
    () => Promise.reject("broken"),
    () => undefined,
    () => ({}),
    () => ({ status: 200, body: {} }),
    () => Response.error(),
  ];
  for (const [i, fetch] of wrong.entries()) {
    const options = { fetch: fetch as () => Promise<Response> };
    const reason = await failureOf(ask("https://keys.example.com/", options));
    assertEquals(["unreachable", "status"].includes(reason), true, `${i}`);
  }
});
