// The question before something is destroyed, at a real terminal.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { findBun } from "../package/bun.ts";
import { packedProject, run } from "../package/packed_project.ts";
import { freePort } from "../program.ts";
import { IS_FULL } from "../scale.ts";
import { recordedIo, run as runHere } from "./recorded_io.ts";
import { FROM_SOURCE, hasTerminals, makeShell, type Shell } from "./shell.ts";

const REMOVE = "mintmark client remove backend";
const SAID = 'Remove the client "backend" for good? [y/N] ';

/** What ends the question, and how the command ends then. */
const NO: readonly (readonly [string, string])[] = [
  ["Ctrl+C", "\x03"],
  ["n", "n\n"],
  ["Ctrl+D", "\x04"],
  ["an empty line", "\n"],
  ["what is no answer", "yeah\n"],
];

async function withBackend(program: readonly string[]): Promise<Shell> {
  const shell = await makeShell(program);
  const { code } = await runHere(["client", "add", "backend"], shell);
  assertEquals(code, 0);
  return shell;
}

async function clientsIn(shell: Shell): Promise<string> {
  return (await runHere(["client", "list"], shell)).out;
}

/** Nothing but a yes removes anything, and every answer ends the command. */
async function asks(
  program: readonly string[],
  no: typeof NO,
): Promise<void> {
  await using shell = await withBackend(program);
  const before = await clientsIn(shell);
  for (const [how, keys] of no) {
    const { code, screen } = await shell.atTerminal(REMOVE, keys);
    assertStringIncludes(screen, SAID);
    assertStringIncludes(screen, "nothing was removed", how);
    assertEquals([code, await clientsIn(shell)], [1, before], how);
  }
  if (no.length < NO.length) return;
  const { code } = await shell.atTerminal(REMOVE, { signal: "SIGTERM" });
  // What a shell says of a process that was ended by SIGTERM.
  assertEquals([code, await clientsIn(shell)], [128 + 15, before]);
  const yes = await shell.atTerminal(REMOVE, "y\n");
  assertEquals([yes.code, await clientsIn(shell)], [0, ""]);
}

/** A secret that is asked for does not stay on the screen. */
async function hides(program: readonly string[]): Promise<void> {
  await using shell = await makeShell(program);
  const issuer = `http://localhost:${freePort()}`;
  const io = recordedIo({ directory: shell.directory });
  const code = main(["serve", "--port", new URL(issuer).port], io);
  await Promise.race([io.wrote("  curl "), code]);
  const secret = /mintmark_\w+/.exec(io.printed.join("\n"))![0];
  const line = `mintmark token get ${issuer} --client-id first-client`;
  try {
    const got = await shell.atTerminal(line, `${secret}\n`);
    assertMatch(got.screen, /of the client: \s+eyJ[\w.-]+\s*$/);
    assertEquals([got.code, got.screen.includes(secret)], [0, false]);
    const none = await shell.atTerminal(line, "\x03");
    assertStringIncludes(none.screen, "MINTMARK_CLIENT_SECRET is not set");
    assertEquals(none.code, 2);
  } finally {
    io.send("SIGTERM");
    await code;
  }
}

Deno.test({
  name: "a question on Deno: Ctrl+C is a no, and ends the command",
  // The full run asks more.
  ignore: IS_FULL || !hasTerminals(),
  fn: () => asks(FROM_SOURCE, NO.slice(0, 1)),
});

Deno.test({
  name:
    "a question: nothing but a yes is one, and everything ends the command, on every runtime",
  ignore: !IS_FULL || !hasTerminals(),
  async fn(t) {
    await using project = await packedProject();
    const main =
      `${project.directory}/node_modules/@mintmark/oauth/src/cli/main.js`;
    const node24 = (await run(
      project.directory,
      ...["npx", "--yes", "--package", "node@24", "--call"] as const,
      "node -p process.execPath",
    )).trim();
    const programs: Readonly<Record<string, readonly string[]>> = {
      "Deno": FROM_SOURCE,
      "Bun": [await findBun(), main],
      "Node 24": [node24, main],
    };
    for (const [runtime, program] of Object.entries(programs)) {
      await t.step(runtime, () => asks(program, NO));
      await t.step(`${runtime}: a secret is not shown`, () => hides(program));
    }
  },
});

Deno.test({
  name:
    "a question that nobody can be asked is a refusal, whatever is piped into it",
  ignore: !IS_FULL || Deno.build.os === "windows",
  async fn() {
    await using shell = await withBackend(FROM_SOURCE);
    const before = await clientsIn(shell);
    for (const input of ["n\n", "y\n", "yes\n", ""]) {
      const { code, out, error } = await shell.run(REMOVE, { input });
      assertEquals([code, out], [2, ""]);
      assertStringIncludes(error, "--yes says that it is meant");
      assertEquals(await clientsIn(shell), before);
    }
    assertEquals((await shell.run(`${REMOVE} --yes`)).code, 0);
    assertEquals(await clientsIn(shell), "");
  },
});
