/**
 * Every program whose figures are in `results.json`, one after the other, and
 * then charts and tables: `deno task bench:all`. It takes its time, and wants
 * the machine for itself. A bar that is missed does not end it, but makes it
 * end with 1.
 *
 * @module
 */

import { parseArgs } from "node:util";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    results: { type: "string" },
    node: { type: "string" },
    bun: { type: "string" },
    postgres: { type: "string" },
  },
});

/** The options of a program that were given here. */
function given(...names: readonly (keyof typeof values)[]): readonly string[] {
  return names.flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}=${values[name]}`]
  );
}

const everywhere = given("results", "node", "bun");
const PROGRAMS = [
  ["http.ts", "--check", ...everywhere],
  ["start.ts", ...everywhere],
  ["latency.ts", ...everywhere],
  ["soak.ts", ...everywhere],
  ["scale.ts", ...everywhere, ...given("postgres")],
  ["plot.ts", ...given("results")],
  ["report.ts", "--write", ...given("results")],
] as const;

const failed: string[] = [];
for (const [file, ...args] of PROGRAMS) {
  console.log(`\n${file}\n`);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--frozen", "--allow-all"],
      new URL(file, import.meta.url).pathname,
      ...args,
    ],
  }).spawn().status;
  if (code !== 0) failed.push(`${file} ended with ${code}`);
}
if (failed.length > 0) {
  console.error(`\n${failed.join("\n")}`);
  Deno.exitCode = 1;
}
