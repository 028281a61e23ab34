/** The second request of a client costs no hashing, until something changes. @module */

import { assertEquals } from "@std/assert";
import {
  bcrypt,
  type Client,
  memoryStorage,
  type SecretHasher,
} from "@mintmark/oauth";
import { hashSync } from "bcrypt-ts/browser";
import { CLIENT, NOW, post, testServer } from "../fixtures.ts";
import { runs } from "../scale.ts";

/** The hash of "foobar" in fosite's how-to. */
const FOSITE = "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO";

/** Hashes of the least cost, for what is not about the cost. */
const FOOBAR = hashSync("foobar", 4);

/** The real bcrypt, with a count of its runs. */
function countedBcrypt() {
  const real = bcrypt({ workers: 1 });
  const counted = {
    runs: 0,
    hasher: {
      prefixes: real.prefixes,
      problem: real.problem,
      hash: real.hash,
      verify(secret, hash, signal) {
        counted.runs++;
        return real.verify(secret, hash, signal);
      },
      needsRehash: () => false,
      get blocksEventLoop() {
        return real.blocksEventLoop;
      },
      close: real.close,
    } satisfies SecretHasher,
  };
  return counted;
}

/** A client with one secret, `foobar`. */
const WARM: Client = { ...CLIENT, client_secrets: [{ hash: FOOBAR }] };

/** A server whose clients, clock and bcrypt runs a test can reach. */
function warmServer(
  options: Parameters<typeof testServer>[0] = {},
  clients: readonly Client[] = [WARM],
) {
  const counted = countedBcrypt();
  const storage = memoryStorage({ clients });
  const clock = { now: NOW };
  const server = testServer({
    storage,
    hashers: [counted.hasher],
    now: () => clock.now,
    ...options,
  });
  /** The status of a request, and how often bcrypt has run after it. */
  async function ask(
    client_secret = "foobar",
    client_id = CLIENT.client_id,
  ): Promise<readonly [status: number, bcryptRuns: number]> {
    const form = { grant_type: "client_credentials", client_id, client_secret };
    const { status } = await post(server, form);
    return [status, counted.runs];
  }
  return {
    ask,
    clients: storage.clients,
    clock,
    [Symbol.dispose]: () => server.close(),
  };
}

const REQUESTS = runs(200, 20_000);

Deno.test(`${REQUESTS} token requests of a client cost one bcrypt`, async () => {
  using server = warmServer({}, [{
    ...CLIENT,
    client_secrets: [{ hash: FOSITE }],
  }]);
  for (let i = 0; i < REQUESTS; i++) {
    assertEquals(await server.ask(), [200, 1]);
  }
});

Deno.test("a hundred simultaneous first requests cost one bcrypt", async () => {
  using server = warmServer();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => server.ask()),
  );
  for (const answer of answers) assertEquals(answer, [200, 1]);
});

Deno.test("a hundred simultaneous requests with the same wrong secret cost one bcrypt and stay wrong", async () => {
  using server = warmServer();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => server.ask("foobaz")),
  );
  for (const answer of answers) assertEquals(answer, [401, 1]);
  assertEquals(await server.ask("foobaz"), [401, 2]);
});

Deno.test("a wrong secret is never remembered as right, before or after the right one", async () => {
  using server = warmServer();
  assertEquals(await server.ask("foobaz"), [401, 1]);
  assertEquals(await server.ask("foobaz"), [401, 2]);
  assertEquals(await server.ask("foobar"), [200, 3]);
  assertEquals(await server.ask("foobaz"), [401, 4]);
  assertEquals(await server.ask("foobar"), [200, 4]);
});

Deno.test("a right secret is not shared between two clients with the same stored hash", async () => {
  const clients = ["a", "b"].map((client_id) => ({ ...WARM, client_id }));
  using server = warmServer({}, clients);
  assertEquals(await server.ask("foobar", "a"), [200, 1]);
  assertEquals(await server.ask("foobar", "b"), [200, 2]);
  assertEquals(await server.ask("foobar", "a"), [200, 2]);
  const both = ["a", "b"].map((id) => server.ask("foobaz", id));
  assertEquals(await Promise.all(both), [[401, 4], [401, 4]]);
});

Deno.test("what is warm turns cold when the stored hash changes to that of another secret", async () => {
  using server = warmServer();
  assertEquals(await server.ask(), [200, 1]);
  const client_secrets = [{ hash: hashSync("other", 4) }];
  await server.clients.put({ ...WARM, client_secrets });
  assertEquals(await server.ask(), [401, 2]);
  assertEquals(await server.ask("other"), [200, 3]);
});

