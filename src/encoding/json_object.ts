/**
 * JSON objects from strangers, read so that everybody reads the same.
 *
 * Why a second look at the text: of a member that occurs twice `JSON.parse`
 * keeps the last one, other parsers keep the first, so that two readers of one
 * text could see two different objects (RFC 8259 §4, RFC 7515 §10.12).
 *
 * @module
 */

import { decodeUtf8 } from "./utf8.ts";

/** Why a text is not an object that is accepted here. */
export type JsonFailure =
  | "not_utf8"
  | "not_json"
  | "not_an_object"
  | "duplicate_member"
  | "nested_too_deeply";

/** What came of reading: the object, or why there is none. */
export type JsonResult =
  | { readonly object: Readonly<Record<string, unknown>> }
  | { readonly failure: JsonFailure };

/** What nobody needs to go beyond. */
const MAXIMUM_DEPTH = 32;

/**
 * Reads a JSON object.
 *
 * Members come as they are in the text, also one called `__proto__`: ask with
 * `Object.hasOwn` for a name that is not known beforehand.
 *
 * @param bytes UTF-8 without a byte order mark.
 * @returns The object, or why there is none.
 */
export function parseJsonObject(bytes: Uint8Array): JsonResult {
  const text = decodeUtf8(bytes);
  if (text === undefined) return { failure: "not_utf8" };
  if (isTooDeep(text)) return { failure: "nested_too_deeply" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { failure: "not_json" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { failure: "not_an_object" };
  }
  // A text that is what would be written of the object has each member once.
  if (JSON.stringify(value) !== text && hasDuplicate(text)) {
    return { failure: "duplicate_member" };
  }
  return { object: value as Readonly<Record<string, unknown>> };
}

/** Before any parser sees it, since some recurse. */
function isTooDeep(text: string): boolean {
  if (count(text, "{") + count(text, "[") <= MAXIMUM_DEPTH) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') i = endOfString(text, i);
    else if (character === "{" || character === "[") {
      if (++depth > MAXIMUM_DEPTH) return true;
    } else if (character === "}" || character === "]") depth--;
  }
  return false;
}

/** How often a character occurs, strings and all: cheap, and seldom many. */
function count(text: string, character: string): number {
  let found = 0;
  for (let i = text.indexOf(character); i !== -1;) {
    found++;
    i = text.indexOf(character, i + 1);
  }
  return found;
}

/** Whether an object of a valid JSON text has a member twice, at any depth. */
function hasDuplicate(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let isName = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === "{") {
      open.push(new Set());
      isName = true;
    } else if (character === "[") {
      open.push(undefined);
      isName = false;
    } else if (character === "}" || character === "]") {
      open.pop();
      isName = false;
    } else if (character === ",") {
      isName = open.at(-1) !== undefined;
    } else if (character === '"') {
      const end = endOfString(text, i);
      const names = isName ? open.at(-1) : undefined;
      if (names !== undefined) {
        const name: string = JSON.parse(text.slice(i, end + 1));
        if (names.has(name)) return true;
        names.add(name);
      }
      isName = false;
      i = end;
    }
  }
  return false;
}

/** The index of the quote that ends a string, or of the end of the text. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
  return i;
}
