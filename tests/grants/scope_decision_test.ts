import { assertEquals, assertObjectMatch } from "@std/assert";
import fc from "fast-check";
import type { Client } from "@mintmark/oauth";
import { claimsOf, CLIENT, GOOD, post, testServer } from "../fixtures.ts";

/** A server with one client that is registered for what `client` says. */
function serverOf(client: Partial<Client>) {
  const { scope: _, ...bare } = CLIENT;
  return testServer({
    clients: [{ ...bare, ...client }],
    defaultAudience: "https://api.example.com/",
  });
}

interface Row {
  readonly name: string;
  readonly client: Partial<Client>;
  /** What is requested; absent = the parameter is. */
  readonly scope?: string;
  /** What is granted, or the description of the refusal. */
  readonly granted?: string;
  readonly refused?: string;
  readonly reason?: string;
}

const NOT_ALLOWED = (scope: string) =>
  `The client may not have the scope '${scope}'.`;
const MALFORMED = "The scope has a character that RFC 6749 does not allow.";

const EXACT: readonly Row[] = [
  {
    name: "all that is registered",
    client: { scope: "a b" },
    scope: "a b",
    granted: "a b",
  },
  {
    name: "a part, in the order of the request",
    client: { scope: "a b c" },
    scope: "c a",
    granted: "c a",
  },
  {
    name: "a repeated scope counts once",
    client: { scope: "a b" },
    scope: "a b a a",
    granted: "a b",
  },
  {
    name: "several spaces are one",
    client: { scope: "a b" },
    scope: " a  b ",
    granted: "a b",
  },
  {
    name: "nothing but what is registered, and the excess is named",
    client: { scope: "a b" },
    scope: "a admin b",
    refused: NOT_ALLOWED("admin"),
    reason: "scope_not_registered",
  },
  {
    name: "scopes have case",
    client: { scope: "read" },
    scope: "Read",
    refused: NOT_ALLOWED("Read"),
    reason: "scope_not_registered",
  },
  {
    name: "a part of a scope is another scope",
    client: { scope: "orders.read" },
    scope: "orders",
    refused: NOT_ALLOWED("orders"),
    reason: "scope_not_registered",
  },
  {
    name: "a client without scope may have none",
    client: {},
    scope: "a",
    refused: NOT_ALLOWED("a"),
    reason: "scope_not_registered",
  },
  {
    name: "names of object members are no scopes",
    client: { scope: "a" },
    scope: "__proto__",
    refused: NOT_ALLOWED("__proto__"),
    reason: "scope_not_registered",
  },
  {
    name: "none where none is registered or requested",
    client: {},
    granted: "",
  },
  {
    name: "RFC 6749 §3.3: omitted, without a default, grants none",
    client: { scope: "a b" },
    granted: "",
  },
  {
    name: "RFC 6749 §3.3: omitted grants default_scope",
    client: { scope: "a b c", default_scope: "c a" },
    granted: "c a",
  },
  {
    name: "RFC 6749 §3.2: empty is omitted",
    client: { scope: "a b", default_scope: "a" },
    scope: "",
    granted: "a",
  },
  {
    name: "requested replaces default_scope",
    client: { scope: "a b", default_scope: "a" },
    scope: "b",
    granted: "b",
  },
  {
    name: "default_scope gives no more than scope",
    client: { scope: "a", default_scope: "a admin" },
    refused: NOT_ALLOWED("admin"),
    reason: "default_scope_not_registered",
  },
  {
    name: "default_scope is not what may be requested",
    client: { default_scope: "a" },
    scope: "a",
    refused: NOT_ALLOWED("a"),
    reason: "scope_not_registered",
  },
  {
    name: "RFC 6749 §3.3: every printable ASCII character but two is allowed",
    client: { scope: "!#[]~ https://example.com/a?b=c" },
    scope: "!#[]~ https://example.com/a?b=c",
    granted: "!#[]~ https://example.com/a?b=c",
  },
];

const ILLEGAL = ['"', "\\", "\t", "\n", "\u0000", "\u007f", "é", "\u{1F511}"];

const ROWS: readonly Row[] = [
  ...EXACT,
  ...ILLEGAL.map((character) => ({
    name: `RFC 6749 §3.3: no ${JSON.stringify(character)}`,
    client: { scope: "a" },
    scope: `a a${character}`,
    refused: MALFORMED,
    reason: "scope_malformed",
  })),
];

for (const { name, client, scope, granted, refused, reason } of ROWS) {
  Deno.test(`scope: ${name}`, async () => {
    const server = serverOf(client);
    const { status, body } = await post(
      server,
      scope === undefined ? GOOD : { ...GOOD, scope },
    );
    if (granted !== undefined) {
      assertEquals([status, body.scope], [200, granted]);
      const claim = claimsOf(body.access_token).scope;
      assertEquals(claim, granted === "" ? undefined : granted);
    } else {
      assertEquals(status, 400);
      assertEquals(body, {
        error: "invalid_scope",
        error_description: refused,
      });
      assertObjectMatch(server.events.at(-1)!, { type: "refused", reason });
    }
  });
}

Deno.test("the event of a refused scope names the scope as evidence", async () => {
  const server = serverOf({ scope: "a" });
  await post(server, { ...GOOD, scope: "a admin" });
  assertObjectMatch(server.events[0]!, { evidence: { scope: "admin" } });
});

Deno.test("whatever is requested, only registered scopes are granted, or a description in the characters of RFC 6749 §5.2", async () => {
  const server = serverOf({ scope: "a b orders.read" });
  const token = fc.oneof(
    fc.constantFrom("a", "b", "orders.read"),
    fc.string({ unit: "binary" }),
    fc.string(),
  );
  await fc.assert(fc.asyncProperty(fc.array(token), async (tokens) => {
    const { status, body } = await post(server, {
      ...GOOD,
      scope: tokens.join(" "),
    });
    if (status === 200) {
      const granted = body.scope === "" ? [] : body.scope.split(" ");
      assertEquals(new Set(granted).size, granted.length);
      for (const scope of granted) {
        assertEquals(["a", "b", "orders.read"].includes(scope), true);
      }
    } else {
      assertEquals([status, body.error], [400, "invalid_scope"]);
      assertEquals(
        /^[\x20\x21\x23-\x5B\x5D-\x7E]*$/.test(body.error_description),
        true,
      );
    }
  }));
});
