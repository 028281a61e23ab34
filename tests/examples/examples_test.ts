// Every example, started as a stranger would: in a project with the packed
// package from npm, on the runtime it is for, asked over a socket.

import { assert, assertEquals } from "@std/assert";
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from "jose";
import { rawBasic } from "../fixtures.ts";
import { freePort, Program } from "./program.ts";
import { npmRuntime, type Obtained, testOn } from "./project.ts";
import "./worker_cases.ts";
import "./worker_key_set_cases.ts";
import "./workload_cases.ts";

const bun = await npmRuntime("bun@1.4.5");
const node = await npmRuntime("node@24");
const deno: Obtained<string> = { value: Deno.execPath() };

const DENO_RUN = ["run", "--allow-net", "--allow-env"];
const CLIENT_CREDENTIALS = { grant_type: "client_credentials" };

/** An example that takes `PORT` and knows the how-to's client. */
interface Example {
  readonly runtime: Obtained<string>;
  readonly args: readonly string[];
  /** What is asked of it besides a token. */
  readonly also?: (origin: string) => Promise<void>;
}

const EXAMPLES: readonly Example[] = [
  { runtime: bun, args: ["bun.ts"] },
  { runtime: node, args: ["node.ts"] },
  { runtime: deno, args: [...DENO_RUN, "hono.ts"], also: greets },
  { runtime: node, args: ["express.ts"], also: parsesOtherForms },
  { runtime: node, args: ["express.ts", "--parser-first"] },
  { runtime: node, args: ["fastify.ts"], also: greets },
];

for (const { runtime, args, also } of EXAMPLES) {
  const name = args.filter((arg) => !DENO_RUN.includes(arg)).join(" ");
  testOn(
    `examples/${name}: serves tokens, keys and metadata, and ends on SIGTERM`,
    runtime,
    async (command, directory) => {
      const port = freePort();
      const origin = `http://localhost:${port}`;
      await using program = await Program.start({
        command,
        args,
        cwd: directory,
        env: { PORT: String(port) },
      });
      const claims = await verifiedToken(origin, CLIENT_CREDENTIALS);
      assertEquals(claims.sub, "test-client");
      assertEquals(claims.exp! - claims.iat!, 30 * 60);
      await refusesRepeatedParameters(origin);
      await also?.(origin);
      assertEquals((await program.stop()).success, true, program.output);
    },
  );
}

testOn(
  "examples/custom_grant.ts: a grant with a client and one without",
  deno,
  async (command, directory) => {
    const port = freePort();
    const origin = `http://localhost:${port}`;
    await using program = await Program.start({
      command,
      args: [...DENO_RUN, "custom_grant.ts"],
      cwd: directory,
      env: { PORT: String(port) },
    });
    const ofJob = await verifiedToken(origin, {
      grant_type: "urn:example:grant-type:job",
      job: "4711",
      scope: "artifacts.read",
    });
    assertEquals(ofJob.sub, "job:4711");
    assertEquals(ofJob.client_id, "test-client");
    assertEquals(ofJob.scope, "artifacts.read");

    const voucher = {
      grant_type: "urn:example:grant-type:voucher",
      voucher: "2f8b-91c4",
      scope: "telemetry",
    };
    const ofDevice = await verifiedToken(origin, voucher, {});
    assertEquals(ofDevice.sub, "device:7");
    assertEquals(ofDevice.client_id, "devices");

    for (
      const [form, headers, error] of [
        [{ ...voucher, voucher: "guessed" }, {}, "invalid_grant"],
        [{ grant_type: "urn:example:grant-type:voucher" }, {}, "invalid_grant"],
        [{ grant_type: "urn:example:grant-type:job" }, {}, "invalid_client"],
      ] as const
    ) {
      const response = await ask(origin, form, headers);
      assertEquals((await response.json()).error, error);
    }
    assertEquals((await program.stop()).success, true, program.output);
  },
);

testOn(
  "examples/private_key_jwt.ts: a client without a secret gets a token",
  deno,
  async (command, directory) => {
    const port = freePort();
    await using program = await Program.start({
      command,
      args: [...DENO_RUN, "private_key_jwt.ts"],
      cwd: directory,
      env: { PORT: String(port) },
      ready: "a token for 3600 seconds, with the scope orders.read\n",
    });
    const origin = `http://localhost:${port}`;
    const refused = await ask(origin, CLIENT_CREDENTIALS);
    assertEquals(refused.status, 401);
    await refused.body?.cancel();
    assertEquals((await program.stop()).success, true, program.output);
  },
);

