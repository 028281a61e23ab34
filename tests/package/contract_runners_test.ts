/** The contract in the test runners of others, as docs/storage.md shows it. @module */

import { assertEquals, assertMatch } from "@std/assert";
import { storageContract } from "../../src/storage/contract.ts";
import { commandsOf, splitWords } from "../readme/commands.ts";
import { parseMarkdown } from "../readme/markdown.ts";
import { IS_FULL } from "../scale.ts";
import { findBun } from "./bun.ts";
import { packedProject } from "./packed_project.ts";

const { fences } = parseMarkdown(
  await Deno.readTextFile(new URL("../../docs/storage.md", import.meta.url)),
);
const EXAMPLE = fences.find(({ language }) => language === "js")!.text;
const FILE = EXAMPLE.match(/^\/\/ (\S+)\n/)![1]!;

/** A store that grants whatever is claimed, as it should not. */
const CARELESS = EXAMPLE.replace(
  "memoryStorage(); // yours",
  "{ ...memoryStorage(), replays: { claim: () => Promise.resolve(true) } };",
);

/** How many cases there are for the roles of the example. */
const CASES = storageContract(() => Promise.reject(), {
  roles: ["clients", "replays"],
}).length;

Deno.test({
  name: "docs/storage.md: the contract in node:test and bun:test",
  ignore: !IS_FULL,
  async fn(t) {
    await using project = await packedProject();
    const { directory } = project;
    const commands = fences.filter(({ language }) => language === "console")
      .flatMap(commandsOf).filter(({ text }) => text.endsWith(FILE));
    assertEquals(commands.length, 2);
    for (const { text } of commands) {
      const [program, ...args] = splitWords(text);
      const isBun = program === "bun";
      const run = async (example: string) => {
        await Deno.writeTextFile(
          `${directory}/${FILE}`,
          isBun ? example.replace("node:test", "bun:test") : example,
        );
        const { code, stdout, stderr } = await new Deno.Command(
          isBun ? await findBun() : "node",
          { args, cwd: directory, env: { NO_COLOR: "1" } },
        ).output();
        const decoder = new TextDecoder();
        return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
      };
      await t.step(`${text}: passes`, async () => {
        const { code, said } = await run(EXAMPLE);
        assertEquals(code, 0, said);
        assertMatch(
          said,
          new RegExp(`(pass ${CASES}$|^ *${CASES} pass$)`, "m"),
        );
      });
      await t.step(`${text}: fails for a store that is careless`, async () => {
        const { code, said } = await run(CARELESS);
        assertEquals(code, 1);
        assertMatch(said, /claim is one atomic step: of 50 at once, one wins/);
      });
    }
  },
});
