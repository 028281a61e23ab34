import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { Client } from "@mintmark/oauth";
import { createAuthorizationServer } from "../../../mod.ts";
import { clientCredentials, generateSigner } from "../../../mod.ts";
import { sqliteStorage } from "../../../src/storage/sqlite.ts";
import { makePlace, type Place } from "../place.ts";
import { type Outside, run } from "../recorded_io.ts";

const ISSUER = "https://as.example.com";
const NOW = 1_700_000_000;
const FILE = {
  issuer: ISSUER,
  storage: "sqlite:./clients.db",
  clients: [{ client_id: "of-file", grant_types: ["client_credentials"] }],
};

/** Runs commands in one place. */
function commandsOf(place: Place) {
  return async (line: string, outside: Outside = {}) =>
    await run(line.split(" "), {
      directory: place.directory,
      now: () => NOW,
      ...outside,
    });
}

/** Which of the secrets the client is let in with. */
async function letIn(
  { directory }: Place,
  secrets: readonly string[],
  now: number,
): Promise<readonly boolean[]> {
  const storage = await sqliteStorage({ file: join(directory, "clients.db") });
  const server = createAuthorizationServer({
    issuer: ISSUER,
    storage,
    signer: await generateSigner("EdDSA"),
    grants: [clientCredentials()],
    failureMilliseconds: 0,
    now: () => now,
    onEvent: () => {},
  });
  try {
    return await Promise.all(secrets.map(async (client_secret) => {
      const body = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "backend",
        client_secret,
      });
      const { status } = await server.fetch(
        new Request(`${ISSUER}/token`, { method: "POST", body }),
      );
      return status === 200;
    }));
  } finally {
    server.close();
    await storage.close();
  }
}

Deno.test("client add prints a secret once that gets a token, and show and list do not", async () => {
  await using place = await makePlace(FILE);
  const mintmark = commandsOf(place);
  const added = await mintmark("client add backend --scope orders.read");
  assertEquals(added.code, 0);
  const secret = added.out;
  assertEquals(await letIn(place, [secret, "wrong"], NOW), [true, false]);

  const { out } = await mintmark("client show backend");
  assertEquals(JSON.parse(out), {
    client_id: "backend",
    grant_types: ["client_credentials"],
    scope: "orders.read",
    client_secrets: [{}],
  });
  const listed = await mintmark("client list");
  assertEquals(listed.out.split("\n"), [
    "backend\t1 secret(s)\tscope: orders.read",
    "of-file\tin mintmark.json:6",
  ]);
  assert(!`${out}${listed.out}`.includes("$sha256$"), "no hash");
});

Deno.test("client add: keys in the place of a secret, and a secret that somebody chose", async () => {
  await using place = await makePlace(FILE);
  const mintmark = commandsOf(place);
  const { publicJwk } = await generateSigner("ES256");
  await Deno.writeTextFile(
    join(place.directory, "key.jwk"),
    JSON.stringify(publicJwk),
  );
  assertEquals((await mintmark("client add keys --jwks key.jwk")).out, "");
  const { out } = await mintmark("client show keys");
  assertEquals(JSON.parse(out).jwks.keys[0].x, publicJwk.x);

  const uri = "https://keys.example.com/jwks";
  const moved = await mintmark(`client edit keys --jwks= --jwks-uri ${uri}`);
  assertEquals([moved.code, moved.error], [0, 'changed the client "keys"']);
  const after = JSON.parse((await mintmark("client show keys")).out);
  assertEquals([after.jwks, after.jwks_uri], [undefined, uri]);

  const chosen = await mintmark("client add backend --secret-from-stdin", {
    input: "foobar\n",
  });
  assertEquals([chosen.code, chosen.out], [0, ""]);
  assertEquals(await letIn(place, ["foobar"], NOW), [true]);
});

Deno.test("client rotate-secret: the old secret goes on for a while, and ends at once where it must", async () => {
  await using place = await makePlace(FILE);
  const mintmark = commandsOf(place);
  const first = (await mintmark("client add backend")).out;
  const second = JSON.parse(
    (await mintmark("client rotate-secret backend --json")).out,
  ).client_secret;
  const both = [first, second];
  assertEquals(await letIn(place, both, NOW + 86_399), [true, true]);
  assertEquals(await letIn(place, both, NOW + 86_400), [false, true]);

  const third =
    (await mintmark("client rotate-secret backend --keep-seconds 0")).out;
  assertEquals(await letIn(place, [...both, third], NOW), [false, false, true]);

  for (let i = 0; i < 4; i++) await mintmark("client rotate-secret backend");
  const full = await mintmark("client rotate-secret backend");
  assertEquals(full.code, 1);
  assertStringIncludes(full.error, "has 5 secrets that are still good");
});

