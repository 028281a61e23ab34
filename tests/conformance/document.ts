/**
 * `docs/conformance.md`, generated from the rows.
 *
 * @module
 */

import type { Conformance, Requirement } from "./requirement.ts";

/** Where the document is. */
export const DOCUMENT: URL = new URL(
  "../../docs/conformance.md",
  import.meta.url,
);

/** The command that writes the document. */
export const COMMAND = "deno run -A tests/conformance/write_document.ts";

/** Broken where the formatter would break it. */
const INTRODUCTION =
  `What Mintmark does about each requirement that an RFC makes of a token service
for machines, and of a resource server that verifies its tokens. Every row is a
test in \`tests/conformance/\`, which talks to the one through its public \`fetch\`
and to the other through \`createVerifier\`; this page is generated from the rows
by \`${COMMAND}\`.

REQUIRED counts as MUST, RECOMMENDED as SHOULD, OPTIONAL as MAY; “defined” is
what an RFC lays down without one of these words. A **choice** is what the
server does where the RFC leaves it open; a **deviation** is where it differs
from the RFC on purpose, with the reason.`;

/**
 * Lists the rows of every `rfc*_test.ts` and `draft_*_test.ts` beside this
 * file, so that none can be forgotten.
 *
 * @returns The RFCs in ascending order, and the drafts after them.
 */
export async function listConformance(): Promise<readonly Conformance[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(new URL(".", import.meta.url))) {
    if (/^(?:rfc\d+|draft_\w+)_test\.ts$/.test(name)) names.push(name);
  }
  const isDraft = (name: string) => name.startsWith("draft");
  names.sort().sort((one, other) => +isDraft(one) - +isDraft(other));
  const modules = await Promise.all(
    names.map((name) => import(new URL(name, import.meta.url).href)),
  );
  return modules.flatMap((module) => Object.values<Conformance>(module));
}

/**
 * Writes the document as text.
 *
 * @param rfcs The RFCs with their rows.
 * @returns Markdown that `deno fmt` leaves as it is.
 */
export function toMarkdown(rfcs: readonly Conformance[]): string {
  return [
    "# Conformance",
    INTRODUCTION,
    table(["RFC", "Title", "Requirements", "Choices", "Deviations"], [
      ...rfcs.map(({ rfc, title, rows }) => [
        `[${rfc}](#${anchor(rfc, title)})`,
        title,
        String(rows.length),
        String(rows.filter(({ choice }) => choice !== undefined).length),
        String(rows.filter(({ deviation }) => deviation !== undefined).length),
      ]),
    ]),
    ...rfcs.flatMap(({ rfc, title, rows }) => [
      `## ${rfc}: ${title}`,
      table(
        ["Section", "Level", "Requirement", "Mintmark"],
        rows.map((row) => [
          link(rfc, row.section),
          row.level,
          row.requirement,
          answer(row),
        ]),
      ),
    ]),
  ].join("\n\n") + "\n";
}

function answer({ deviation, choice }: Requirement): string {
  if (deviation !== undefined) return `**Deviation:** ${deviation}`;
  return choice === undefined ? "as the RFC" : `**Choice:** ${choice}`;
}

function link(rfc: string, section: string): string {
  const part = /^[A-Z]/.test(section) ? "appendix" : "section";
  const name = rfc.toLowerCase().replace(" ", "");
  if (name.startsWith("draft-")) {
    return `[${section}](https://datatracker.ietf.org/doc/html/${name}#${part}-${section})`;
  }
  return `[${section}](https://www.rfc-editor.org/rfc/${name}#${part}-${section})`;
}

/** The anchor of a heading, as GitHub makes it. */
function anchor(rfc: string, title: string): string {
  return `${rfc} ${title}`.toLowerCase()
    .replace(/[^a-z0-9 -]/g, "").replaceAll(" ", "-");
}

/** The formatter would pad each cell to the longest: a change is one line. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    "<!-- deno-fmt-ignore-start -->",
    "",
    line(head),
    line(head.map(() => "---")),
    ...rows.map(line),
    "",
    "<!-- deno-fmt-ignore-end -->",
  ].join("\n");
}
