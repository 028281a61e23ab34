import { assertEquals, assertThrows } from "@std/assert";
import { parseMarkdown } from "./markdown.ts";

Deno.test("parseMarkdown: finds fences with language, flags, line and text", () => {
  const { fences } = parseMarkdown(
    "# A\n\n```ts no-run\nlet a;\n\n```\n~~~\n```\n~~~\n",
  );

  assertEquals(fences, [
    { line: 3, language: "ts", flags: ["no-run"], text: "let a;\n\n" },
    { line: 7, language: "", flags: [], text: "```\n" },
  ]);
});

Deno.test("parseMarkdown: a longer fence may hold a shorter one, and an indented one is moved out", () => {
  const { fences } = parseMarkdown(
    "````md\n```ts\n```\n````\n  ```\n  a\n  ```",
  );

  assertEquals(fences.map(({ text }) => text), ["```ts\n```\n", "a\n"]);
});

Deno.test("parseMarkdown: a fence that stays open is an error", () => {
  assertThrows(() => parseMarkdown("a\n```ts\n"), Error, "line 2");
});

Deno.test("parseMarkdown: finds links, but none in code", () => {
  const { links } = parseMarkdown(
    "[a](b.md) and [c](#d)\n`[e](f)` [g](<h>)\n```\n[i](j)\n```\n",
  );

  assertEquals(links, [
    { line: 1, target: "b.md" },
    { line: 1, target: "#d" },
    { line: 2, target: "h" },
  ]);
});

Deno.test("parseMarkdown: makes the anchors that GitHub makes", () => {
  const { anchors } = parseMarkdown(
    "# RFC 6749: The `OAuth 2.0` Framework\n## [A](b) & c\n## A\n## A\n" +
      "```\n# no heading\n```\n#no heading\n",
  );

  assertEquals([...anchors], [
    "rfc-6749-the-oauth-20-framework",
    "a--c",
    "a",
    "a-1",
  ]);
});
