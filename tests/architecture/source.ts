/**
 * Source files as the architecture tests read them: without what is only text.
 *
 * @module
 */

/** A source file. */
export interface Source {
  /** The path from the root of the project, e.g. `src/client.ts`. */
  readonly path: string;
  /** What is in it. */
  readonly text: string;
}

const ROOT = new URL("../../", import.meta.url);

/**
 * Reads source files.
 *
 * @param entries Files and folders, from the root of the project.
 * @returns The files, and those below the folders.
 */
export function readSources(...entries: readonly string[]): readonly Source[] {
  return entries.flatMap((entry): readonly Source[] => {
    const url = new URL(entry, ROOT);
    if (Deno.statSync(url).isFile) {
      return [{ path: entry, text: Deno.readTextFileSync(url) }];
    }
    return readSources(
      ...[...Deno.readDirSync(url)]
        .filter(({ name, isDirectory }) =>
          isDirectory ? name !== "node_modules" : /\.(ts|js|mjs)$/.test(name)
        )
        .map(({ name }) => `${entry}/${name}`),
    );
  });
}

/** Where an expression may begin, so that a `/` begins a regular expression. */
const BEFORE_EXPRESSION = String.raw`(?<=(?:[(,=:[!&|?{};+]|\breturn|^)\s*)`;

const COMMENT = String.raw`\/\*[^]*?\*\/|\/\/[^\n]*`;
const TEXT = String.raw`"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'`;
const TEMPLATE = "`(?:\\\\[^]|[^`\\\\])*`";
const PATTERN = BEFORE_EXPRESSION +
  String.raw`\/(?![*\/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^\/\\\n[])+\/[a-z]*`;

const PIECES = new RegExp(
  `(?<comment>${COMMENT})|(?<text>${TEXT})|(?<template>${TEMPLATE})|(?<pattern>${PATTERN})`,
  "g",
);

type Kind = "comment" | "text" | "template" | "pattern";

function replace(
  source: string,
  write: (piece: string, kind: Kind) => string,
): string {
  return source.replace(PIECES, (piece, ...rest) => {
    const groups = rest.at(-1) as Readonly<Record<Kind, string | undefined>>;
    const kind = (Object.keys(groups) as Kind[]).find((name) =>
      groups[name] !== undefined
    )!;
    return write(piece, kind);
  });
}

/** A source without its comments, and with them the examples in them. */
export function withoutComments(source: string): string {
  return replace(source, (piece, kind) => kind === "comment" ? " " : piece);
}

/**
 * A source without comments, texts and regular expressions: what is left is
 * what runs, also the expressions inside of templates.
 */
export function onlyCode(source: string): string {
  return replace(source, (piece, kind) => {
    switch (kind) {
      case "comment":
        return " ";
      case "text":
        return '""';
      case "pattern":
        return "/x/";
      case "template":
        return [...piece.matchAll(/\$\{([^}]*)\}/g)]
          .map(([, expression]) => `(${expression})`).join("") || "``";
    }
  });
}

const IMPORT =
  /\b(?:import|export)\b[^;"'()]*?\bfrom\s*"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g;

/** What a source imports or re-exports, types included, as it names it. */
export function importsOf({ text }: Source): readonly string[] {
  return [...withoutComments(text).matchAll(IMPORT)]
    .map(([, from, bare]) => (from ?? bare)!);
}

/**
 * The files of the project that a source imports.
 *
 * @returns Their paths from the root of the project.
 */
export function importedFiles(source: Source): readonly string[] {
  const base = new URL(source.path, "file:///");
  return importsOf(source)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => new URL(specifier, base).pathname.slice(1));
}
