/** Workers for slow hashing. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { hashSync } from "bcrypt-ts/browser";
import config from "../../deno.json" with { type: "json" };
import {
  HashingWorker,
  NPM_SPECIFIER,
  startWorker,
} from "../../src/secrets/worker.ts";
import { FakeWorker, withFakeWorkers } from "./fake_workers.ts";

const CONFIG = new URL("../../deno.json", import.meta.url);

Deno.test("NPM_SPECIFIER is what deno.json imports as bcrypt-ts/browser", () => {
  assertEquals(NPM_SPECIFIER, config.imports["bcrypt-ts/browser"]);
});

Deno.test("a worker hashes and compares, one task after the other", async () => {
  const worker = startWorker()!;
  assertEquals(worker.hasAnswered, false);
  const hash = await worker.run({ name: "hash", args: ["foobar", 4] });
  assert(`${hash}`.startsWith("$2b$04$"), `${hash}`);
  assertEquals(worker.hasAnswered, true);
  for (const [secret, expected] of [["foobar", true], ["foobaz", false]]) {
    const args = [`${secret}`, `${hash}`] as const;
    assertEquals(await worker.run({ name: "compare", args }), expected);
  }
  worker.end();
});

Deno.test("a worker reports what its task throws, and goes on", async () => {
  const worker = startWorker()!;
  const hash = hashSync("foobar", 4);
  const broken = { name: "compare", args: ["foobar", 7] } as const;
  await assertRejects(() => worker.run(broken), Error, "Illegal arguments");
  assertEquals(worker.hasAnswered, false);
  const args = ["foobar", hash] as const;
  assertEquals(await worker.run({ name: "compare", args }), true);
  worker.end();
});

Deno.test("a worker rejects the task that runs when it is ended", async () => {
  const worker = startWorker()!;
  const args = ["foobar", hashSync("foobar", 4)] as const;
  const work = worker.run({ name: "compare", args });
  const rejected = assertRejects(() => work, Error, "was ended");
  worker.end();
  await rejected;
});

Deno.test("a worker keeps the process alive only while it has a task", async () => {
  const outcomes: readonly [string, (fake: FakeWorker) => void, boolean][] = [
    ["a value", (fake) => fake.emit("message", { value: true }), true],
    ["an error", (fake) => fake.emit("message", { error: "broken" }), false],
    ["its failure", (fake) => fake.emit("error", new Error("broken")), false],
    ["its exit", (fake) => fake.emit("exit"), false],
  ];
  for (const [name, settle, isRight] of outcomes) {
    const fake = new FakeWorker();
    const worker = new HashingWorker(fake);
    assertEquals(fake.calls, ["unref"], name);
    const work = worker.run({ name: "compare", args: ["a", "b"] });
    assertEquals(fake.calls, ["unref", "ref"], name);
    const outcome = work.then(() => true, () => false);
    settle(fake);
    assertEquals(await outcome, isRight, name);
    assertEquals(fake.calls, ["unref", "ref", "unref"], name);
    assertEquals(worker.hasAnswered, isRight, name);
  }
});

Deno.test("a worker is made of text and names its module first as Deno does, which takes no permission to read", async () => {
  await withFakeWorkers((workers) => {
    startWorker();
    const [source, options] = workers[0]!.made as [
      string,
      { readonly eval: boolean; readonly workerData: readonly string[] },
    ];
    assert(source.includes("parentPort"));
    assertEquals(options.eval, true);
    assertEquals(options.workerData[0], NPM_SPECIFIER);
  });
});

/** A program that gets one token and says how; it neither closes nor exits. */
const PROGRAM = `
import {
  clientCredentials,
  createAuthorizationServer,
  generateSigner,
  memoryStorage,
} from "@mintmark/oauth";

const warnings = [];
const server = createAuthorizationServer({
  issuer: "https://as.example.com",
  storage: memoryStorage({
    clients: [{
      client_id: "test-client",
      client_secrets: [{
        hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
      }],
      grant_types: ["client_credentials"],
    }],
  }),
  signer: await generateSigner("ES256"),
  grants: [clientCredentials()],
  defaultAudience: "https://api.example.com",
  onEvent: (event) => event.type === "warning" && warnings.push(event.warning),
});
const statuses = [];
for (const client_secret of ["foobar", "foobaz"]) {
  const response = await server.handleTokenRequest(
    new Request("https://as.example.com/token", {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "test-client",
        client_secret,
      }),
    }),
  );
  statuses.push(response.status);
}
const { state } = await Deno.permissions.query({ name: "read" });
console.log(JSON.stringify({ statuses, warnings, mayRead: state === "granted" }));
`;

Deno.test("a program hashes in a worker without --allow-read, and ends by itself without close()", async () => {
  const program = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-net",
      "--allow-env",
      "--config",
      decodeURIComponent(CONFIG.pathname),
      "-",
    ],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // A program that does not end must not keep the tests from ending.
    signal: AbortSignal.timeout(60_000),
  }).spawn();
  const input = program.stdin.getWriter();
  await input.write(new TextEncoder().encode(PROGRAM));
  await input.close();
  const { code, stdout, stderr } = await program.output();
  const text = new TextDecoder();
  assertEquals(code, 0, text.decode(stderr));
  assertEquals(JSON.parse(text.decode(stdout)), {
    statuses: [200, 401],
    warnings: ["ephemeral_signer"],
    mayRead: false,
  });
});
