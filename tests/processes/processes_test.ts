// Several processes on one port of one machine, which share nothing but a file.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { createLocalJWKSet, type JWK, jwtVerify, SignJWT } from "jose";
import { generatePrivateKey } from "@mintmark/oauth";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { findBun } from "../package/bun.ts";
import {
  type PackedProject,
  packedProject,
} from "../package/packed_project.ts";
import { freePort, Program } from "../program.ts";
import { npx } from "../runtimes/npm.ts";
import { IS_FULL } from "../scale.ts";

const DIRECTORY = new URL("./", import.meta.url);

const { kid, private_jwk, public_jwk } = await generatePrivateKey("ES256");

/** Programs that serve together on one port. */
type Start = (
  project: PackedProject,
  env: Readonly<Record<string, string>>,
) => Promise<readonly Program[]>;

const WAYS: Readonly<Record<string, Start>> = {
  "deno serve --parallel": (_, env) =>
    Promise.resolve([
      new Program(Deno.execPath(), [
        ...["serve", "--quiet", "--parallel", "--allow-all", "--no-check"],
        ...["--host", "127.0.0.1", "--port", env["PORT"]!],
        new URL("deno_parallel.ts", DIRECTORY).href,
      ], { env: { ...env, DENO_JOBS: "3" } }),
    ]),
  "Bun with reusePort": async ({ directory }, env) => {
    const bun = await findBun();
    return [1, 2, 3].map(() =>
      new Program(bun, ["bun_reuse_port.ts"], { cwd: directory, env })
    );
  },
  "Node 24 with a cluster": async ({ directory }, env) => {
    const node = await npx("node@24", "command -v node");
    return [
      new Program(await Deno.realPath(node), ["node_cluster.ts"], {
        cwd: directory,
        env,
      }),
    ];
  },
};

Deno.test({
  name: "several processes on one port share a store and its keys",
  ignore: !IS_FULL,
  async fn(t) {
    await using project = await packedProject();
    for await (const { name } of Deno.readDir(DIRECTORY)) {
      await Deno.copyFile(
        new URL(name, DIRECTORY),
        `${project.directory}/${name}`,
      );
    }
    for (const [name, start] of Object.entries(WAYS)) {
      await t.step(name, async () => {
        const port = freePort();
        const file = `${project.directory}/${port}.db`;
        await register(file);
        const env = { PORT: String(port), FILE: file };
        const programs = await start(project, env);
        try {
          for (const program of programs) await program.listensOn(port);
          await verifyAcross(port);
          await replayAcross(port);
        } finally {
          for (const program of programs) await program[Symbol.asyncDispose]();
        }
      });
    }
  },
});

async function register(file: string): Promise<void> {
  const storage = await sqliteStorage({ file });
  await storage.clients.put({
    client_id: "backend",
    jwks: { keys: [public_jwk] },
    grant_types: ["client_credentials"],
  });
  await storage.close();
}

/** Tokens of one process verify by the JWK Set that another one serves. */
async function verifyAcross(port: number): Promise<void> {
  const tokens = new Map<string, string>();
  const keySets = new Map<string, ReturnType<typeof createLocalJWKSet>>();
  const latest = Date.now() + 30_000;
  while (tokens.size < 2 || keySets.size < 2) {
    assert(Date.now() < latest, "one process answers everything");
    const token = await ask(port, "/token", await assertion(port));
    assertEquals(token.status, 200, JSON.stringify(token.body));
    tokens.set(token.instance, token.body["access_token"] as string);
    const jwks = await ask(port, "/jwks");
    const { keys } = jwks.body as { keys: [] };
    keySets.set(jwks.instance, createLocalJWKSet({ keys }));
  }
  let count = 0;
  for (const [issuing, token] of tokens) {
    for (const [publishing, keySet] of keySets) {
      if (publishing === issuing) continue;
      const { payload } = await jwtVerify(token, keySet, {
        issuer: `http://127.0.0.1:${port}`,
        audience: "https://api.example.com/",
      });
      assertEquals(payload.sub, "backend");
      count++;
    }
  }
  assertNotEquals(count, 0);
}

/** One assertion, sent many times at once, counts once over all processes. */
async function replayAcross(port: number): Promise<void> {
  const asked = new Set<string>();
  for (let round = 0; round < 5 || asked.size < 2; round++) {
    assert(round < 50, "one process answers everything");
    const form = await assertion(port);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => ask(port, "/token", form)),
    );
    for (const { instance } of answers) asked.add(instance);
    const statuses = answers.map(({ status }) => status).sort();
    assertEquals(statuses, [200, ...new Array(11).fill(401)]);
  }
}

/** The form of a token request with an assertion that was never used. */
async function assertion(port: number): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1_000);
  return {
    grant_type: "client_credentials",
    client_assertion_type:
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await new SignJWT({
      iss: "backend",
      sub: "backend",
      aud: `http://127.0.0.1:${port}`,
      jti: crypto.randomUUID(),
      iat: now,
      exp: now + 60,
    }).setProtectedHeader({ alg: "ES256", kid }).sign(
      private_jwk as JWK,
    ),
  };
}

/** Asks over a connection of its own, which any of the processes may get. */
async function ask(
  port: number,
  path: string,
  form?: Readonly<Record<string, string>>,
) {
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    ...(form && { method: "POST", body: new URLSearchParams(form) }),
    client,
  });
  return {
    status: response.status,
    instance: response.headers.get("x-instance") ?? "",
    body: await response.json() as Record<string, unknown>,
  };
}
