/**
 * JSON with the line of each value, which `JSON.parse` does not tell.
 *
 * @module
 */

import type { Path } from "./problem.ts";

/** A text is no JSON. */
export class JsonError extends Error {
  override readonly name = "JsonError";
  /** The line, counted from 1. */
  readonly line: number;

  /**
   * @param message What was expected.
   * @param line The line.
   */
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** A value, and where its parts are. */
export interface PositionedJson {
  /** The value. */
  readonly value: unknown;
  /** The line of a part, or of the nearest that it is in. */
  lineOf(path: Path): number;
  /** The members that an object has twice. */
  readonly repeated: readonly Path[];
}

const SPACE = /[ \t\n\r]*/y;
// deno-lint-ignore no-control-regex -- JSON has none in a string
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const OTHER = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Parses JSON.
 *
 * @param text The text.
 * @returns The value and its positions.
 * @throws {JsonError} It is no JSON.
 */
export function parsePositionedJson(text: string): PositionedJson {
  const lines = new Map<string, number>();
  const lineAt = lineCounter(text);
  const repeated: Path[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const fail = (what: string): never => {
    const found = at >= text.length ? "the end" : JSON.stringify(text[at]);
    throw new JsonError(`${what} is expected, not ${found}`, lineAt(at));
  };
  const expect = (character: string): void => {
    take(SPACE);
    if (text[at] !== character) fail(`a ${character}`);
    at++;
  };

  /** Reads what is between two brackets, separated by commas. */
  const readAll = (end: string, readOne: (i: number) => void): void => {
    at++;
    take(SPACE);
    if (text[at] === end) return void at++;
    for (let i = 0;; i++) {
      readOne(i);
      take(SPACE);
      if (text[at] === end) return void at++;
      if (text[at] !== ",") fail(`a , or ${end}`);
      at++;
    }
  };

  const readValue = (path: Path): void => {
    take(SPACE);
    lines.set(JSON.stringify(path), lineAt(at));
    if (text[at] === "{") {
      const names = new Set<string>();
      readAll("}", () => {
        take(SPACE);
        const name = JSON.parse(take(STRING) ?? fail("a name in quotes"));
        if (names.has(name)) repeated.push([...path, name]);
        names.add(name);
        expect(":");
        readValue([...path, name]);
      });
    } else if (text[at] === "[") {
      readAll("]", (i) => readValue([...path, i]));
    } else if (take(STRING) === undefined && take(OTHER) === undefined) {
      fail("a value");
    }
  };

  readValue([]);
  take(SPACE);
  if (at < text.length) fail("the end of the file");
  return {
    value: JSON.parse(text),
    repeated,
    lineOf(path) {
      for (let length = path.length; length >= 0; length--) {
        const line = lines.get(JSON.stringify(path.slice(0, length)));
        if (line !== undefined) return line;
      }
      return 1;
    },
  };
}

/** Counts lines up to offsets that never go back. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let next = text.indexOf("\n");
  return (offset) => {
    while (next !== -1 && next < offset) {
      line++;
      next = text.indexOf("\n", next + 1);
    }
    return line;
  };
}