testOn(
  "examples/mcp.ts: a client that knows the URL of the tools calls one",
  deno,
  async (command, directory) => {
    const port = freePort();
    await using program = await Program.start({
      command,
      args: [...DENO_RUN, "mcp.ts"],
      cwd: directory,
      env: { PORT: String(port) },
    });
    assert(program.output.includes("Hello, test-client."), program.output);
    const refused = await fetch(`http://localhost:${port}/mcp`);
    assertEquals(refused.status, 401);
    assertEquals((await program.stop()).success, true, program.output);
  },
);

testOn(
  "examples/resource_server.ts: lets in who has a token of server.ts, as far as it goes",
  deno,
  async (command, directory) => {
    const [issuer, api] = [freePort(), freePort()]
      .map((port) => `http://localhost:${port}`) as [string, string];
    const start = (name: string, origin: string) =>
      Program.start({
        command,
        args: [...DENO_RUN, name],
        cwd: directory,
        env: { PORT: new URL(origin).port, ISSUER: issuer },
      });
    await using _server = await start("server.ts", issuer);
    await using program = await start("resource_server.ts", api);
    const token = await ask(issuer, CLIENT_CREDENTIALS);
    const { access_token } = await token.json();
    const headers = { authorization: `Bearer ${access_token}` };
    const answers = [
      await fetch(`${api}/orders`),
      await fetch(`${api}/orders`, { headers }),
      await fetch(`${api}/orders`, { headers, method: "POST", body: "coffee" }),
    ];
    assertEquals(answers.map(({ status }) => status), [401, 200, 403]);
    const [, list] = await Promise.all(answers.map((answer) => answer.text()));
    assertEquals(JSON.parse(list!), {
      client_id: "test-client",
      orders: ["tea"],
    });
    assertEquals((await program.stop()).success, true, program.output);
  },
);

Deno.test("every example has at most 60 lines", async () => {
  const directory = new URL("../../examples/", import.meta.url);
  for await (const { name } of Deno.readDir(directory)) {
    const text = await Deno.readTextFile(new URL(name, directory));
    const lines = text.trimEnd().split("\n").length;
    assert(lines <= 60, `${name} has ${lines} lines`);
  }
});

function ask(
  origin: string,
  form: Readonly<Record<string, string>> | string[][],
  headers: Readonly<Record<string, string>> = {
    authorization: rawBasic("test-client:foobar"),
  },
): Promise<Response> {
  return fetch(`${origin}/token`, {
    method: "POST",
    headers,
    body: new URLSearchParams(form),
  });
}

/** Finds everything by the issuer, as clients do, and verifies a token. */
async function verifiedToken(
  issuer: string,
  form: Readonly<Record<string, string>>,
  headers?: Readonly<Record<string, string>>,
): Promise<JWTPayload> {
  const metadata = await (await fetch(
    `${issuer}/.well-known/oauth-authorization-server`,
  )).json();
  assertEquals(metadata.issuer, issuer);
  assertEquals(metadata.token_endpoint, `${issuer}/token`);
  const response = await ask(issuer, form, headers);
  assertEquals(response.status, 200);
  const { access_token } = await response.json();
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const { payload } = await jwtVerify(access_token, keys, {
    issuer,
    typ: "at+jwt",
  });
  return payload;
}

/** What a parser in front would hide (RFC 6749 §3.2). */
async function refusesRepeatedParameters(origin: string): Promise<void> {
  const response = await ask(origin, [
    ["grant_type", "client_credentials"],
    ["grant_type", "client_credentials"],
  ]);
  assertEquals(response.status, 400);
  assertEquals((await response.json()).error, "invalid_request");
}

async function greets(origin: string): Promise<void> {
  const response = await fetch(`${origin}/`);
  assertEquals(await response.text(), "Hello.");
}

async function parsesOtherForms(origin: string): Promise<void> {
  const response = await fetch(`${origin}/greet`, {
    method: "POST",
    body: new URLSearchParams({ name: "Ada" }),
  });
  assertEquals(await response.text(), "Hello, Ada.");
}
