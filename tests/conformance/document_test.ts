import { assert, assertEquals } from "@std/assert";
import { COMMAND, DOCUMENT, listConformance, toMarkdown } from "./document.ts";
import { bySection, testName } from "./requirement.ts";

const RFCS = await listConformance();

Deno.test("docs/conformance.md is what the rows generate", async () => {
  assertEquals(
    await Deno.readTextFile(DOCUMENT),
    toMarkdown(RFCS),
    `docs/conformance.md is out of date: ${COMMAND}`,
  );
});

Deno.test("every RFC of the suite has rows", () => {
  assertEquals(RFCS.map(({ rfc }) => rfc), [
    "RFC 6749",
    "RFC 6750",
    "RFC 7515",
    "RFC 7517",
    "RFC 7518",
    "RFC 7521",
    "RFC 7523",
    "RFC 7638",
    "RFC 8037",
    "RFC 8414",
    "RFC 8707",
    "RFC 8725",
    "RFC 9068",
    "RFC 9110",
    "RFC 9728",
    "RFC 9864",
    "draft-ietf-oauth-identity-assertion-authz-grant-04",
    "draft-ietf-oauth-spiffe-client-auth-02",
  ]);
  for (const { rfc, rows } of RFCS) assert(rows.length > 0, rfc);
});

Deno.test("no two rows of the suite have the same name", () => {
  const names = RFCS.flatMap(({ rfc, rows }) =>
    rows.map((row) => testName(rfc, row))
  );
  assertEquals(new Set(names).size, names.length);
});

Deno.test("rows are in the order of the sections of their RFC", () => {
  for (const { rfc, rows } of RFCS) {
    const sections = rows.map(({ section }) => section);
    assertEquals(sections, sections.toSorted(bySection), rfc);
  }
});

Deno.test("a row is a deviation or a choice, not both", () => {
  for (const { rfc, rows } of RFCS) {
    for (const row of rows) {
      assert(
        row.deviation === undefined || row.choice === undefined,
        testName(rfc, row),
      );
    }
  }
});

Deno.test("the document escapes what would break a table", () => {
  const text = toMarkdown([{
    rfc: "RFC 1",
    title: "Title",
    rows: [{
      section: "A.1",
      level: "MUST",
      requirement: "`a | b` is read",
      check: () => {},
    }],
  }]);
  assert(text.includes(
    "| [A.1](https://www.rfc-editor.org/rfc/rfc1#appendix-A.1) | MUST | `a \\| b` is read | as the RFC |",
  ));
});