Deno.test("client edit, disable, edit --enable and remove", async () => {
  await using place = await makePlace(FILE);
  const mintmark = commandsOf(place);
  const secret = (await mintmark("client add backend --scope a")).out;
  const record = async (): Promise<Client> =>
    JSON.parse((await mintmark("client show backend")).out);

  await mintmark("client edit backend --scope b --seconds 60");
  assertEquals((await record()).access_token_seconds, 60);
  assertEquals((await record()).scope, "b");
  await mintmark("client edit backend --scope=");
  assertEquals((await record()).scope, undefined);

  await mintmark("client edit backend --seconds=");
  assertEquals((await record()).access_token_seconds, undefined);

  await mintmark("client disable backend");
  assertEquals(await letIn(place, [secret], NOW), [false]);
  await mintmark("client edit backend --enable");
  assertEquals(await letIn(place, [secret], NOW), [true]);

  const asked: string[] = [];
  const answer = (question: string) => (asked.push(question), "n");
  assertEquals((await mintmark("client remove backend", { answer })).code, 1);
  assertEquals(asked, ['Remove the client "backend" for good? [y/N] ']);
  assertEquals((await mintmark("client remove backend")).code, 2);
  assertEquals((await mintmark("client remove backend --yes")).code, 0);
  assertEquals(await mintmark("client show backend"), {
    code: 1,
    out: "",
    error: 'mintmark: there is no client "backend"',
  });
});

Deno.test("client export and import: the same clients, all or none", async () => {
  await using from = await makePlace(FILE);
  await using to = await makePlace({ ...FILE, clients: [] });
  const secret = (await commandsOf(from)("client add backend")).out;
  await commandsOf(from)("client add other");
  const { out: input } = await commandsOf(from)("client export");
  assertEquals(input.split("\n").length, 2);

  const mintmark = commandsOf(to);
  for (
    const [more, said] of [
      ["\n{", "line 3 of standard input is no JSON"],
      ['\n{"client_id":""}', "line 3 of standard input: "],
      [`\n${input}`, 'line 3 of standard input: "backend" is there twice'],
    ] as const
  ) {
    const { code, error } = await mintmark("client import", {
      input: input + more,
    });
    assertEquals(code, 1);
    assertStringIncludes(error, said);
    assertEquals((await mintmark("client list")).out, "");
  }
  assertEquals((await mintmark("client import", { input })).code, 0);
  assertEquals(await letIn(to, [secret], NOW), [true]);
  const again = await mintmark("client import", { input });
  assertStringIncludes(again.error, "--replace writes over it");
  assertEquals((await mintmark("client import --replace", { input })).code, 0);
});

Deno.test("client commands say why they cannot, and change nothing", async () => {
  await using place = await makePlace(FILE);
  await using fleeting = await makePlace({ ...FILE, storage: "memory" });
  const mintmark = commandsOf(place);
  await mintmark("client add backend");
  const rows: readonly [string, number, string][] = [
    ["client add backend", 1, 'there is a client "backend" already'],
    ["client add", 2, "client_id"],
    ["client add x --seconds=", 2, "--seconds must not be empty"],
    ["client add x --jwks=", 2, "--jwks must not be empty"],
    ["client add x --seconds 1h", 2, "--seconds must be a number"],
    ["client add x --jwks none.json", 2, "none.json cannot be read"],
    ["client add x --jwks mintmark.json", 1, "jwks"],
    ["client edit backend", 2, "nothing was said to be changed"],
    ["client edit nobody --name x", 1, 'there is no client "nobody"'],
    ["client rotate-secret backend --keep-seconds -1", 2, "keep-seconds"],
    ["client frobnicate", 2, "there is no command client frobnicate"],
    ...[
      "add of-file",
      "edit of-file --name x",
      "rotate-secret of-file",
      "disable of-file",
      "remove of-file",
    ].map(
      (line): [string, number, string] => [
        `client ${line}`,
        1,
        'the client "of-file" is written in mintmark.json:6: change it there',
      ],
    ),
  ];
  for (const [line, code, said] of rows) {
    const ended = await mintmark(line);
    assertEquals([ended.code, ended.out], [code, ""], line);
    assertStringIncludes(ended.error, said);
  }
  const imported = await mintmark("client import --replace", {
    input: '{"client_id":"of-file"}',
  });
  assertStringIncludes(imported.error, "is written in mintmark.json:6");
  const empty = await mintmark("client add x --secret-from-stdin");
  assertStringIncludes(empty.error, "standard input has no secret");
  const { error } = await commandsOf(fleeting)("client add x");
  assertStringIncludes(error, 'storage is "memory"');
});
