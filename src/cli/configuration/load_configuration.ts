/**
 * Reading the configuration.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Io } from "../command.ts";
import { checkValue } from "./check_value.ts";
import {
  type Configuration,
  type LoadedConfiguration,
  USUAL_FILE,
} from "./configuration.ts";
import { crossCheck } from "./cross_checks.ts";
import { hashedClients, type WrittenClient } from "./hash_secrets.ts";
import { JsonError, parsePositionedJson } from "./json_positions.ts";
import { MEMBERS } from "./members.ts";
import { withoutPreset, type WrittenTrustedIssuer } from "./presets.ts";
import { ConfigurationError, pathText, type Problem } from "./problem.ts";
import { object } from "./shape.ts";
import type { TrustedIssuersConfiguration } from "./trusted_issuers.ts";

/** The configuration as it is written. */
type WrittenConfiguration =
  & Omit<Configuration, "clients" | "trustedIssuers">
  & {
    readonly clients?: readonly WrittenClient[];
    readonly trustedIssuers?: Omit<TrustedIssuersConfiguration, "rules"> & {
      readonly rules?: readonly WrittenTrustedIssuer[];
    };
  };

/**
 * Reads the configuration: of the file that is named, or of `mintmark.json` in
 * the directory where there is one, or what holds without a file.
 *
 * @param named The file, as `--config` names it.
 * @param io The directory and the environment.
 * @param usual What holds without a file.
 * @returns The configuration.
 * @throws {ConfigurationError} With everything that is wrong with it.
 */
export async function loadConfiguration(
  named: string | undefined,
  io: Pick<Io, "directory" | "environment">,
  usual: Configuration,
): Promise<LoadedConfiguration> {
  const file = named ?? USUAL_FILE;
  const path = resolve(io.directory, file);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (code === "ENOENT" && named === undefined) {
      return { directory: io.directory, values: usual };
    }
    const message = code === "ENOENT"
      ? "there is no such file"
      : `it cannot be read (${String(code ?? error)})`;
    throw new ConfigurationError(file, [{ path: [], message }]);
  }
  const values = await parseConfiguration(text, file, io.environment);
  const { lineOf } = parse(withoutMark(text), file);
  return { file, directory: dirname(path), values, lineOf };
}

/**
 * Reads a configuration from its text.
 *
 * @param text The text.
 * @param file How the file is called in what is reported.
 * @param environment The variables that it may name.
 * @returns The configuration.
 * @throws {ConfigurationError} With everything that is wrong with it.
 */
export async function parseConfiguration(
  text: string,
  file: string,
  environment: Io["environment"],
): Promise<Configuration> {
  const problems: Problem[] = [];
  const json = parse(withoutMark(text), file);
  const report = (problem: Problem): void => {
    problems.push({ ...problem, line: json.lineOf(problem.path) });
  };
  for (const path of json.repeated) {
    report({ path, message: `${pathText(path)} is there twice` });
  }
  const checked = checkValue(object(MEMBERS), json.value, [], {
    environment,
    report,
  });
  if (typeof checked === "object" && checked !== null) {
    const values = checked as WrittenConfiguration;
    const rules = values.trustedIssuers?.rules;
    const areSound = Array.isArray(rules) &&
      !problems.some(({ path }) => path[0] === "trustedIssuers");
    const plain = areSound
      ? rules.map((rule, i) =>
        withoutPreset(rule, ["trustedIssuers", "rules", i], report)
      )
      : undefined;
    const wrong = new Set(
      problems.flatMap(({ path, message }) =>
        path.length > 0 ? [path[0]] : [message.replace(/ is missing$/, "")]
      ),
    );
    const isFine = (member: string) => !wrong.has(member);
    const { clients = [], ...others } = values;
    const rest = {
      ...others,
      ...(plain &&
        { trustedIssuers: { ...values.trustedIssuers, rules: plain } }),
    } as Configuration;
    crossCheck(rest, isFine, report);
    if (isFine("clients")) {
      const hashed = await hashedClients(clients, rest, report);
      if (problems.length === 0) return { ...rest, clients: hashed };
    }
  }
  throw new ConfigurationError(
    file,
    problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  );
}

/** Some editors put a byte order mark in front. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

function parse(text: string, file: string) {
  try {
    return parsePositionedJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ConfigurationError(file, [
      { path: [], message: error.message, line: error.line },
    ]);
  }
}
