/** SPIFFE IDs. @module */

import { assertEquals } from "@std/assert";
import { parseSpiffeId } from "../../src/trust/spiffe_id.ts";

const IDS: readonly [string, string, string][] = [
  ["spiffe://example.org", "example.org", ""],
  ["spiffe://example.org/a", "example.org", "/a"],
  ["spiffe://prod.example.com/ns/x/sa/y", "prod.example.com", "/ns/x/sa/y"],
  ["spiffe://a_b-c.1/A.b_c-9/...", "a_b-c.1", "/A.b_c-9/..."],
  [`spiffe://${"a".repeat(255)}/x`, "a".repeat(255), "/x"],
];

Deno.test("parseSpiffeId SPIFFE-ID §2: trust domain and path", () => {
  for (const [text, trustDomain, path] of IDS) {
    assertEquals(parseSpiffeId(text), { trustDomain, path }, text);
  }
});

const NO_IDS: readonly unknown[] = [
  undefined,
  42,
  "",
  "spiffe://",
  "spiffe:///path",
  "https://example.org/a",
  "SPIFFE://example.org/a",
  "spiffe://Example.org/a",
  "spiffe://example.org:443/a",
  "spiffe://user@example.org/a",
  "spiffe://example.org/",
  "spiffe://example.org/a/",
  "spiffe://example.org//a",
  "spiffe://example.org/./a",
  "spiffe://example.org/a/..",
  "spiffe://example.org/%61",
  "spiffe://example.org/a?b",
  "spiffe://example.org/a#b",
  "spiffe://example.org/a b",
  "spiffe://example.org/a\n",
  "spiffe://example.org/ä",
  `spiffe://${"a".repeat(256)}/x`,
  `spiffe://example.org/${"a".repeat(2048)}`,
];

Deno.test("parseSpiffeId SPIFFE-ID §2: what is none is nothing at all", () => {
  for (const text of NO_IDS) {
    assertEquals(parseSpiffeId(text), undefined, String(text));
  }
});
