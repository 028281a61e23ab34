// Every command as a process: its help, its exit codes, and what a client and
// its secrets go through from the first to the last.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Command } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { helpOf } from "../../src/cli/help.ts";
import { findBun } from "../package/bun.ts";
import { packedProject, run } from "../package/packed_project.ts";
import { freePort, Program } from "../program.ts";
import { IS_FULL } from "../scale.ts";
import { FROM_SOURCE, makeShell, type Shell } from "./shell.ts";

const LONG = { ignore: !IS_FULL || Deno.build.os === "windows" };

/** A token, and secrets that were made. */
const CREDENTIAL = /eyJ[\w-]+\.[\w-]+\.[\w-]+|mintmark_[0-9A-Za-z]{49}/g;

for (const command of COMMANDS) {
  Deno.test({
    ...LONG,
    name:
      `process: ${command.name} has a help, ends with 2 where it was called wrongly, and with 1 where it fails`,
    async fn() {
      await using shell = await makeShell();
      assertEquals(await shell.run(`mintmark ${command.name} --help`), {
        code: 0,
        out: helpOf(command),
        error: "",
      });
      const wrong = await shell.run(
        `mintmark ${command.name} --no-such-option`,
      );
      assertEquals([wrong.code, wrong.out], [2, ""]);
      assertStringIncludes(wrong.error, "there is no option --no-such-option");
      const line = failing(command);
      if (line === undefined) return;
      const failed = await shell.run(line, { input: "no token" });
      assertEquals([failed.code, failed.out], [1, ""], line);
      assert(/^[^\n]+$/.test(failed.error), failed.error);
    },
  });
}

/** A line that is right, and cannot be done. */
function failing({ name, options, positionals = [] }: Command) {
  const given = positionals.filter((one) => !one.startsWith("["))
    .map((one) => one === "issuer" ? "http://127.0.0.1:9" : "x");
  const line = ["mintmark", name, ...given].join(" ");
  if ("config" in options) return `${line} --config missing.json`;
  if ("client-id" in options) return `${line} --client-id x`;
  if ("audience" in options) return `${line} --audience x`;
  return name === "token decode" ? line : undefined;
}

Deno.test({
  ...LONG,
  name: "process, Deno: a client and its secrets from the first to the last",
  fn: () => lifeOfClient(FROM_SOURCE),
});

Deno.test({
  ...LONG,
  name: "process of the packed package: a client and its secrets",
  async fn(t) {
    await using project = await packedProject();
    const { directory } = project;
    const main = `${directory}/node_modules/@mintmark/oauth/src/cli/main.js`;
    await t.step("Bun", async () => lifeOfClient([await findBun(), main]));
    for (const version of ["20", "22", "24"]) {
      const node = (await run(
        directory,
        ...["npx", "--yes", "--package", `node@${version}`, "--call"] as const,
        "node -p process.execPath",
      )).trim();
      await t.step(
        `Node ${version}, npx --package finds the command`,
        async () => {
          const printed = await run(
            directory,
            ...["npx", "--yes", "--package", `node@${version}`] as const,
            ...["--package", "./package.tgz", "--call"],
            "node --version && mintmark --help",
          );
          assert(printed.startsWith(`v${version}.`), printed);
          assertStringIncludes(printed, "\nUsage: mintmark <command>");
        },
      );
      await t.step(
        `Node ${version}`,
        () =>
          version === "20"
            ? withoutSqlite([node, main])
            : lifeOfClient([node, main]),
      );
    }
  },
});

/** Node 20 has no SQLite, which is told in a sentence. */
async function withoutSqlite(program: readonly string[]): Promise<void> {
  await using shell = await makeShell(program);
  const { code, out, error } = await shell.run("mintmark client list");
  assertEquals([code, out], [1, ""]);
  assertStringIncludes(error, "use Node 22.13 or later, Deno or Bun");
  assertEquals(error.split("\n").length, 1);
}

async function lifeOfClient(program: readonly string[]): Promise<void> {
  await using shell = await makeShell(program, {});
  const port = freePort();
  const issuer = `http://localhost:${port}`;
  await shell.write({
    issuer,
    listen: { port },
    metrics: { port: freePort() },
  });
  /** All that was said and printed where no credential may be. */
  const said: string[] = [];
  const quietly = async (line: string, secret = ""): Promise<string> => {
    const { code, out, error } = await shell.run(`mintmark ${line}`, {
      environment: { MINTMARK_CLIENT_SECRET: secret },
    });
    assertEquals(code, 0, error);
    said.push(out, error);
    return out;
  };
  const secret = await secretOf(shell, "client add backend --scope a");
  const json = await secretOf(shell, "client rotate-secret backend --json");
  const { client_secret, client_id } = JSON.parse(json);
  assertEquals(client_id, "backend");

  await using service = new Program("sh", ["-c", "exec mintmark serve"], {
    cwd: shell.directory,
    env: shell.environment,
  });
  await service.prints("clients 1 (found)");
  for (const good of [secret, client_secret]) {
    const { out: token, error } = await shell.run(
      `mintmark token get ${issuer} --client-id backend --scope a`,
      { input: `${good}\n` },
    );
    said.push(error);
    const verified = await shell.run(
      `mintmark token verify ${issuer} --audience ${issuer}`,
      { input: token },
    );
    said.push(verified.out, verified.error);
    assertEquals(JSON.parse(verified.out).scope, "a");
  }
  const wrong = client_secret.slice(0, -1) + "!";
  const refused = await shell.run(
    `mintmark token get ${issuer} --client-id backend`,
    { environment: { MINTMARK_CLIENT_SECRET: wrong } },
  );
  assertEquals([refused.code, refused.out], [1, ""]);
  said.push(refused.error);

  await quietly("client list");
  await quietly("client list --json");
  await quietly("client show backend");
  await quietly("client export");
  await quietly("key list --json");
  await quietly("check --connect --json");
  await quietly("client disable backend");
  await quietly("client remove backend --yes");
  assertEquals(await quietly("client list"), "");
  service.signal("SIGTERM");
  assertEquals((await service.ended()).code, 0, service.stderr);
  assertStringIncludes(service.stderr, '"type":"refused"');
  said.push(service.stdout, service.stderr);

  const all = said.join("\n");
  assertEquals(all.match(CREDENTIAL), null);
  for (const one of [secret, client_secret, wrong]) assert(!all.includes(one));
}

/** Runs a command that prints a secret: once, and not on standard error. */
async function secretOf(shell: Shell, line: string): Promise<string> {
  const { code, out, error } = await shell.run(`mintmark ${line}`);
  assertEquals(code, 0, error);
  assertEquals([out.match(CREDENTIAL)?.length, error.match(CREDENTIAL)], [
    1,
    null,
  ]);
  return out;
}
