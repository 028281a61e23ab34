import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { createLocalJWKSet, jwtVerify } from "jose";
import { RawConnection } from "../adapters/raw_connection.ts";
import { freePort, isListening, Program } from "../program.ts";

/** Windows ends a process that is sent a signal by another, whatever it does. */
const IGNORE_SIGNALS = Deno.build.os === "windows";

const EXAMPLE = new URL("../../examples/server.ts", import.meta.url);

/** The ways of starting the example; each gets the port as it should. */
const WAYS: Readonly<Record<string, (port: number) => readonly string[]>> = {
  "deno run --allow-net --allow-env": () => [
    "run",
    "--no-prompt",
    "--allow-net",
    "--allow-env",
    EXAMPLE.href,
  ],
  "deno serve -A": (port) => ["serve", "-A", `--port=${port}`, EXAMPLE.href],
  "deno serve --allow-env": (port) => [
    "serve",
    "--no-prompt",
    "--allow-env",
    `--port=${port}`,
    EXAMPLE.href,
  ],
};

function start(way: keyof typeof WAYS, port: number): Program {
  return new Program(Deno.execPath(), WAYS[way]!(port), {
    env: { PORT: String(port) },
  });
}

async function run(port: number): Promise<Program> {
  const program = start("deno run --allow-net --allow-env", port);
  await program.prints(`serving on http://0.0.0.0:${port}\n`);
  return program;
}

/** Asks for a token as the how-to does. */
async function askForToken(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "test-client",
      client_secret: "foobar",
    }),
  });
  const body = await response.json();
  assertEquals(response.status, 200, JSON.stringify(body));
  const { access_token, ...rest } = body;
  assertEquals(Object.keys(body), [
    "access_token",
    "expires_in",
    "scope",
    "token_type",
  ]);
  assertEquals(rest, { expires_in: 1800, scope: "", token_type: "bearer" });
  return access_token;
}

/** Verifies a token as a resource server does. */
async function verify(token: string, port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/jwks`);
  const keys = createLocalJWKSet(await response.json());
  const issuer = `http://localhost:${port}`;
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer,
    audience: issuer,
    typ: "at+jwt",
    algorithms: ["RS256"],
    subject: "test-client",
  });
  assertEquals(payload["client_id"], "test-client");
  assertEquals(payload.exp! - payload.iat!, 1800);
  assertNotEquals(protectedHeader.kid, undefined);
}

Deno.test("examples/server.ts has at most 40 lines", async () => {
  const lines = (await Deno.readTextFile(EXAMPLE)).trimEnd().split("\n");

  assertEquals(lines.slice(40), []);
});

for (const way of Object.keys(WAYS)) {
  Deno.test(`examples/server.ts by ${way}: a token as in the how-to, which verifies`, async () => {
    const port = freePort();
    await using program = start(way, port);
    await program.listensOn(port);

    await verify(await askForToken(port), port);
  });
}

Deno.test("examples/server.ts by deno run: says where it serves, and hashes in a worker", async () => {
  const port = freePort();
  await using program = await run(port);

  await askForToken(port);
  await program[Symbol.asyncDispose]();

  assertEquals(program.stdout, `serving on http://0.0.0.0:${port}\n`);
  const warnings = program.stderr.matchAll(/"warning":"(\w+)"/g);
  assertEquals(
    warnings.map(([, warning]) => warning).toArray().sort(),
    ["audience_is_issuer", "ephemeral_signer"],
  );
});

Deno.test("examples/server.ts by deno serve: opens no second listener", async () => {
  const [port, other] = [freePort(), freePort()];
  await using program = new Program(
    Deno.execPath(),
    WAYS["deno serve -A"]!(port),
    { env: { PORT: String(other) } },
  );
  await program.listensOn(port);

  await (await fetch(`http://127.0.0.1:${port}/jwks`)).body?.cancel();

  assertEquals(await isListening(other), false);
  assertEquals(program.stdout.includes("serving on"), false);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `examples/server.ts: ${signal} ends it with exit code 0`,
    ignore: IGNORE_SIGNALS,
    async fn() {
      const port = freePort();
      await using program = await run(port);
      await askForToken(port);

      program.signal(signal);

      const { code, signal: killedBy } = await program.ended();
      assertEquals([code, killedBy], [0, null], program.stderr);
    },
  });

  Deno.test({
    name: `examples/server.ts: ${signal} does not cut off a request in flight`,
    ignore: IGNORE_SIGNALS,
    async fn() {
      const port = freePort();
      await using program = await run(port);
      using connection = await RawConnection.to(port);
      // A failed authentication is in flight for half a second.
      const form =
        "grant_type=client_credentials&client_id=test-client&client_secret=no";
      await connection.begin(form);
      await connection.send(form);

      program.signal(signal);

      const { status, body } = await connection.answer();
      assertEquals([status, body], [401, {
        error: "invalid_client",
        error_description: "Client authentication failed.",
      }]);
      assertEquals((await program.ended()).code, 0, program.stderr);
    },
  });
}

Deno.test("examples/server.ts: a port that is taken ends it with a message that says so", async () => {
  const port = freePort();
  using _taken = Deno.listen({ hostname: "0.0.0.0", port });
  await using program = start("deno run --allow-net --allow-env", port);

  const { code } = await program.ended();

  assertNotEquals(code, 0);
  assertMatch(program.stderr, /AddrInUse/);
  assertEquals(program.stdout, "");
});
