/**
 * The engines that tests need and that not every machine has.
 *
 * @module
 */

import process from "node:process";

/** The variables that name them. */
export type EngineVariable = "POSTGRES_URL" | "REDIS_URL";

/**
 * Defines tests that need an engine; where none is named, one test says that
 * they were skipped.
 *
 * @param variable What names the engine.
 * @param subject What is tested on it.
 * @param define Defines the tests.
 */
export function onEngine(
  variable: EngineVariable,
  subject: string,
  define: (url: string) => void,
): void {
  const url = process.env[variable];
  if (url !== undefined && url !== "") define(url);
  else {
    const name = `${subject}: skipped, since ${variable} is not set`;
    Deno.test({ name, ignore: true, fn: () => {} });
  }
}
