// docs/resource_server.md: its commands do what it says.

import { assert, assertEquals } from "@std/assert";
import { freePort, Program } from "../program.ts";
import { commandsOf, isAsSaid } from "../readme/commands.ts";
import { parseMarkdown } from "../readme/markdown.ts";

const ROOT = new URL("../../", import.meta.url);

const PAGE = parseMarkdown(
  await Deno.readTextFile(new URL("docs/resource_server.md", ROOT)),
);

/** Between the output of one command and that of the next. */
const BORDER = "-- 2f8b91c4 --";

async function example(
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<Program> {
  const program = new Program(
    Deno.execPath(),
    ["run", "--allow-net", "--allow-env", new URL(name, ROOT).href],
    { env },
  );
  await program.prints("serving on");
  return program;
}

Deno.test({
  name: "docs/resource_server.md: every command does what it says",
  ignore: Deno.build.os === "windows",
  async fn() {
    const [ofServer, ofApi] = [String(freePort()), String(freePort())];
    const onPorts = (text: string) =>
      text.replaceAll("8080", ofServer).replaceAll("8081", ofApi);
    await using _server = await example("examples/server.ts", {
      PORT: ofServer,
    });
    await using api = await example("examples/resource_server.ts", {
      PORT: ofApi,
      ISSUER: `http://localhost:${ofServer}`,
    });
    const commands = PAGE.fences
      .filter(({ language }) => language === "console").flatMap(commandsOf);
    const script = commands.map(({ text }) => onPorts(text))
      .join(`\necho; echo '${BORDER}'\n`);
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", script],
    }).output();
    const outputs = new TextDecoder().decode(stdout).replaceAll("\r", "")
      .split(`${BORDER}\n`);

    assertEquals(outputs.length, commands.length);
    for (const [index, { text, output }] of commands.entries()) {
      const actual = outputs[index]!;
      assert(isAsSaid(actual, onPorts(output)), `${text}\n${actual}`);
    }
    await api.prints("403 insufficient_scope");
  },
});
