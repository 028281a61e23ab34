/**
 * What is wrong with a configuration, and where.
 *
 * @module
 */

/** The way to a value: names of members and places in lists. */
export type Path = readonly (string | number)[];

/** One mistake. */
export interface Problem {
  /** Where it is; empty for the whole file. */
  readonly path: Path;
  /** What it is, in a sentence that begins with the path where there is one. */
  readonly message: string;
  /** The line that it is on, counted from 1, where it is known. */
  readonly line?: number;
}

/** A configuration cannot be used; the message lists everything. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  /** Every mistake, in the order of the file. */
  readonly problems: readonly Problem[];

  /**
   * @param file The file, or what stands in its place.
   * @param problems Every mistake.
   */
  constructor(file: string, problems: readonly Problem[]) {
    super(problems.map((problem) => problemLine(file, problem)).join("\n"));
    this.problems = problems;
  }
}

/**
 * A mistake in one line, as compilers write it.
 *
 * @param file The file.
 * @param problem The mistake.
 * @returns `FILE:LINE: …`
 */
export function problemLine(
  file: string,
  { line, message }: Problem,
): string {
  return `${line === undefined ? file : `${file}:${line}`}: ${message}`;
}

/**
 * The path that a sentence begins with.
 *
 * @param sentence The sentence, such as `cors.origins must be …`.
 * @returns The path, whether or not anything is there.
 */
export function leadingPath(sentence: string): Path {
  const [text = ""] = /^[\w$]+(?:\.[\w$]+|\[\d+\])*/.exec(sentence) ?? [];
  return [...text.matchAll(/\[(\d+)\]|[\w$]+/g)].map(([name, place]) =>
    place === undefined ? name : Number(place)
  );
}

/**
 * A path in one text.
 *
 * @param path The path.
 * @returns For example `clients[0].client_secrets`.
 */
export function pathText(path: Path): string {
  return path.map((step, i) => {
    if (typeof step === "number") return `[${step}]`;
    if (!/^[\w$-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
    return i === 0 ? step : `.${step}`;
  }).join("");
}
