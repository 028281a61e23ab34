// The lines of README.md that show the service, typed into a shell in an empty
// directory by somebody who has a clone, Node and npm.

import { assert, assertEquals, assertMatch } from "@std/assert";
import postgres from "postgres";
import { fileURLToPath } from "node:url";
import { freePort, Program } from "../program.ts";
import { isAsSaid } from "../readme/commands.ts";
import { serviceCommands, serviceExample } from "../readme/service_commands.ts";
import { IS_FULL } from "../scale.ts";
import { makePlace } from "./place.ts";

const CLONE = fileURLToPath(new URL("../../", import.meta.url));
const COMMANDS = await serviceCommands();
const ALIAS = COMMANDS.find(({ text }) => text.startsWith("alias "))!.text;
const EXAMPLE = await serviceExample();
const SECRET = /mintmark_[0-9A-Za-z]{49}/g;

/** The line of README.md that goes on until it is ended. */
const SERVES = /\bmintmark serve\b/;

Deno.test({
  name:
    "README.md: the lines that show the service, in a shell and an empty directory",
  ignore: !IS_FULL || Deno.build.os === "windows",
  async fn(t) {
    await using place = await makePlace();
    const url = Deno.env.get("POSTGRES_URL") ?? "";
    await using database = url === "" ? undefined : await databaseIn(url);
    await using running = new AsyncDisposableStack();
    const ports = { "8080": freePort(), "8081": freePort() };
    const onPorts = (text: string) =>
      text.replace(
        /808[01]/g,
        (port) => `${ports[port as keyof typeof ports]}`,
      );
    const environment = {
      PLACE: place.directory,
      POSTGRES_URL: database?.url ?? "",
      REPORTS_SECRET: "correct horse battery staple",
    };
    let secret = "";

    for (const { line, text, output } of COMMANDS) {
      const isSkipped = database === undefined && text.includes("postgres");
      await t.step({
        name: `line ${line}: ${text}${
          isSkipped ? ": skipped, since POSTGRES_URL is not set" : ""
        }`,
        ignore: isSkipped,
        async fn() {
          if (text.startsWith("mintmark check")) await place.write(EXAMPLE);
          // The one line that leaves the port to be the usual one.
          const typed = text.replace(/^mintmark serve$/, "$& --port 8080")
            .replace("mintmark_…", secret);
          const program = running.use(
            new Program("sh", ["-c", inShell(onPorts(typed))], {
              cwd: CLONE,
              env: environment,
              isGroup: true,
            }),
          );
          const said = onPorts(output).trimEnd();
          if (SERVES.test(text)) {
            await program.prints(said.split("\n").at(-1)!.split("…")[0]!);
            if (said.includes("try it:")) await tries(program.stdout);
          } else {
            assertEquals((await program.ended()).code, 0, program.stdout);
          }
          assert(isAsSaid(program.stdout, said), program.stdout);
          secret = program.stdout.match(SECRET)?.at(-1) ?? secret;
        },
      });
    }
  },
});

/** Types the line that the service says to try. */
async function tries(printed: string): Promise<void> {
  const line = printed.split("try it:\n")[1]!.trim();
  await using program = new Program("sh", ["-c", line]);
  await program.ended();
  assertMatch(program.stdout, /"token_type":"bearer"\}$/);
}

/** A terminal that has the alias of the clone, in the empty directory. */
function inShell(line: string): string {
  const lines = line === ALIAS ? [line] : [ALIAS, 'cd "$PLACE"', line];
  return ["exec 2>&1", ...lines].join("\n");
}

/** A database of its own, since the schema is always the same. */
async function databaseIn(url: string) {
  const name = `mintmark_readme_${crypto.randomUUID().slice(0, 8)}`;
  const ask = async (text: string) => {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql.unsafe(text);
    await sql.end();
  };
  await ask(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    [Symbol.asyncDispose]: () => ask(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}
