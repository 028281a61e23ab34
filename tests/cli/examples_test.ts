// Every example of every --help, run by a shell in a prepared place, does what
// it says.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { generatePrivateKey, privateKeyPem } from "../../mod.ts";
import type { Command, Example } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { main } from "../../src/cli/main.ts";
import { freePort, Program } from "../program.ts";
import { IS_FULL } from "../scale.ts";
import { DOES, recordIn, SECRET, see } from "./example_effects.ts";
import { recordedIo, run } from "./recorded_io.ts";
import { hasTerminals, makeShell, type Shell } from "./shell.ts";

const API = "https://api.example.com/";

/** A workload of a platform, and its claims. */
const WORKLOAD = {
  issuer: "https://ci.example.com",
  audience: "https://as.example.com",
  claims: { sub: "project:shop" },
};
const CLAIMS = { iss: WORKLOAD.issuer, aud: WORKLOAD.audience };

/** Commands that print a new secret. */
const MAKES_SECRETS = ["client add", "client rotate-secret"];

Deno.test("examples of the help: what is looked for is said of examples that there are", () => {
  const lines = new Set(
    COMMANDS.flatMap(({ examples }) => examples.map(({ line }) => line)),
  );
  for (const line of Object.keys(DOES)) assert(lines.has(line), line);
});

for (const command of COMMANDS) {
  for (const example of withJson(command)) {
    Deno.test({
      name: `example of the help: ${example.line}`,
      // A process for each.
      ignore: !IS_FULL || Deno.build.os === "windows",
      fn: () =>
        command.name === "serve" ? serves(example) : does(command, example),
    });
  }
}

/** The examples, and where there is `--json`, one with it. */
function withJson({ examples, options }: Command): readonly Example[] {
  const [first] = examples;
  if (first === undefined || !("json" in options)) return examples;
  if (examples.some(({ line }) => line.includes("--json"))) return examples;
  return [...examples, { ...first, line: `${first.line} --json` }];
}

/** Runs an example, and looks at what it has done. */
async function does({ name }: Command, { line }: Example): Promise<void> {
  const port = freePort();
  const isConfigured = line.includes("mintmark.json") ||
    /^(key |explain$)/.test(name);
  await using shell = await makeShell(
    undefined,
    isConfigured ? configured(port) : undefined,
  );
  const needsService = /localhost:8080|token\.txt/.test(line);
  await using service = needsService
    ? await startService(shell, port)
    : undefined;
  const known = service?.secret ?? await prepare(shell, name);
  const before = await recordIn(shell);
  const keys = await see(shell, "key list --json");
  const kid = /"kid":"([^"]+)","alg":"ES256"/.exec(keys.out)?.[1] ?? "";
  const here = line.replaceAll("8080", String(port)).replace("Q2rV…", kid);
  const environment = { MINTMARK_CLIENT_SECRET: known };

  let ran = await shell.run(here, { environment });
  if (ran.error.includes("--yes says that it is meant")) {
    assertEquals(ran.code, 2);
    if (hasTerminals()) {
      const { code, screen } = await shell.atTerminal(here, "n\n");
      assertStringIncludes(screen, "nothing was ");
      assertEquals(code, 1);
    }
    assertEquals(await recordIn(shell), before);
    assertEquals(await see(shell, "key list --json"), keys);
    ran = await shell.run(`${here} --yes`, { environment });
  }

  assertEquals(ran.code, 0, `${line}: ${ran.error}`);
  assertEquals(ran.error.match(SECRET), null);
  assert(!ran.out.includes(known), "a secret from before");
  if (!MAKES_SECRETS.includes(name)) assertEquals(ran.out.match(SECRET), null);
  assert(!/^ +at /m.test(ran.error), ran.error);
  if (line.includes("--json")) {
    assert(ran.out.split("\n").every(isObject), ran.out);
  }
  await DOES[line]?.({ shell, ran, before, kid });
}

