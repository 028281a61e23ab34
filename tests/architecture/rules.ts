/**
 * Rules about single files. Each is a function from sources to the complaints
 * about them; none is fine.
 *
 * @module
 */

import { importsOf, onlyCode, type Source, withoutComments } from "./source.ts";

/** The longest that a file may be. */
export const MAXIMUM_LINES = 250;

/** Where Fetch objects may be named. */
const HTTP_FLOORS =
  /^src\/(http\/|endpoints\/|adapters\/|trust\/fetch_document\.ts$|resource_server\.ts$|resource_server\/|authorization_server\.ts$)/;

/** Where a runtime may be named. */
const RUNTIME_FLOORS =
  /^src\/(adapters|storage|cli)\/|^src\/secrets\/worker\.ts$/;

/** Entries of their own, which may need packages that the core does not. */
const LEAVES = /^src\/(adapters|storage|cli)\/|^src\/otel\.ts$/;

function found(
  sources: readonly Source[],
  pattern: RegExp,
  complaint: string,
): readonly string[] {
  return sources.flatMap(({ path, text }) =>
    [...onlyCode(text).matchAll(pattern)].map(([match]) =>
      `${path} ${complaint} ${match.trim()}`
    )
  );
}

/** `Request`, `Response` and `Headers` below the floors that speak HTTP. */
export function httpBelow(sources: readonly Source[]): readonly string[] {
  return found(
    sources.filter(({ path }) => !HTTP_FLOORS.test(path)),
    /(?<![\w$.])(?:globalThis\.)?(?:Request|Response|Headers)(?![\w$])/g,
    "names",
  );
}

/** Runtimes and modules of Node outside of the floors that know one. */
export function runtimeNames(sources: readonly Source[]): readonly string[] {
  const core = sources.filter(({ path }) => !RUNTIME_FLOORS.test(path));
  return [
    ...found(core, /(?<![\w$])(?:Deno|Bun|process)\s*(?=[.?[!])/g, "names"),
    ...core.flatMap(({ path, text }) =>
      [...withoutComments(text).matchAll(/["'`]node:\w*/g)].map(([match]) =>
        `${path} names ${match.slice(1)}`
      )
    ),
  ];
}

/** The packages that the core imports, each once, in order. */
export function packages(sources: readonly Source[]): readonly string[] {
  const bare = sources.filter(({ path }) => !LEAVES.test(path))
    .flatMap(importsOf)
    .filter((specifier) => !/^(\.|node:)/.test(specifier));
  return [...new Set(bare)].sort();
}

/** Files that are too long to have one idea. */
export function longFiles(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.replace(/\n$/, "").split("\n").length;
    return lines > MAXIMUM_LINES ? [`${path} has ${lines} lines`] : [];
  });
}

const NAMED_REEXPORT = /export\s+(?:type\s+)?\{[^{}*]*\}\s*from\s*"[^"]+";/g;

/** Whatever in an entry is not a named re-export. */
export function otherThanReexports(
  sources: readonly Source[],
): readonly string[] {
  return sources.flatMap(({ path, text }) => {
    const rest = withoutComments(text)
      .replace(
        NAMED_REEXPORT,
        (match) => /\bdefault\b/.test(match) ? match : "",
      )
      .trim();
    return rest === "" ? [] : [`${path} has ${rest}`];
  });
}

/** Constructs that have no place in the sources. */
export function forbiddenConstructs(
  sources: readonly Source[],
): readonly string[] {
  return found(
    sources,
    /\bexport\s+default\b|\bas\s+default\b|\bdeclare\s+global\b|(?<![\w$.])private\s+(?=[\w$])/g,
    "has",
  );
}
