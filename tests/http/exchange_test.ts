import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import {
  BodyTakenError,
  fromRequest,
  pathOf,
  queryOf,
  toResponse,
} from "../../src/http/exchange.ts";
import { runs } from "../scale.ts";

const RUNS = runs(1_000, 50_000);

const X = "https://as.example.com";

Deno.test("pathOf and queryOf: the parts of an absolute URL", () => {
  const rows = [
    [X, "/", ""],
    [`${X}/`, "/", ""],
    [`${X}/token`, "/token", ""],
    [`${X}/t1/token/`, "/t1/token/", ""],
    [`${X}//token`, "//token", ""],
    [`${X}:8443/token`, "/token", ""],
    ["http://[::1]:8080/token", "/token", ""],
    [`${X}/token?`, "/token", ""],
    [`${X}/token?a=b`, "/token", "a=b"],
    [`${X}/token?a=b?c`, "/token", "a=b?c"],
    [`${X}/token?a=b#part`, "/token", "a=b"],
    [`${X}/token#part`, "/token", ""],
    [`${X}/to%6ben`, "/to%6ben", ""],
    // Where the path is empty, a slash behind it does not begin one.
    [`${X}?a=b`, "/", "a=b"],
    [`${X}?next=/token`, "/", "next=/token"],
    [`${X}#/token`, "/", ""],
    // What looks like a part of the URL inside another one.
    [`${X}/a?u=http://b.example/token`, "/a", "u=http://b.example/token"],
    [`${X}/a#?client_secret=s`, "/a", ""],
    [`${X}/a#b?c#d`, "/a", ""],
  ] as const;
  for (const [url, path, query] of rows) {
    assertEquals([pathOf(url), queryOf(url)], [path, query], url);
  }
});

Deno.test("pathOf and queryOf: the parts of a path with its query", () => {
  const rows = [
    ["/", "/", ""],
    ["/token", "/token", ""],
    ["/token?a=b", "/token", "a=b"],
    ["/?a=/token", "/", "a=/token"],
    ["//as.example.com/token", "//as.example.com/token", ""],
    ["/http://as.example.com/token", "/http://as.example.com/token", ""],
    ["/a?u=http://b.example/token", "/a", "u=http://b.example/token"],
    ["/token#part", "/token", ""],
    ["/token#part?a=b", "/token", ""],
  ] as const;
  for (const [target, path, query] of rows) {
    assertEquals([pathOf(target), queryOf(target)], [path, query], target);
  }
});

/** Paths, queries and fragments with the signs that divide them. */
const REST = fc.array(
  fc.constantFrom(
    ...["/", "?", "#", ":", "//", "://", "a", "token", "%2f", "%3F", "=", "&"],
    ...["http://b.example", "@", ";", "\\", ".."],
  ),
  { maxLength: 8 },
).map((parts) => parts.join(""));

Deno.test("pathOf and queryOf: agree with the URL parser about every URL of a request", () => {
  const origin = fc.constantFrom(
    ...["https://as.example.com", "http://[::1]:8080", "http://localhost:1"],
  );
  fc.assert(
    fc.property(origin, REST, (start, rest) => {
      const written = `${start}${/^[/?#]/.test(rest) ? "" : "/"}${rest}`;
      const url = new URL(written);
      assertEquals(pathOf(url.href), url.pathname);
      assertEquals(queryOf(url.href), url.search.slice(1));
      // As it is written, where nothing in it is rewritten by the parser.
      if (
        url.href === written || url.href === written.replace(start, `${start}/`)
      ) {
        assertEquals(pathOf(written), url.pathname);
        assertEquals(queryOf(written), url.search.slice(1));
      }
    }),
    { numRuns: RUNS },
  );
});

Deno.test("pathOf and queryOf: agree with the URL parser about every path with its query", () => {
  fc.assert(
    fc.property(REST, (rest) => {
      const target = `/${rest}`;
      const url = new URL(`${X}${target}`);
      if (url.href !== `${X}${target}`) return;
      assertEquals(pathOf(target), url.pathname);
      assertEquals(queryOf(target), url.search.slice(1));
    }),
    { numRuns: RUNS },
  );
});

Deno.test("fromRequest: method, URL, headers and body are those of the request", async () => {
  const request = () =>
    new Request(`${X}/token?a=b`, {
      method: "post",
      headers: { "X-Thing": " one ", "content-type": "text/plain" },
      body: "ü",
    });
  const exchange = fromRequest(request());
  assertEquals(exchange.method, "POST");
  assertEquals(exchange.url, `${X}/token?a=b`);
  assertEquals(exchange.header("x-thing"), "one");
  assertEquals(exchange.header("content-type"), "text/plain");
  assertEquals(exchange.header("authorization"), null);
  assertEquals(await exchange.readAll(), "ü");
  const reader = fromRequest(request()).readPieces()!;
  assertEquals((await reader.read()).value, new TextEncoder().encode("ü"));
  assertEquals((await reader.read()).done, true);
  assertEquals(fromRequest(new Request(X)).readPieces(), null);
  assertEquals((await fromRequest(new Request(X)).readAll()).length, 0);
});

Deno.test("fromRequest: a body that somebody has read or holds is said to be taken", async () => {
  const used = new Request(X, { method: "POST", body: "a" });
  await used.text();
  const locked = new Request(X, { method: "POST", body: "a" });
  const reader = locked.body!.getReader();
  for (const request of [used, locked]) {
    const exchange = fromRequest(request);
    assertInstanceOf(
      await assertRejects(() => exchange.readAll()),
      BodyTakenError,
    );
    assertThrows(() => exchange.readPieces(), BodyTakenError);
  }
  await reader.cancel();
});

Deno.test("toResponse: status, headers and body are those of the answer", async () => {
  const response = toResponse({
    status: 405,
    headers: { allow: "POST", "x-thing": "1" },
    body: "no",
  });
  assertEquals(response.status, 405);
  assertEquals(response.headers.get("allow"), "POST");
  assertEquals(response.headers.get("x-thing"), "1");
  assertEquals(await response.text(), "no");
  const empty = toResponse({ status: 204, headers: {}, body: null });
  assertEquals([empty.status, empty.body], [204, null]);
});
