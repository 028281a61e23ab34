/** What the operator hears of stored hashes. @module */

import { assert, assertEquals } from "@std/assert";
import type { Client, SecretHasher, WarningEvent } from "@mintmark/oauth";
import { CLIENT, countingHasher, post, testServer } from "../fixtures.ts";

/** A server whose store holds one client as it is, unchecked. */
function serverOf(
  client_secrets: Client["client_secrets"],
  ...hashers: readonly SecretHasher[]
) {
  const client = { ...CLIENT, client_secrets } as Client;
  return testServer({
    storage: { clients: { get: () => Promise.resolve(client) } },
    ...(hashers.length > 0 && { hashers }),
  });
}

function warningsOf(
  server: ReturnType<typeof testServer>,
  warning: string,
): readonly WarningEvent[] {
  return server.events.filter((event): event is WarningEvent =>
    event.type === "warning" && event.warning === warning
  );
}

Deno.test("an unusable stored hash is a failed authentication, and one event for the operator", async () => {
  const odd: SecretHasher = {
    ...countingHasher(),
    prefixes: ["$odd$"],
    problem: () => "is odd",
    verify: () => {
      throw new Error("never asked about a hash with a problem");
    },
  };
  const rows: readonly [string, unknown, string][] = [
    ["a problem", "$odd$x", "is odd"],
    ["an unknown prefix", "$none$x", "no configured hasher knows"],
    ["no prefix", "foobar", "no configured hasher knows"],
    ["no text", 7, "no configured hasher knows"],
    ["nothing", undefined, "no configured hasher knows"],
  ];
  for (const [name, hash, says] of rows) {
    const secrets = [{ name: "spring", hash: hash as string }];
    const server = serverOf(secrets, odd, countingHasher());
    for (let i = 0; i < 2; i++) {
      const { status, body } = await post(server);
      assertEquals([status, body.error], [401, "invalid_client"], name);
    }
    const [warning, ...more] = warningsOf(server, "unusable_hash");
    assertEquals(more, [], name);
    assertEquals(warning?.client_id, CLIENT.client_id, name);
    assertEquals(warning?.secretName, "spring", name);
    assert(warning?.message.includes(says), `${name}: ${warning?.message}`);
    assert(!`${warning?.message}`.includes(`${hash}`), `${name}: no hash`);
  }
});

Deno.test("an unusable stored hash does not keep the others from working", async () => {
  const server = serverOf([
    { name: "broken", hash: "$none$x" },
    { name: "spring", hash: "$test$foobar" },
  ]);
  assertEquals((await post(server)).status, 200);
  assertEquals((await post(server)).status, 200);
  assertEquals(warningsOf(server, "unusable_hash").length, 1);
  assertEquals(server.hasher.count, 1);
});

Deno.test("a weak stored hash works, and the operator hears of it once per secret", async () => {
  const server = serverOf([
    { name: "spring", hash: "$test$foobar" },
    { name: "autumn", hash: "$test$foobaz" },
  ], { ...countingHasher(), needsRehash: () => true });
  for (const client_secret of ["foobar", "foobar", "foobaz", "foobaz"]) {
    const form = {
      grant_type: "client_credentials",
      client_id: CLIENT.client_id,
      client_secret,
    };
    assertEquals((await post(server, form)).status, 200);
  }
  assertEquals(
    warningsOf(server, "weak_hash").map((e) => [e.client_id, e.secretName]),
    [[CLIENT.client_id, "spring"], [CLIENT.client_id, "autumn"]],
  );
});

Deno.test("a wrong secret says nothing about the strength of the stored hash", async () => {
  const server = serverOf([{ hash: "$test$other" }], {
    ...countingHasher(),
    needsRehash: () => true,
  });
  assertEquals((await post(server)).status, 401);
  assertEquals(warningsOf(server, "weak_hash"), []);
});

Deno.test("hashing on the event loop is told once, whoever is hashed for", async () => {
  const server = testServer({
    clients: ["a", "b", "c"].map((client_id) => ({ ...CLIENT, client_id })),
    hashers: [{ ...countingHasher(), blocksEventLoop: true }],
  });
  for (const client_id of ["a", "b", "c"]) {
    const form = { grant_type: "client_credentials", client_id };
    const good = { ...form, client_secret: "foobar" };
    assertEquals((await post(server, good)).status, 200);
    const bad = { ...form, client_secret: "foobaz" };
    assertEquals((await post(server, bad)).status, 401);
  }
  const warnings = warningsOf(server, "hashing_inline");
  assertEquals(warnings.map((event) => event.client_id), [undefined]);
});
