/**
 * What a test looks at in a Markdown file: fenced blocks, links, anchors.
 *
 * @module
 */

/** A fenced block. */
export interface Fence {
  /** The line that opens it, counted from 1. */
  readonly line: number;
  /** The first word after the fence, or nothing. */
  readonly language: string;
  /** The further words. */
  readonly flags: readonly string[];
  /** What is inside. */
  readonly text: string;
}

/** A link. */
export interface Link {
  /** The line that it is on, counted from 1. */
  readonly line: number;
  /** Where it leads. */
  readonly target: string;
}

/** A Markdown file, taken apart. */
export interface Markdown {
  /** The fenced blocks, in order. */
  readonly fences: readonly Fence[];
  /** The links of the text, in order. */
  readonly links: readonly Link[];
  /** The anchors of the headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
}

const FENCE = /^(?<indent> *)(?<marks>`{3,}|~{3,}) *(?<info>[^`]*)$/;
const HEADING = /^#{1,6} +(.*?)(?: +#+)?$/;
const LINK = /\]\(<?([^)>\s]+)>?(?: "[^"]*")?\)/g;

/**
 * Takes a file apart.
 *
 * @param source The file.
 * @returns Its parts.
 * @throws {Error} When a fence is not closed.
 */
export function parseMarkdown(source: string): Markdown {
  const fences: Fence[] = [];
  const links: Link[] = [];
  const anchors = new Set<string>();
  const lines = source.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at]!;
    const open = text.match(FENCE)?.groups;
    if (open !== undefined) {
      const { indent = "", marks = "", info = "" } = open;
      const end = lines.findIndex((line, index) =>
        index > at && line.trim().startsWith(marks) &&
        line.trim().replaceAll(marks[0]!, "") === ""
      );
      if (end === -1) throw new Error(`line ${at + 1}: the fence stays open`);
      const [language = "", ...flags] = info.trim().split(/\s+/);
      const inside = lines.slice(at + 1, end)
        .map((line) =>
          line.startsWith(indent) ? line.slice(indent.length) : line
        );
      fences.push({
        line: at + 1,
        language,
        flags,
        text: inside.map((line) => `${line}\n`).join(""),
      });
      at = end;
      continue;
    }
    const heading = text.match(HEADING)?.[1];
    if (heading !== undefined) addAnchor(anchors, heading);
    // What stands in backticks is shown, not linked.
    for (const [, target = ""] of text.replace(/`[^`]*`/g, "").matchAll(LINK)) {
      links.push({ line: at + 1, target });
    }
  }
  return { fences, links, anchors };
}

/** GitHub's way: lower case, no punctuation, hyphens; a number if repeated. */
function addAnchor(anchors: Set<string>, heading: string): void {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  const anchor = text.trim().toLowerCase()
    .replace(/[^\p{Letter}\p{Mark}\p{Number}_\- ]/gu, "")
    .replaceAll(" ", "-");
  let unique = anchor;
  for (let count = 1; anchors.has(unique); count++) {
    unique = `${anchor}-${count}`;
  }
  anchors.add(unique);
}
