import { assert, assertEquals } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { parseArguments } from "../../src/cli/parse_arguments.ts";
import { freePort } from "../program.ts";
import { commandsOf, isAsSaid, splitWords } from "../readme/commands.ts";
import { parseMarkdown } from "../readme/markdown.ts";
import { serviceCommands, serviceExample } from "../readme/service_commands.ts";
import { makePlace } from "./place.ts";
import { recordedIo, run } from "./recorded_io.ts";

const COMMANDS_OF_README = await serviceCommands();

Deno.test("README.md: serve prints what is said, and the curl that it says gets a token", async () => {
  await using place = await makePlace();
  const port = freePort();
  const { output } = COMMANDS_OF_README.find(({ text }) =>
    text === "mintmark serve"
  )!;
  const io = recordedIo(place);

  const code = main(["serve", "--port", String(port)], io);
  await Promise.race([io.wrote("  curl "), code]);

  const printed = io.printed.join("\n");
  assert(isAsSaid(printed, output.replaceAll("8080", String(port))), printed);
  const [, url = "", ...data] = splitWords(io.printed.at(-1)!.trim());
  const response = await fetch(url.replace("localhost", "127.0.0.1"), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: data.filter((word) => word !== "-d").join("&"),
  });
  assertEquals([response.status, (await response.json()).token_type], [
    200,
    "bearer",
  ]);
  io.send("SIGTERM");
  assertEquals(await code, 0);
});

Deno.test("README.md: the configuration is what check says of it", async () => {
  const { output } = COMMANDS_OF_README.find(({ text }) =>
    text === "mintmark check --connect"
  )!;
  await using place = await makePlace(await serviceExample());
  const environment = { REPORTS_SECRET: "correct horse battery staple" };

  const { code, out } = await run(["check", "--connect"], {
    ...place,
    environment,
  });

  assertEquals([code, out], [0, output.trimEnd()]);
});

Deno.test("docs/command_line.md: every command can be called as it is written", async () => {
  const url = new URL("../../docs/command_line.md", import.meta.url);
  const commands = parseMarkdown(await Deno.readTextFile(url)).fences
    .filter(({ language }) => language === "console").flatMap(commandsOf);
  const called = new Set<string>();
  for (const { text, line } of commands) {
    const [program, ...words] = splitWords(text);
    assertEquals(program, "mintmark", `line ${line}`);
    const command = COMMANDS.find(({ name }) =>
      `${words.join(" ")} `.startsWith(`${name} `)
    );
    if (command === undefined) throw new Error(`line ${line}: ${text}`);
    parseArguments(command, words.slice(command.name.split(" ").length));
    called.add(command.name);
  }
  for (const name of ["serve", "check", "schema"]) assert(called.has(name));
});
