import { assertEquals, assertRejects } from "@std/assert";
import { openStorage, storageName } from "../../src/cli/open_storage.ts";
import { onEngine } from "../storage/engines.ts";
import { makePlace } from "./place.ts";

const NAMES: readonly (readonly [url: string, name: string])[] = [
  ["memory", "memory"],
  ["sqlite:./mintmark.db", "sqlite:./mintmark.db"],
  ["postgres://user:secret@host:5432/db?x=1", "postgres://host:5432/db"],
  ["redis://:secret@host", "redis://host"],
  ["postgres://user:sec ret@host:port/db", "postgres://…"],
];

Deno.test("openStorage: a storage is called by its URL without user, password and parameters", () => {
  for (const [url, name] of NAMES) assertEquals(storageName(url), name);
});

const PLACE = { runtime: "deno", error: () => {} } as const;

async function keepsClient(url: string, directory: string): Promise<void> {
  const client_id = `cli-${crypto.randomUUID()}`;
  for (const step of ["put", "get", "delete"] as const) {
    // Each time anew, as one command after the other does it.
    const storage = await openStorage(url, { ...PLACE, directory });
    const { clients } = storage;
    if (step === "put") await clients.put({ client_id });
    else if (step === "delete") {
      assertEquals(await clients.delete(client_id), true);
    } else {
      const { signal } = new AbortController();
      assertEquals(await clients.get(client_id, signal), { client_id });
    }
    await storage.close();
  }
}

for (const scheme of ["sqlite", "deno-kv"]) {
  Deno.test(`openStorage: ${scheme}: keeps what it is given, at a path from the directory`, async () => {
    await using place = await makePlace();

    await keepsClient(`${scheme}:./here.db`, place.directory);

    await Deno.stat(`${place.directory}/here.db`);
  });
}

Deno.test("openStorage: what needs another runtime says so", async () => {
  await assertRejects(
    () =>
      openStorage("deno-kv:x", { ...PLACE, runtime: "node", directory: "/" }),
    Error,
    "the storage deno-kv:x cannot be opened: it needs Deno, called with --unstable-kv",
  );
  await assertRejects(
    () => openStorage("mysql://x", { ...PLACE, directory: "/" }),
    Error,
    "there is no storage mysql://x",
  );
});

for (const variable of ["POSTGRES_URL", "REDIS_URL"] as const) {
  onEngine(variable, "openStorage", (url) => {
    Deno.test({
      name: `openStorage: ${variable} keeps what it is given, and is closed`,
      fn: () => keepsClient(url, "/"),
    });
  });
}
