/** The command line, as an operator meets it after a night. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { generateClientSecret } from "@mintmark/oauth";
import { freePort, Program } from "../program.ts";
import { IS_FULL } from "../scale.ts";
import { OPEN } from "./drivers.ts";
import { Link } from "./link.ts";
import { onOwnEngine, type OwnEngine, ownPostgres } from "./own_engines.ts";

/** How often a service is killed and started again. */
const KILLS = 5;

/** How long a service may take to end while its engine says nothing. */
const ENDING_MILLISECONDS = 15_000;

const MAIN = new URL("../../src/cli/main.ts", import.meta.url);
const CONFIG = new URL("../../deno.json", import.meta.url);

/** A service in a directory. */
async function serve(cwd: string, ...args: string[]): Promise<Program> {
  const program = new Program(Deno.execPath(), [
    ...["run", "--quiet", "--allow-all", "--no-check"],
    ...["--config", CONFIG.pathname, MAIN.href, "serve", ...args],
  ], { cwd });
  await program.prints("\nclient");
  return program;
}

/** Asks for a token. @returns It, or the status of the refusal. */
async function token(
  port: number,
  client_id: string,
  client_secret: string,
): Promise<string | number> {
  const response = await fetch(`http://127.0.0.1:${port}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id,
      client_secret,
    }),
  });
  const { access_token } = await response.json();
  return response.status === 200 ? access_token : response.status;
}

/** Verifies tokens with what a service publishes. */
async function assertVerify(
  port: number,
  tokens: readonly (string | number)[],
): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/jwks`);
  const keys = createLocalJWKSet(await response.json());
  for (const one of tokens) await jwtVerify(String(one), keys);
}

const kidOf = (token: string | number) =>
  decodeProtectedHeader(String(token)).kid;

async function inDirectory(
  work: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-serve-" });
  try {
    await work(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test({
  name:
    `mintmark serve without a configuration, killed ${KILLS} times: the client and the key of the first start are there, and its tokens verify`,
  ignore: !IS_FULL,
  fn: () =>
    inDirectory(async (directory) => {
      const port = freePort();
      const start = () => serve(directory, "--port", String(port));
      let program = await start();
      try {
        const secret = /\n {2}(mintmark_\w+)\n/.exec(program.stdout)?.[1] ?? "";
        const tokens = [await token(port, "first-client", secret)];
        for (let kill = 0; kill < KILLS; kill++) {
          program.signal("SIGKILL");
          await program.ended();
          program = await start();
          assertMatch(program.stdout, /key \S+ \(found\)\nclients 1 \(found\)/);
          tokens.push(await token(port, "first-client", secret));
          await assertVerify(port, tokens);
        }
        assertEquals(new Set(tokens.map(kidOf)).size, 1);
        program.signal("SIGTERM");
        assertEquals((await program.ended()).code, 0);
      } finally {
        await program[Symbol.asyncDispose]();
      }
    }),
});

const OVER_POSTGRES =
  "two mintmark serve over one Postgres, one of which is killed: one key, one registry; while Postgres is silent known clients get tokens, and both can be ended";

onOwnEngine("postgres", OVER_POSTGRES, (ignore) =>
  Deno.test({
    name: OVER_POSTGRES,
    ignore,
    fn: () =>
      inDirectory(async (directory) => {
        await using engine = await ownPostgres();
        await engine.start();
        await overPostgres(directory, engine);
      }),
  }));

async function overPostgres(
  directory: string,
  engine: OwnEngine,
): Promise<void> {
  await using link = new Link(engine.port);
  const configuration = {
    issuer: "https://as.example.com",
    storage: `postgres://postgres:hunter2@127.0.0.1:${link.port}/postgres`,
    wrappingKeys: ["PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0"],
    seamMilliseconds: 1_000,
  };
  await Deno.writeTextFile(
    `${directory}/mintmark.json`,
    JSON.stringify(configuration),
  );
  const ports = [freePort(), freePort()] as const;
  const start = (port: number) =>
    serve(directory, "--config", "mintmark.json", "--port", String(port));
  const programs = await Promise.all(ports.map(start));
  try {
    const { secret, hash } = generateClientSecret();
    const { storage, end } = await OPEN.pg(engine.port);
    const grant_types = ["client_credentials"];
    const client_secrets = [{ hash }];
    await storage.clients.put({
      client_id: "job",
      client_secrets,
      grant_types,
    });
    await end();
    const ask = () =>
      Promise.all(ports.map((port) => token(port, "job", secret)));
    const tokens = await ask();
    programs[0]!.signal("SIGKILL");
    await programs[0]!.ended();
    tokens.push(await token(ports[1], "job", secret));
    programs[0] = await start(ports[0]);
    assertMatch(programs[0].stdout, /key \S+ \(found\)\nclients 1 \(found\)/);
    tokens.push(...await ask());
    assertEquals(new Set(tokens.map(kidOf)).size, 1);
    for (const port of ports) await assertVerify(port, tokens);

    link.freeze();
    assertEquals((await ask()).map((one) => typeof one), ["string", "string"]);
    assertEquals(await token(ports[0], "nobody", "wrong"), 503);
    for (const program of programs) program.signal("SIGTERM");
    const from = performance.now();
    for (const program of programs) {
      assertEquals((await program.ended()).code, 0);
    }
    assert(performance.now() - from < ENDING_MILLISECONDS);
  } finally {
    for (const program of programs) await program[Symbol.asyncDispose]();
  }
}
