import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { generateClientSecret } from "../../mod.ts";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { makePlace } from "./place.ts";
import { run } from "./recorded_io.ts";

const ISSUER = "https://as.example.com";

Deno.test("check: without a file, what holds without one is fine", async () => {
  const { code, out } = await run(["check"]);

  assertEquals(code, 0);
  assertStringIncludes(out, "there is no mintmark.json");
});

Deno.test("check: a file that is named must be there", async () => {
  assertEquals(await run(["check", "--config", "other.json"]), {
    code: 1,
    out: "",
    error: "other.json: there is no such file",
  });
});

Deno.test("check: says what is wrong and where, for people and for programs", async () => {
  await using place = await makePlace({ issuer: ISSUER, listn: {} });
  const message = 'listn is not known: did you mean "listen"?';

  assertEquals(await run(["check"], place), {
    code: 1,
    out: "",
    error: `mintmark.json:3: ${message}`,
  });
  const { code, out } = await run(["check", "--json"], place);
  assertEquals(code, 1);
  assertEquals(JSON.parse(out), {
    file: "mintmark.json",
    ok: false,
    problems: [{ path: "listn", line: 3, message }],
  });
});

Deno.test("check --connect: opens storage and key, with paths from the directory of the file", async () => {
  const { secret } = generateClientSecret();
  await using place = await makePlace({
    issuer: ISSUER,
    storage: "sqlite:keys.db",
    clients: [{ client_id: "a", client_secrets: [{ secret }] }],
  });
  const config = ["--config", join(place.directory, "mintmark.json")];
  const elsewhere = { directory: "/nowhere" };

  assertEquals((await run(["check", ...config], elsewhere)).code, 0);
  assertEquals(await exists(join(place.directory, "keys.db")), false);
  const { code, out } = await run(
    ["check", "--connect", "--json", ...config],
    elsewhere,
  );
  assertEquals(code, 0);
  assertEquals(JSON.parse(out).ok, true);
  assertEquals(await exists(join(place.directory, "keys.db")), true);
});

Deno.test("check --connect: a client that is in the file and in the storage is a mistake", async () => {
  await using place = await makePlace({
    issuer: ISSUER,
    clients: [{ client_id: "a" }, { client_id: "b" }],
  });
  const storage = await sqliteStorage({
    file: join(place.directory, "mintmark.db"),
  });
  await storage.clients.put({ client_id: "b" });
  await storage.close();

  assertEquals((await run(["check"], place)).code, 0);
  for (const args of [["check", "--connect"], ["serve", "--port", "0"]]) {
    const { code, error } = await run(args, place);
    assertEquals(code, 1);
    assertStringIncludes(
      error,
      'mintmark.json:8: clients[1].client_id is in the storage as well: "b"; rename it here, or delete it there',
    );
  }
});

const UNREACHABLE: readonly (readonly [storage: string, says: string])[] = [
  ["sqlite:/nowhere/at/all.db", "the storage sqlite:/nowhere/at/all.db cannot"],
  [
    "postgres://user:hunter2@127.0.0.1:9/db",
    "the storage postgres://127.0.0.1:9/db cannot be opened: ",
  ],
  [
    "redis://user:hunter2@127.0.0.1:9/0",
    "the storage redis://127.0.0.1:9/0 cannot be opened: ",
  ],
];

for (const [storage, says] of UNREACHABLE) {
  Deno.test(`check --connect: ${storage} cannot be reached, which is told without a password`, async () => {
    await using place = await makePlace({ issuer: ISSUER, storage });

    const { code, error } = await run(["check", "--connect"], place);

    assertEquals(code, 1);
    assertStringIncludes(error, says);
    assertEquals(error.includes("hunter2"), false);
    assertEquals(error.split("\n").length, 1, error);
  });
}

Deno.test("check --connect: a private key that cannot be used is told without the key", async () => {
  for (
    const key of [
      "hunter2",
      '{"kty": hunter2}',
      '{"kty":"EC","crv":"P-256","d":"hunter2"}',
    ]
  ) {
    await using place = await makePlace({
      issuer: ISSUER,
      storage: "memory",
      signing: { key },
    });

    const { code, error } = await run(["check", "--connect"], place);

    assertEquals(code, 1);
    assertStringIncludes(error, "signing.key");
    assertEquals(error.includes("hunter2"), false, error);
  }
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
