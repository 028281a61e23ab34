/**
 * Trusted issuers of one client in a file of their own.
 *
 * @module
 */

import type { TrustedIssuer } from "../../trusted_issuer.ts";
import { type Checking, checkValue } from "./check_value.ts";
import {
  JsonError,
  parsePositionedJson,
  type PositionedJson,
} from "./json_positions.ts";
import { withoutPreset, type WrittenTrustedIssuer } from "./presets.ts";
import { ConfigurationError, type Problem } from "./problem.ts";
import { list, object } from "./shape.ts";
import { TRUSTED_ISSUER_MEMBERS } from "./trusted_issuer_members.ts";

/**
 * Reads trusted issuers: a list of them, or one alone, in the form that
 * `clients[].trusted_issuers` of the configuration has.
 *
 * @param text The text.
 * @param file How the file is called in what is reported.
 * @param environment The variables that it may name.
 * @returns The trusted issuers, with the rules that their platforms stand for.
 * Whether they trust too much is not checked here.
 * @throws {ConfigurationError} With everything that is wrong with it.
 */
export function parseTrustedIssuers(
  text: string,
  file: string,
  environment: Checking["environment"],
): readonly TrustedIssuer[] {
  const json = parse(text.replace(/^\uFEFF/, ""), file);
  const isList = Array.isArray(json.value);
  const problems: Problem[] = [];
  const report = (problem: Problem): void => {
    const path = isList ? problem.path : problem.path.slice(1);
    const message = isList
      ? problem.message
      : problem.message.replace(/^\[0\]\./, "")
        .replace(/^\[0\]/, "the trusted issuer");
    problems.push({ path, message, line: json.lineOf(path) });
  };
  const checked = checkValue(
    list(object(TRUSTED_ISSUER_MEMBERS)),
    isList ? json.value : [json.value],
    [],
    { environment, report },
  ) as readonly WrittenTrustedIssuer[];
  if (problems.length === 0) {
    const issuers = checked.map((each, i) => withoutPreset(each, [i], report));
    if (problems.length === 0) return issuers;
  }
  throw new ConfigurationError(file, problems);
}

function parse(text: string, file: string): PositionedJson {
  try {
    return parsePositionedJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ConfigurationError(file, [
      { path: [], message: error.message, line: error.line },
    ]);
  }
}