Deno.test("what is warm turns cold when the stored hash changes, even to one of the same secret", async () => {
  using server = warmServer();
  assertEquals(await server.ask(), [200, 1]);
  const client_secrets = [{ hash: hashSync("foobar", 4) }];
  await server.clients.put({ ...WARM, client_secrets });
  assertEquals(await server.ask(), [200, 2]);
  assertEquals(await server.ask(), [200, 2]);
});

Deno.test("what is warm stays warm when something else of the client changes", async () => {
  using server = warmServer();
  assertEquals(await server.ask(), [200, 1]);
  await server.clients.put({ ...WARM, client_name: "Orders", scope: "other" });
  assertEquals(await server.ask(), [200, 1]);
});

Deno.test("what is warm is refused when the secret expires, in that second", async () => {
  using server = warmServer({}, [{
    ...WARM,
    client_secrets: [{ hash: FOOBAR, expires_at: NOW + 10 }],
  }]);
  assertEquals(await server.ask(), [200, 1]);
  server.clock.now = NOW + 9;
  assertEquals(await server.ask(), [200, 1]);
  server.clock.now = NOW + 10;
  assertEquals(await server.ask(), [401, 1]);
});

Deno.test("what is warm is refused when the secret expires, also beside another that is active", async () => {
  using server = warmServer({}, [{
    ...WARM,
    client_secrets: [
      { hash: FOOBAR, expires_at: NOW + 10 },
      { hash: hashSync("other", 4) },
    ],
  }]);
  assertEquals(await server.ask(), [200, 1]);
  server.clock.now = NOW + 10;
  assertEquals(await server.ask(), [401, 2]);
});

Deno.test("what is warm is refused when the client is disabled", async () => {
  using server = warmServer();
  assertEquals(await server.ask(), [200, 1]);
  await server.clients.put({ ...WARM, disabled: true });
  assertEquals(await server.ask(), [401, 1]);
});

Deno.test("what is warm is refused when the client is deleted", async () => {
  using server = warmServer();
  assertEquals(await server.ask(), [200, 1]);
  await server.clients.delete(CLIENT.client_id);
  assertEquals(await server.ask(), [401, 1]);
});

Deno.test("what is warm is refused when the method is registered no more", async () => {
  using server = warmServer();
  assertEquals(await server.ask(), [200, 1]);
  const token_endpoint_auth_method = "client_secret_basic";
  await server.clients.put({ ...WARM, token_endpoint_auth_method });
  assertEquals(await server.ask(), [401, 1]);
});

Deno.test("what is warm is refused when the secret is removed, the last one or one of two", async () => {
  const other = { hash: hashSync("other", 4) };
  const rows: readonly [Client["client_secrets"], number][] = [[[], 1], [
    [other],
    2,
  ]];
  for (const [left = [], bcryptRuns] of rows) {
    using server = warmServer({}, [{
      ...WARM,
      client_secrets: [{ hash: FOOBAR }, other],
    }]);
    assertEquals(await server.ask(), [200, 1]);
    await server.clients.put({ ...WARM, client_secrets: left });
    assertEquals(await server.ask(), [401, bcryptRuns]);
  }
});

Deno.test("what is warm turns cold at verifiedSecrets.maxAgeSeconds, however often it was used", async () => {
  using server = warmServer({ verifiedSecrets: { maxAgeSeconds: 60 } });
  for (
    const [age, bcryptRuns] of [[0, 1], [30, 1], [59, 1], [60, 2], [119, 2]]
  ) {
    server.clock.now = NOW + age!;
    assertEquals(await server.ask(), [200, bcryptRuns], `after ${age} s`);
  }
});

Deno.test("what is warm turns cold when verifiedSecrets.maxClients others were used since", async () => {
  const clients = ["a", "b", "c"].map((client_id) => ({ ...WARM, client_id }));
  using server = warmServer({ verifiedSecrets: { maxClients: 2 } }, clients);
  const steps: readonly [string, number][] = [
    ["a", 1],
    ["b", 2],
    ["a", 2],
    ["c", 3], // b goes
    ["a", 3],
    ["b", 4], // c goes
    ["a", 4],
    ["c", 5],
  ];
  for (const [client_id, bcryptRuns] of steps) {
    assertEquals(await server.ask("foobar", client_id), [200, bcryptRuns]);
  }
});
