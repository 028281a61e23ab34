import { assertEquals, assertStringIncludes } from "@std/assert";
import { FORM, RawConnection } from "../adapters/raw_connection.ts";
import { findBun } from "../package/bun.ts";
import { packedProject, run } from "../package/packed_project.ts";
import { freePort, Program } from "../program.ts";
import { IS_FULL } from "../scale.ts";
import { makePlace } from "./place.ts";
import { FROM_SOURCE } from "./shell.ts";

/** What a shell gives a process that was ended by SIGTERM, and must not be. */
const DONE = 0;

const MISSING = [
  ["postgres://localhost/mintmark", "postgres"],
  ["redis://localhost", "@redis/client"],
] as const;

async function serveOnce(command: readonly string[]): Promise<void> {
  await using place = await makePlace();
  const port = freePort();
  const [executable = "", ...args] = command;
  await using program = new Program(
    executable,
    [...args, "serve", "--port", String(port)],
    { cwd: place.directory },
  );
  await program.prints("  curl ");
  const secret = /mintmark_\w+/.exec(program.stdout)?.[0] ?? "";
  const askToken = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "first-client",
        client_secret: secret,
      }),
    });
    return [response.status, (await response.json()).token_type];
  };

  assertEquals(await askToken(), [200, "bearer"]);
  program.signal("SIGHUP");
  const latest = Date.now() + 10_000;
  while (!program.stderr.includes("was read again") && Date.now() < latest) {
    assertEquals(await askToken(), [200, "bearer"]);
  }
  assertStringIncludes(program.stderr, "the configuration was read again");
  assertEquals(await askToken(), [200, "bearer"]);

  const begun = performance.now();
  program.signal("SIGTERM");
  const { code } = await program.ended();

  assertEquals(code, DONE, program.stderr);
  assertEquals(performance.now() - begun < 5_000, true, "it ends at once");
}

/** Ends while a request never does, once `drainMilliseconds` are over. */
async function endsWithin(command: readonly string[]): Promise<void> {
  const port = freePort();
  await using place = await makePlace({
    issuer: "https://as.example.com",
    storage: "memory",
    listen: { port, drainMilliseconds: 500 },
  });
  const [executable = "", ...args] = command;
  await using program = new Program(executable, [...args, "serve"], {
    cwd: place.directory,
  });
  await program.prints("clients ");
  using connection = await RawConnection.to(port);
  await connection.begin(FORM); // and nothing more
  const begun = performance.now();
  program.signal("SIGTERM");
  const { code } = await program.ended();
  assertEquals(code, DONE, program.stderr);
  const took = performance.now() - begun;
  assertEquals(took > 490 && took < 5_000, true, `${took} ms`);
}

Deno.test({
  name: "mintmark serve on Deno: serves, reloads and ends",
  // Windows has no SIGHUP.
  ignore: Deno.build.os === "windows",
  fn: () => serveOnce(FROM_SOURCE),
});

Deno.test({
  name: "mintmark on Deno: a reader that has seen enough is no failure",
  ignore: Deno.build.os === "windows",
  async fn() {
    const line = `${FROM_SOURCE.join(" ")} schema | head -n 1`;
    const { stdout, stderr } = await new Deno.Command("sh", {
      args: ["-c", line],
    }).output();
    const text = new TextDecoder();
    assertEquals([text.decode(stdout), text.decode(stderr)], ["{\n", ""]);
  },
});

Deno.test("mintmark on Deno: exit codes are those of the help", async () => {
  for (const [args, code] of [["--version", 0], ["srve", 2]] as const) {
    const [executable = "", ...rest] = FROM_SOURCE;
    const { code: ended } = await new Deno.Command(executable, {
      args: [...rest, args],
    }).output();
    assertEquals(ended, code, args);
  }
});

Deno.test({
  name: "mintmark of the packed package",
  // One runtime is in every run.
  ignore: !IS_FULL || Deno.build.os === "windows",
  async fn(t) {
    await using project = await packedProject();
    const { directory } = project;
    const main = `${directory}/node_modules/@mintmark/oauth/src/cli/main.js`;
    const node24 = (await run(
      directory,
      ...["npx", "--yes", "--package", "node@24", "--call"] as const,
      "node -p process.execPath",
    )).trim();
    const runtimes: Readonly<Record<string, readonly string[]>> = {
      "Deno": [Deno.execPath(), "run", "--allow-all", main],
      "Bun": [await findBun(), main],
      "Node 24": [node24, main],
    };

    for (const [runtime, command] of Object.entries(runtimes)) {
      await t.step(
        `serve on ${runtime}: serves, reloads and ends`,
        () => serveOnce(command),
      );
      await t.step(
        `serve on ${runtime}: a request that never ends does not hold up the end`,
        () => endsWithin(command),
      );
    }

    await t.step(
      "on Node, a driver that is missing is named with its package",
      async () => {
        for (const [storage, name] of MISSING) {
          await using place = await makePlace({
            issuer: "http://localhost:8080",
            storage,
          });
          const { code, stderr } = await new Deno.Command(node24, {
            args: [main, "check", "--connect"],
            cwd: place.directory,
          }).output();
          assertEquals(code, 1);
          assertEquals(
            new TextDecoder().decode(stderr),
            `mintmark.json: the storage ${storage} cannot be opened: it needs the package ${name}: npm install ${name}\n`,
          );
        }
      },
    );
  },
});
