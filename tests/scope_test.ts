import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseScope, SCOPE_MATCHERS } from "../src/scope.ts";
import { runs } from "./scale.ts";

const RUNS = runs(500, 20_000);

/** Registered scopes, one requested scope, and whether it is covered. */
type Row = readonly [registered: string, requested: string, covered: boolean];

function check(name: string, rows: readonly Row[]): void {
  const matches = SCOPE_MATCHERS.get(name)!;
  for (const [registered, requested, covered] of rows) {
    const scopes = registered === "" ? [] : registered.split(" ");
    assertEquals(
      matches(scopes, requested),
      covered,
      `${name}: [${registered}] with ${JSON.stringify(requested)}`,
    );
  }
}

Deno.test("parseScope RFC 6749 §3.3: tokens are separated by spaces", () => {
  const rows = [
    [undefined, []],
    ["", []],
    [" ", []],
    ["   ", []],
    ["read", ["read"]],
    ["read write", ["read", "write"]],
    ["write read", ["write", "read"]],
    [" read  write ", ["read", "write"]],
    ["read read", ["read"]],
    ["read write read", ["read", "write"]],
    ["read READ", ["read", "READ"]],
    ["https://api.example.com/read a:b a/b", [
      "https://api.example.com/read",
      "a:b",
      "a/b",
    ]],
  ] as const;
  for (const [scope, tokens] of rows) {
    assertEquals(parseScope(scope), tokens, JSON.stringify(scope));
  }
});

Deno.test("parseScope RFC 6749 §3.3: printable ASCII but double quote and backslash", () => {
  for (let code = 0; code <= 0x100; code++) {
    const character = String.fromCharCode(code);
    const isAllowed = code === 0x21 || (code >= 0x23 && code <= 0x5b) ||
      (code >= 0x5d && code <= 0x7e);
    const expected = isAllowed
      ? [`a${character}b`]
      : code === 0x20
      ? ["a", "b"]
      : undefined;
    assertEquals(parseScope(`a${character}b`), expected, `code ${code}`);
  }
  for (const scope of ["read\n", "\tread", "lire écrire", "😀", "\ud800"]) {
    assertEquals(parseScope(scope), undefined, JSON.stringify(scope));
  }
});

Deno.test("exact: a scope covers itself and nothing else", () => {
  check("exact", [
    ["", "read", false],
    ["read", "read", true],
    ["read write", "write", true],
    ["read", "write", false],
    ["read", "READ", false],
    ["Read", "read", false],
    ["read", "rea", false],
    ["read", "reader", false],
    ["orders", "orders.read", false],
    ["orders.read", "orders", false],
    ["orders.*", "orders.read", false],
    ["orders.*", "orders.*", true],
    ["*", "read", false],
    ["*", "*", true],
  ]);
});

Deno.test("hierarchic: a scope covers itself and what is below it", () => {
  check("hierarchic", [
    ["", "orders", false],
    ["orders", "orders", true],
    ["orders", "orders.read", true],
    ["orders", "orders.read.all", true],
    ["orders.read", "orders.read", true],
    ["orders.read", "orders.read.all", true],
    ["stock orders", "orders.read", true],
    // Not upwards, and not sideways.
    ["orders.read", "orders", false],
    ["orders.read", "orders.write", false],
    ["orders.read", "orders.write.read", false],
    ["orders", "stock", false],
    ["orders", "stock.orders", false],
    // Whole segments only.
    ["orders", "ordersread", false],
    ["orders", "orders-eu.read", false],
    ["orders.read", "orders.reading", false],
    ["orders.read", "orders.rea", false],
    ["orders", "ord", false],
    // Case counts.
    ["Orders", "orders.read", false],
    ["orders", "ORDERS.read", false],
    // Empty segments are segments.
    ["orders", "orders.", true],
    ["orders", "orders..read", true],
    ["orders.", "orders", false],
    ["orders.", "orders.read", false],
    ["orders.", "orders..read", true],
    ["orders", ".orders", false],
    // `*` is a letter like any other.
    ["*", "orders", false],
    ["orders.*", "orders.read", false],
    ["orders", "orders.*", true],
    ["orders.*", "orders.*.all", true],
  ]);
});

