/** Storage in memory. @module */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Client, memoryStorage } from "@mintmark/oauth";
import { runs } from "../scale.ts";

const SIGNAL = new AbortController().signal;

/** A store that holds clients of these ids. */
function storeOf(...ids: readonly string[]) {
  return memoryStorage({ clients: ids.map((client_id) => ({ client_id })) })
    .clients;
}

const idsOf = (clients: readonly Client[]) =>
  clients.map(({ client_id }) => client_id);

Deno.test("memoryStorage is empty without clients", async () => {
  for (const { clients } of [memoryStorage(), memoryStorage({ clients: [] })]) {
    assertEquals(await clients.get("a", SIGNAL), undefined);
    assertEquals(await clients.list("", 10), []);
    assertEquals(await clients.delete("a"), false);
  }
});

Deno.test("memoryStorage gives back what was put, whole, and replaces it whole", async () => {
  const { clients } = memoryStorage();
  const first: Client = {
    client_id: "a",
    client_name: "Orders",
    grant_types: ["client_credentials"],
    client_secrets: [{ hash: "$test$x", name: "spring", expires_at: 1.5 }],
    jwks: { keys: [{ kty: "OKP", crv: "Ed25519", x: "x" }] },
    resources: ["https://api.example.com/"],
    access_token_seconds: 60,
    disabled: false,
  };
  await clients.put(first);
  assertEquals(await clients.get("a", SIGNAL), first);
  const second: Client = { client_id: "a", scope: "orders" };
  await clients.put(second);
  assertEquals(await clients.get("a", SIGNAL), second);
  assertEquals((await clients.list("", 10)).length, 1);
});

Deno.test("memoryStorage keeps members that it does not know", async () => {
  const { clients } = memoryStorage();
  const record = { client_id: "a", contacts: ["ops@example.com"], tier: 3 };
  await clients.put(record);
  assertEquals(await clients.get("a", SIGNAL), record as Client);
});

Deno.test("memoryStorage.delete removes one client and says whether there was one", async () => {
  const clients = storeOf("a", "b");
  assertEquals(await clients.delete("a"), true);
  assertEquals(await clients.delete("a"), false);
  assertEquals(await clients.get("a", SIGNAL), undefined);
  assertEquals(idsOf(await clients.list("", 10)), ["b"]);
  await clients.put({ client_id: "a" });
  assertEquals(await clients.get("a", SIGNAL), { client_id: "a" });
});

Deno.test("memoryStorage tells any two ids apart, whatever Unicode they are of", async () => {
  const ids = [
    "a",
    "A",
    "ä",
    "a\u0308",
    "ﬁ",
    "fi",
    "ß",
    "ss",
    "İ",
    "i",
    " ",
    "a ",
    "\u200B",
    "鍵",
    "😀",
    "__proto__",
    "constructor",
    "toString",
    "'; drop table clients; --",
    "x".repeat(255),
    "é".repeat(127),
  ];
  const clients = storeOf(...ids);
  for (const client_id of ids) {
    assertEquals(await clients.get(client_id, SIGNAL), { client_id });
  }
  assertEquals(idsOf(await clients.list("", 100)), ids.toSorted());
  for (const id of ["B", "hasOwnProperty", "", "x".repeat(254)]) {
    assertEquals(await clients.get(id, SIGNAL), undefined, id);
  }
});

Deno.test("memoryStorage.list pages in ascending order by UTF-16 code unit", async () => {
  const clients = storeOf("b", "a", "Z", "10", "9", "\uFFFD", "😀", "é", "ab");
  const order = ["10", "9", "Z", "a", "ab", "b", "é", "😀", "\uFFFD"];
  assertEquals(idsOf(await clients.list("", 100)), order);
  assertEquals(idsOf(await clients.list("", 9)), order);
  assertEquals(idsOf(await clients.list("", 2)), ["10", "9"]);
  assertEquals(idsOf(await clients.list("9", 2)), ["Z", "a"]);
  assertEquals(idsOf(await clients.list("a", 1)), ["ab"]);
  assertEquals(idsOf(await clients.list("aa", 1)), ["ab"]);
  assertEquals(idsOf(await clients.list("\uFFFD", 5)), []);
  assertEquals(idsOf(await clients.list("", 0)), []);
});

