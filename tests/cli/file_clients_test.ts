import { assertEquals, assertRejects } from "@std/assert";
import { clientsInBoth, withFileClients } from "../../src/cli/file_clients.ts";
import type { Client } from "../../src/client.ts";
import { memoryStorage } from "../../src/storage/memory.ts";

const { signal } = new AbortController();

/** A file with a client on each line. */
const whereOf = (i: number) => Promise.resolve(`m.json:${i + 1}`);

function clientsOf(...ids: readonly string[]): readonly Client[] {
  return ids.map((client_id) => ({ client_id }));
}

Deno.test("clients of the file: are found and listed with those of the storage", async () => {
  const stored = memoryStorage({ clients: clientsOf("a", "c", "e") }).clients;
  const clients = withFileClients(clientsOf("f", "b", "d"), whereOf, stored);

  assertEquals(await clients.get("b", signal), { client_id: "b" });
  assertEquals(await clients.get("c", signal), { client_id: "c" });
  assertEquals(await clients.get("x", signal), undefined);
  assertEquals(clients.isOfFile("b"), true);
  assertEquals(clients.isOfFile("c"), false);
  for (const limit of [1, 2, 3, 4, 7]) {
    const ids: string[] = [];
    for (;;) {
      const page = await clients.list(ids.at(-1) ?? "", limit);
      ids.push(...page.map(({ client_id }) => client_id));
      if (page.length < limit) break;
    }
    assertEquals(ids, ["a", "b", "c", "d", "e", "f"], `pages of ${limit}`);
  }
});

Deno.test("clients of the file: cannot be changed, and the error says where they are written", async () => {
  const stored = memoryStorage().clients;
  const clients = withFileClients(clientsOf("a", "b"), whereOf, stored);
  const said = 'the client "b" is written in m.json:2: change it there';

  await assertRejects(() => clients.put({ client_id: "b" }), Error, said);
  await assertRejects(() => clients.delete("b"), Error, said);

  await clients.put({ client_id: "c" });
  assertEquals(await stored.get("c", signal), { client_id: "c" });
  assertEquals(await clients.delete("c"), true);
  assertEquals(await stored.list("", 10), []);
});

Deno.test("clients of the file: are never written to the storage, and those in both are told", async () => {
  const stored = memoryStorage({ clients: clientsOf("a", "b") }).clients;

  assertEquals(await clientsInBoth(clientsOf("x", "b", "a"), stored), [1, 2]);
  assertEquals(await clientsInBoth(clientsOf("x"), stored), []);
});
