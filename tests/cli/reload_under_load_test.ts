// The service as a process, under load, while its configuration is read again
// and until it ends: no request is dropped.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { generateClientSecret } from "../../mod.ts";
import { findBun } from "../package/bun.ts";
import { packedProject } from "../package/packed_project.ts";
import { freePort, Program } from "../program.ts";
import { npx } from "../runtimes/npm.ts";
import { IS_FULL } from "../scale.ts";
import { makePlace } from "./place.ts";

const MAIN = fileURLToPath(import.meta.resolve("../../src/cli/main.ts"));

/** Requests under way at once. */
const CLIENTS = 16;

const RELOADS = 5;

const pause = (milliseconds: number) =>
  new Promise<void>((resume) => setTimeout(resume, milliseconds));

Deno.test({
  name: "mintmark serve under load: reloads and ends without a dropped request",
  ignore: !IS_FULL,
  async fn(t) {
    await using project = await packedProject();
    const { directory } = project;
    const main = `${directory}/node_modules/@mintmark/oauth/src/cli/main.js`;
    const node = await Deno.realPath(
      await npx("node@24", "command -v node"),
    );
    const runtimes: Readonly<Record<string, readonly string[]>> = {
      "Deno": [Deno.execPath(), "run", "--frozen", "--allow-all", MAIN],
      "Bun": [await findBun(), main],
      "Node 24": [node, main],
    };
    for (const [runtime, command] of Object.entries(runtimes)) {
      await t.step(runtime, () => underLoad(command));
    }
  },
});

async function underLoad([executable = "", ...args]: readonly string[]) {
  const { secret } = generateClientSecret();
  const [port, metricsPort] = [freePort(), freePort()];
  await using place = await makePlace({
    issuer: "http://localhost:8080",
    storage: "sqlite:./mintmark.db",
    metrics: { port: metricsPort },
    health: { unreadyMilliseconds: 1_000 },
    clients: [{
      client_id: "a",
      client_secrets: [{ secret }],
      grant_types: ["client_credentials"],
    }],
  });
  await using program = new Program(
    executable,
    [...args, "serve", "--port", String(port)],
    { cwd: place.directory },
  );
  await program.prints("clients ");

  const statuses: unknown[] = [];
  let isReady = true;
  const client = async () => {
    while (isReady) {
      statuses.push(await askToken(port, secret).catch(String));
    }
  };
  const asking = Promise.all(Array.from({ length: CLIENTS }, client));
  for (let times = 1; times <= RELOADS; times++) {
    program.signal("SIGHUP");
    const latest = Date.now() + 20_000;
    while (program.stderr.split("was read again").length <= times) {
      assert(Date.now() < latest, program.stderr.slice(-1_000));
      await pause(20);
    }
  }
  const before = statuses.length;
  const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  const text = await metrics.text();

  program.signal("SIGTERM");
  // What a balancer does: it sends no more once it has seen the answer.
  while (isReady) {
    const ready = await fetch(`http://127.0.0.1:${port}/ready`);
    await ready.body?.cancel();
    if (ready.status === 503) isReady = false;
    else await pause(20);
  }
  await asking;
  const { code } = await program.ended();

  assertEquals(code, 0, program.stderr.slice(-1_000));
  assertEquals(statuses.filter((status) => status !== 200), []);
  assert(statuses.length > 100, `${statuses.length} answers`);
  const issued = /^mintmark_token_requests_total\{outcome="issued".*\} (\d+)$/m
    .exec(text)?.[1];
  assert(Number(issued) >= before - CLIENTS, `${issued} of ${before}`);
  assertStringIncludes(text, "\nmintmark_ready 1\n");
}

async function askToken(port: number, client_secret: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "a",
      client_secret,
    }),
  });
  await response.body?.cancel();
  return response.status;
}
