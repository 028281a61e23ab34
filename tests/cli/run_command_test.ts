import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import configuration from "../../deno.json" with { type: "json" };
import type { Command } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { runCommand } from "../../src/cli/run_command.ts";
import { recordedIo, run } from "./recorded_io.ts";

const WRONG: readonly (readonly [args: string, says: string])[] = [
  ["srve", "there is no command srve: did you mean serve?"],
  ["zzzzzzzz", "there is no command zzzzzzzz"],
  ["serve --prot 1", "there is no option --prot: did you mean --port?"],
  ["serve --port", "--port needs a value: NUMBER"],
  ["serve --port --config x", "--port needs a value, and --config looks"],
  ["serve --port 1 --port 2", "--port may be given only once"],
  ["serve --port eighty", "--port must be a number, not eighty"],
  ["serve --port 70000", "--port must be at most 65535, not 70000"],
  ["serve now", 'serve takes no argument "now"'],
  ["check --json=yes", "--json takes no value"],
  ["check --constructor", "there is no option --constructor"],
  ["help srve", "there is no command srve: did you mean serve?"],
];

for (const [args, says] of WRONG) {
  Deno.test(`command line: ${args}: ends with 2 and says: ${says}`, async () => {
    const { code, out, error } = await run(args.split(" "));

    assertEquals([code, out], [2, ""]);
    assertStringIncludes(error, says);
    assertStringIncludes(error, "--help says more");
  });
}

Deno.test("command line: without a command, the help goes to standard error and the exit code is 2", async () => {
  const { code, out, error } = await run([]);

  assertEquals([code, out], [2, ""]);
  for (const { name } of COMMANDS) assertStringIncludes(error, `\n  ${name} `);
});

Deno.test("command line: --help lists every command and the exit codes", async () => {
  for (const args of [["--help"], ["-h"], ["help"]]) {
    const { code, out } = await run(args);

    assertEquals(code, 0);
    for (const { name } of COMMANDS) assertStringIncludes(out, `\n  ${name} `);
    assertStringIncludes(out, "0 done, 1 failed, 2 called wrongly");
  }
});

/** The help of a command, letter by letter. */
const REMOVE_HELP = `mintmark client remove: remove a client for good

Usage: mintmark client remove <client_id> [options]

Asks first, unless --yes says that it is meant. Tokens that were issued stay
good until they end. client disable keeps the record.

Options:
  -c, --config FILE  the configuration; else mintmark.json, where there is one
  -y, --yes          do not ask
  -h, --help         print this help

Examples:
  # asks first
  mintmark client remove backend
  # for a script
  mintmark client remove backend --yes

Exit codes: 0 done, 1 failed, 2 called wrongly.`;

Deno.test("command line: --help has usage, what it does, options, examples and exit codes", async () => {
  assertEquals((await run(["client", "remove", "--help"])).out, REMOVE_HELP);
});

for (const { name, options, examples, positionals = [] } of COMMANDS) {
  Deno.test(`command line: ${name} --help has its options and examples`, async () => {
    const asked = await run([...name.split(" "), "--help"]);

    assertEquals(asked.code, 0);
    assertEquals(await run(["help", ...name.split(" ")]), asked);
    assertStringIncludes(asked.out, `\nUsage: mintmark ${name} `);
    for (const positional of positionals) {
      assertStringIncludes(asked.out, positional);
    }
    for (const [option, { what, value }] of Object.entries(options)) {
      assertStringIncludes(
        asked.out,
        `--${option}${value ? ` ${value}` : ""} `,
      );
      assertStringIncludes(asked.out, `  ${what}\n`);
    }
    assert(examples.length > 0);
    for (const { line } of examples) {
      assertStringIncludes(asked.out, `\n  ${line}\n`);
      assert(line.startsWith(`mintmark ${name}`), line);
    }
    assert(
      asked.out.split("\n").every((line) => line.length <= 100),
      asked.out,
    );
  });
}

Deno.test("command line: --version is the version of the package", async () => {
  assertEquals((await run(["--version"])).out, configuration.version);
});

const PAIR: readonly Command[] = ["key list", "key revoke"].map((name) => ({
  name,
  summary: "",
  help: [],
  examples: [],
  positionals: name === "key revoke" ? ["kid", "[reason]"] : [],
  options: { tag: { type: "string", multiple: true, what: "", value: "TEXT" } },
  run(args, io) {
    if (args.positionals[0] === "fail") throw new Error("it is stuck");
    io.out(JSON.stringify([name, args.positionals, args.list("tag")]));
    return Promise.resolve(0);
  },
}));

Deno.test("command line: commands of two words, with arguments and repeated options", async () => {
  const rows: readonly (readonly [string, number, string])[] = [
    ["key list", 0, '["key list",[],[]]'],
    ["key revoke a --tag x --tag=-y", 0, '["key revoke",["a"],["x","-y"]]'],
    ["key revoke a b", 0, '["key revoke",["a","b"],[]]'],
    ["key revoke", 2, "key revoke needs an argument: kid"],
    ["key revoke a b c", 2, 'key revoke takes no argument "c"'],
    [
      "key revok a",
      2,
      "there is no command key revok: did you mean key revoke?",
    ],
    ["key", 2, "key needs one of: key list, key revoke"],
    ["key revoke fail", 1, "mintmark: it is stuck"],
  ];
  for (const [args, code, says] of rows) {
    const io = recordedIo();

    assertEquals(await runCommand(PAIR, args.split(" "), io), code, args);
    assertStringIncludes([...io.printed, ...io.said].join("\n"), says);
    assert(!io.said.join().includes("    at "), "a stack trace");
  }
});