Deno.test("wildcard: without a * a scope covers itself alone", () => {
  check("wildcard", [
    ["", "orders", false],
    ["orders", "orders", true],
    ["orders", "orders.read", false],
    ["orders.read", "orders", false],
    ["orders.read", "orders.read", true],
    ["stock orders.read", "orders.read", true],
    ["orders.read", "orders.READ", false],
    // A * that is requested is a letter, and covers nothing.
    ["orders", "*", false],
    ["orders", "orders.*", false],
    ["orders.read", "*.read", false],
    ["orders.read", "orders.*", false],
    // A * is a whole segment or none.
    ["orders*", "orders", false],
    ["orders*", "orders-eu", false],
    ["orders*", "orders*", true],
    ["orders.re*", "orders.read", false],
    ["*orders", "my-orders", false],
    ["orders.**", "orders.read", false],
    ["orders..read", "orders..read", true],
  ]);
});

Deno.test("wildcard: a * at the end covers one or more segments", () => {
  check("wildcard", [
    ["*", "orders", true],
    ["*", "orders.read", true],
    ["*", "orders.read.all", true],
    ["*", "*", true],
    ["*", "", false],
    ["*", ".orders", false],
    ["orders.*", "orders.read", true],
    ["orders.*", "orders.read.all", true],
    ["orders.*", "orders.*", true],
    ["orders.*", "orders", false],
    ["orders.*", "orders.", false],
    ["orders.*", "orders..read", false],
    ["orders.*", "stock.read", false],
    ["orders.*", "Orders.read", false],
    ["orders.*", "ordersx.read", false],
    // Only its first segment must not be empty.
    ["orders.*", "orders.read.", true],
    ["orders.*", "orders.read..all", true],
    ["orders.*.*", "orders.read", false],
    ["orders.*.*", "orders.read.all", true],
    ["orders.*.*", "orders.read.all.eu", true],
    ["orders.*.*", "orders..all", false],
  ]);
});

Deno.test("wildcard: a * before the end covers exactly one segment that is not empty", () => {
  check("wildcard", [
    ["orders.*.read", "orders.eu.read", true],
    ["orders.*.read", "orders.*.read", true],
    ["orders.*.read", "orders.read", false],
    ["orders.*.read", "orders..read", false],
    ["orders.*.read", "orders.eu.west.read", false],
    ["orders.*.read", "orders.eu.write", false],
    ["orders.*.read", "orders.eu.read.all", false],
    ["orders.*.read", "orders.eu", false],
    ["*.read", "orders.read", true],
    ["*.read", "read", false],
    ["*.read", ".read", false],
    ["*.read", "orders.eu.read", false],
    ["orders.*.read.*", "orders.eu.read.all", true],
    ["orders.*.read.*", "orders.eu.read.all.old", true],
    ["orders.*.read.*", "orders.eu.read", false],
    ["orders.*.read.*", "orders.eu.write.all", false],
    ["orders.*.read.*", "orders..read.all", false],
    ["*.*", "orders", false],
    ["*.*", "orders.read", true],
  ]);
});

Deno.test("SCOPE_MATCHERS: whatever exact covers, the others cover too", () => {
  const token = fc.array(fc.constantFrom("a", "b", "*", ""), {
    minLength: 1,
    maxLength: 4,
  }).map((segments) => segments.join(".")).filter((text) => text !== "");
  fc.assert(
    fc.property(
      fc.array(token, { maxLength: 4 }),
      token,
      (registered, requested) => {
        const covered = [...SCOPE_MATCHERS].map(([name, matches]) =>
          `${name} ${matches([...registered, requested], requested)}`
        );
        assertEquals(covered, [
          "exact true",
          "hierarchic true",
          "wildcard true",
        ]);
      },
    ),
    { numRuns: RUNS },
  );
});

Deno.test("SCOPE_MATCHERS: no registered scope covers nothing", () => {
  for (const [name, matches] of SCOPE_MATCHERS) {
    for (const requested of ["orders", "*", "orders.*", ""]) {
      assertEquals(matches([], requested), false, `${name} ${requested}`);
    }
  }
});