/** Ids of any characters, those of two code units among them. */
const ID = fc.array(
  fc.oneof(
    fc.integer({ min: 0x80, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  ),
  { minLength: 1, maxLength: 3 },
).map((characters: readonly number[]) => String.fromCodePoint(...characters));

Deno.test("memoryStorage.list, page after page, gives every client once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(ID, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (ids: readonly string[], limit: number) => {
        const clients = storeOf(...ids);
        const seen: string[] = [];
        while (true) {
          const page = await clients.list(seen.at(-1) ?? "", limit);
          assert(page.length <= limit);
          seen.push(...idsOf(page));
          if (page.length < limit) break;
        }
        assertEquals(seen, ids.toSorted());
      },
    ),
    { numRuns: runs(50, 1_000) },
  );
});

Deno.test("memoryStorage copies: what a caller changes afterwards changes nothing", async () => {
  const secret = { hash: "$test$x" };
  const scopes = ["client_credentials"];
  const record = {
    client_id: "a",
    grant_types: scopes,
    client_secrets: [secret],
    disabled: true,
  };
  const { clients } = memoryStorage({ clients: [record] });
  const put = { ...record, client_id: "b" };
  await clients.put(put);
  secret.hash = "$test$y";
  scopes.push("password");
  record.client_secrets.push({ hash: "$test$z" });
  record.disabled = put.disabled = false;
  for (const client_id of ["a", "b"]) {
    assertEquals(await clients.get(client_id, SIGNAL), {
      client_id,
      grant_types: ["client_credentials"],
      client_secrets: [{ hash: "$test$x" }],
      disabled: true,
    });
  }
});

Deno.test("memoryStorage freezes: what it gives out cannot be changed, however deep", async () => {
  const { clients } = memoryStorage({
    clients: [{
      client_id: "a",
      grant_types: ["client_credentials"],
      client_secrets: [{ hash: "$test$x" }],
      jwks: { keys: [{ kty: "OKP", key_ops: ["verify"] }] },
    }],
  });
  const got = await clients.get("a", SIGNAL);
  const [listed] = await clients.list("", 1);
  for (const client of [got!, listed!]) {
    const parts = [
      client,
      client.grant_types,
      client.client_secrets,
      client.client_secrets?.[0],
      client.jwks,
      client.jwks?.keys,
      client.jwks?.keys[0],
      client.jwks?.keys[0]?.key_ops,
    ];
    for (const part of parts) assert(Object.isFrozen(part));
  }
  assertThrows(() => Object.assign(got!, { disabled: true }), TypeError);
});

Deno.test("memoryStorage refuses an id that occurs twice, by name", () => {
  assertThrows(() => storeOf("a", "b", "a"), TypeError, 'have "a" twice');
});

Deno.test("memoryStorage refuses a record that is not usable, and keeps the one that it has", async () => {
  const bad = { client_id: "a", grant_types: "client_credentials" };
  const clients = storeOf("a");
  // A bad record rejects: it does not throw past the caller's catch().
  const put = clients.put(bad as unknown as Client);
  await assertRejects(() => put, TypeError, 'client "a": grant_types must be');
  assertEquals(await clients.get("a", SIGNAL), { client_id: "a" });
  assertThrows(
    () => memoryStorage({ clients: [bad as unknown as Client] }),
    TypeError,
    'client "a": grant_types must be',
  );
  for (const nothing of [null, undefined, "a", 7]) {
    const clients = [nothing as unknown as Client];
    assertThrows(() => memoryStorage({ clients }), TypeError, "client_id");
  }
});
