/**
 * The registrar of the conformance suite: one row per requirement of an RFC,
 * each of which is a test and a line of `docs/conformance.md`.
 *
 * Why rows and not tests: the same row proves what the server does and tells
 * it to the reader, so that neither can say something else than the other.
 *
 * @module
 */

/**
 * How binding the RFC makes a requirement, in the key words of RFC 2119
 * (REQUIRED is written MUST, RECOMMENDED SHOULD, OPTIONAL MAY); `defined` is
 * what it lays down without one of them.
 */
export type Level =
  | "MUST"
  | "MUST NOT"
  | "SHOULD"
  | "SHOULD NOT"
  | "MAY"
  | "defined";

/** One requirement. */
export interface Requirement {
  /** The section, such as `2.3.1` or `A.4`. */
  readonly section: string;
  /** How binding it is. */
  readonly level: Level;
  /** What the RFC asks for, in our words. */
  readonly requirement: string;
  /** Where the server differs from the RFC: what it does instead, and why. */
  readonly deviation?: string;
  /** Where the RFC leaves it open: what the server does. */
  readonly choice?: string;
  /** Fails where the server does not do what the row says. */
  check(): void | Promise<void>;
}

/** The requirements of one RFC. */
export interface Conformance {
  /** Its name, such as `RFC 6749`. */
  readonly rfc: string;
  /** Its title. */
  readonly title: string;
  /** Its requirements, in the order of its sections. */
  readonly rows: readonly Requirement[];
}

/**
 * Registers one test per requirement.
 *
 * @param rfc The name of the RFC.
 * @param title The title of the RFC.
 * @param rows Its requirements.
 * @returns The requirements, for the document.
 */
export function conformance(
  rfc: string,
  title: string,
  rows: readonly Requirement[],
): Conformance {
  if (!isListing()) {
    for (const row of rows) Deno.test(testName(rfc, row), () => row.check());
  }
  return Object.freeze({ rfc, title, rows });
}

/**
 * The name of the test of a row.
 *
 * @param rfc The name of the RFC.
 * @param row The row.
 * @returns The name.
 */
export function testName(rfc: string, row: Requirement): string {
  return `${rfc} §${row.section} (${row.level}): ${row.requirement}`;
}

/** Who imports the rows to write them down must not run them as well. */
function isListing(): boolean {
  return /\/(document_test|write_document)\.ts$/.test(Deno.mainModule);
}

/** Orders sections by their numbers; appendices, with a letter, come last. */
export function bySection(one: string, other: string): number {
  const key = (section: string) =>
    section.split(".").map((part) =>
      /^\d+$/.test(part) ? part.padStart(4, "0") : `A${part}`
    ).join(".");
  return key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0;
}
