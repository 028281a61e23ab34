import { assert, assertEquals } from "@std/assert";
import configuration from "../deno.json" with { type: "json" };
import { freePort, Program } from "./program.ts";
import {
  type Command,
  commandsOf,
  isAsSaid,
  splitWords,
} from "./readme/commands.ts";
import { type Markdown, parseMarkdown } from "./readme/markdown.ts";
import { serviceCommands } from "./readme/service_commands.ts";
import { Snippets } from "./readme/snippet.ts";
import { IS_FULL } from "./scale.ts";

const ROOT = new URL("../", import.meta.url);
const README = await parse(new URL("README.md", ROOT));

/** Blocks that are for reading only. */
const PROSE = ["text", "mermaid"];

/** Commands that are not run here: the tests of tasks and packages do that. */
const KNOWN: readonly RegExp[] = [
  /^(?:npx --yes deno@[\d.]+|deno) task (?<task>[\w:]+)$/,
  /^(?:npx --yes deno@[\d.]+|deno) (?<start>run .+)$/,
  /^deno add jsr:(?<name>\S+)$/,
  /^npx jsr add (?<name>\S+)$/,
];

async function parse(file: URL): Promise<Markdown> {
  return parseMarkdown(await Deno.readTextFile(file));
}

Deno.test("README.md: every command does what it says", async (t) => {
  const port = freePort();
  await using example = new Program(
    Deno.execPath(),
    [
      ...["run", "--no-prompt", "--allow-net", "--allow-env"],
      new URL("examples/server.ts", ROOT).href,
    ],
    { env: { PORT: String(port) } },
  );
  await example.prints("\n");
  // Those of the service are run in tests/cli/.
  const elsewhere = new Set((await serviceCommands()).map(({ line }) => line));
  const commands = README.fences
    .filter(({ language }) => ["console", "sh"].includes(language))
    .flatMap(commandsOf).filter(({ line }) => !elsewhere.has(line));
  for (const command of commands) {
    const [program = ""] = command.text.split(" ");
    const isRun = ["curl", "openssl"].includes(program);
    await t.step({
      name: `line ${command.line}: ${command.text}`,
      ignore: isRun && !await isInstalled(program),
      fn: () =>
        isRun ? run(command, port) : know(command, example.stdout, port),
    });
  }
});

Deno.test("README.md: every other block is JSON that parses, or prose", () => {
  for (const { language, line, text } of README.fences) {
    if (["ts", "console", "sh", ...PROSE].includes(language)) continue;
    assertEquals(language, "json", `line ${line}: nobody executes this block`);
    JSON.parse(text);
  }
});

for await (const file of documents(ROOT)) {
  const name = file.href.slice(ROOT.href.length);
  const { fences } = await parse(file);
  const hasModules = fences.some(({ language }) => language === "ts");
  if (hasModules) {
    Deno.test({
      name: `${name}: every module is right in its types and runs`,
      // Each takes the compiler many seconds.
      ignore: !IS_FULL,
      async fn(t) {
        await using snippets = await Snippets.of(fences);
        await t.step("their types", () => snippets.check());
        for (const fence of fences) {
          if (fence.language !== "ts" || fence.flags.includes("no-run")) {
            continue;
          }
          await t.step(`line ${fence.line}`, () => snippets.run(fence));
        }
      },
    });
  }

  Deno.test(`${name}: every link leads somewhere`, async () => {
    for (const { line, target } of (await parse(file)).links) {
      const url = new URL(target, file);
      if (url.protocol !== "file:") {
        assertEquals(url.protocol, "https:", `line ${line}: ${target}`);
        continue;
      }
      const anchor = decodeURIComponent(url.hash.slice(1));
      url.hash = "";
      assert(await exists(url), `line ${line}: nothing is at ${target}`);
      if (anchor === "") continue;
      const { anchors } = await parse(url);
      assert(anchors.has(anchor), `line ${line}: no heading for ${target}`);
    }
  });
}

/** Runs a command against the example and compares what it prints. */
async function run(command: Command, port: number): Promise<void> {
  const onPort = (text: string) => text.replaceAll("8080", String(port));
  const [executable = "", ...args] = splitWords(onPort(command.text));
  await using program = new Program(executable, args);
  const { code } = await program.ended();
  assertEquals(code, 0, program.stderr);
  assert(isAsSaid(program.stdout, onPort(command.output)), program.stdout);
}

/** Compares a command that is not run with what the project is. */
function know(command: Command, served: string, port: number): void {
  const match = KNOWN.map((form) => command.text.match(form))
    .find((match) => match !== null);
  if (match === undefined) throw new Error("this command is not executed");
  const { task, name, start } = match.groups!;
  if (name !== undefined) assertEquals(name, configuration.name);
  if (task !== undefined) assert(task in configuration.tasks, task);
  // What the example is started with here, and in the task.
  if (start !== undefined) {
    assertEquals(`deno ${start}`, configuration.tasks.start.command);
  }
  const printed = task === "start" || start !== undefined ? served : "";
  const said = command.output.replaceAll("8080", String(port));
  assert(isAsSaid(printed, said), `not what it prints:\n${said}`);
}

async function isInstalled(program: string): Promise<boolean> {
  try {
    const { success, stdout } = await new Deno.Command(program, {
      args: [program === "openssl" ? "version" : "--version"],
    }).output();
    // What macOS calls openssl is LibreSSL, which does not know Ed25519.
    return success && !new TextDecoder().decode(stdout).startsWith("Libre");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function exists(url: URL): Promise<boolean> {
  try {
    await Deno.stat(url);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The Markdown files of the project. */
async function* documents(root: URL): AsyncGenerator<URL> {
  for (const directory of ["", ".github/", "docs/"]) {
    for await (const { name } of Deno.readDir(new URL(directory, root))) {
      if (name.endsWith(".md")) yield new URL(directory + name, root);
    }
  }
}