/** What is in mintmark.json: all that an example may speak of. */
function configured(port: number) {
  return {
    issuer: `http://localhost:${port}`,
    listen: { port },
    resources: [{ resource: API, scope: "orders.read", alg: "RS256" }],
    trustedIssuers: {
      rules: [{
        ...WORKLOAD,
        client_id: "workload",
        resources: [API],
        default_resource: API,
      }],
    },
  };
}

/** Whether a line is JSON for programs. */
function isObject(line: string): boolean {
  const value: unknown = JSON.parse(line);
  return typeof value === "object" && value !== null;
}

/** The files, the keys and the client that examples are about. */
async function prepare(shell: Shell, name: string): Promise<string> {
  const write = (file: string, text: string) =>
    Deno.writeTextFile(join(shell.directory, file), text);
  const { public_jwk, private_jwk } = await generatePrivateKey("ES256");
  await write("public.jwk", JSON.stringify(public_jwk));
  await write("private.pem", await privateKeyPem(private_jwk));
  const other = await generatePrivateKey("RS256");
  await write("private.jwk", JSON.stringify(other.private_jwk));
  await write("secret.txt", "correct horse battery staple\n");
  await write("cluster.json", JSON.stringify(WORKLOAD));
  await write(
    "workload.json",
    JSON.stringify({ ...CLAIMS, ...WORKLOAD.claims }),
  );
  await write("clients.jsonl", '{"client_id":"other"}\n');
  // The keys are from two days ago, so that each has a successor.
  const now = () => Date.now() / 1_000 - 2 * 86_400;
  const { directory } = shell;
  const ready = await run(["check", "--connect"], { directory, now });
  assertEquals(ready.code, 0, ready.error);
  if (name === "client add") return "correct horse battery staple";
  const rights = name === "explain"
    ? ` --scope orders.read --resource ${API}`
    : "";
  const { out: secret } = await see(shell, `client add backend${rights}`);
  if (name === "client edit") await see(shell, "client disable backend");
  return secret;
}

/** Runs the service in this process, and writes a token of its first client. */
async function startService(shell: Shell, port: number) {
  const io = recordedIo(shell);
  const code = main(["serve", "--port", String(port)], io);
  await Promise.race([io.wrote("  curl "), code]);
  const [secret = ""] = io.printed.join("\n").match(SECRET) ?? [];
  const { out } = await run(
    [
      ...["token", "get", `http://localhost:${port}`],
      ...["--client-id", "first-client"],
    ],
    { environment: { MINTMARK_CLIENT_SECRET: secret } },
  );
  await Deno.writeTextFile(join(shell.directory, "token.txt"), `${out}\n`);
  return {
    secret,
    async [Symbol.asyncDispose]() {
      io.send("SIGTERM");
      assertEquals(await code, 0);
    },
  };
}

/** Starts an example of `serve`, on a port of its own, and ends it. */
async function serves({ line }: Example): Promise<void> {
  const port = freePort();
  const isConfigured = line.includes("mintmark.json");
  await using shell = await makeShell(
    undefined,
    isConfigured ? configured(port) : undefined,
  );
  const onPort = line.replace(/ --port \d+/, "") +
    (isConfigured ? "" : ` --port ${port}`);
  await using program = new Program("sh", ["-c", `exec ${onPort}`], {
    cwd: shell.directory,
    env: shell.environment,
  });
  await program.prints(isConfigured ? "clients " : "  curl ");
  const hostname = line.includes("0.0.0.0") ? "0.0.0.0" : "127.0.0.1";
  assertEquals(
    program.stdout.split("\n")[0],
    `serving on http://${hostname}:${port}`,
  );
  assertEquals(program.stderr.match(SECRET), null);
  assertEquals(
    await Deno.stat(join(shell.directory, "mintmark.db")).then((it) =>
      it.isFile
    ),
    true,
  );
  program.signal("SIGTERM");
  assertEquals((await program.ended()).code, 0, program.stderr);
}
