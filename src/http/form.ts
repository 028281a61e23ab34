/**
 * The form of a token request: `application/x-www-form-urlencoded`, strictly.
 *
 * Why not URLSearchParams: it reads what is malformed as something else
 * (`%zz` as itself, bad UTF-8 as U+FFFD), and two readers that disagree about
 * a parameter are how filters in front of a token endpoint are passed.
 *
 * @module
 */

import { decodeUtf8 } from "../encoding/utf8.ts";
import { badRequest, notUtf8 } from "./request_error.ts";

/** The parameters of a form. */
export interface Form {
  /** Parameters that may occur once, by name; empty ones are left out. */
  readonly single: Map<string, string>;
  /** The `resource` parameters (RFC 8707 §2). */
  readonly resource: readonly string[];
  /** The `audience` parameters (RFC 8693 §2.1). */
  readonly audience: readonly string[];
}

/** Names that are safe to repeat in an answer, because they are no value. */
const NAMES: ReadonlySet<string> = new Set([
  "grant_type",
  "scope",
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "assertion",
]);

/**
 * Reads a form.
 *
 * @param body The body, in bytes or as text.
 * @returns The parameters.
 * @throws {RequestError} 400 for bytes that are not UTF-8, malformed percent
 * encoding, or a parameter that occurs twice (RFC 6749 §3.2).
 */
export function parseForm(body: Uint8Array | string): Form {
  const text = typeof body === "string" ? body : decodeUtf8(body);
  if (text === undefined) throw notUtf8();
  const single = new Map<string, string>();
  const resource: string[] = [];
  const audience: string[] = [];
  let empty: Set<string> | undefined;
  let twice: string | undefined;
  // Each sign is looked for once, also where there is none of it any more.
  let equals = -1;
  for (let start = 0, end: number; start < text.length; start = end + 1) {
    end = indexOrEnd(text, "&", start);
    if (equals < start) equals = indexOrEnd(text, "=", start);
    if (end === start) continue;
    const name = requireComponent(text.slice(start, Math.min(equals, end)));
    const value = requireComponent(text.slice(equals + 1, end));
    if (name === "resource" || name === "audience") {
      if (value !== "") (name === "resource" ? resource : audience).push(value);
      continue;
    }
    if (single.has(name) || empty?.has(name)) twice ??= name;
    if (value !== "") single.set(name, value);
    else (empty ??= new Set()).add(name);
  }
  // A form that cannot be read as a whole says nothing about repetitions.
  if (twice !== undefined) throw repeated(twice);
  return { single, resource, audience };
}

function indexOrEnd(text: string, sign: string, start: number): number {
  const index = text.indexOf(sign, start);
  return index === -1 ? text.length : index;
}

/**
 * Decodes one name or value (WHATWG URL §5.1, strictly).
 *
 * @param text The encoded text.
 * @returns The text, or `undefined` where it is malformed.
 */
export function decodeComponent(text: string): string | undefined {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}

function requireComponent(text: string): string {
  const component = decodeComponent(text);
  if (component !== undefined) return component;
  throw badRequest(
    "malformed_percent_encoding",
    "A parameter has malformed percent-encoding or is not UTF-8.",
  );
}

function repeated(name: string): Error {
  const which = NAMES.has(name) ? `The parameter '${name}'` : "A parameter";
  return badRequest("repeated_parameter", `${which} occurs more than once.`);
}
