/** Stores and hashers whose answers are not what their types promise. @module */

import { assert, assertEquals } from "@std/assert";
import type {
  Client,
  FailedEvent,
  RefusedEvent,
  SecretHasher,
} from "@mintmark/oauth";
import { CLIENT, countingHasher, post, testServer } from "../fixtures.ts";

/** A server whose store answers with whatever it is given. */
function serverOver(answer: () => unknown) {
  return testServer({
    storage: { clients: { get: () => answer() as Promise<Client> } },
  });
}

Deno.test("what a store answers with is nobody unless it is a record with the very id", async () => {
  const rows: readonly [string, unknown][] = [
    ["undefined", undefined],
    ["null", null],
    ["a text", "test-client"],
    ["a number", 7],
    ["true", true],
    ["an empty list", []],
    ["a list of the client", [CLIENT]],
    ["an empty record", {}],
    ["a record without id", { ...CLIENT, client_id: undefined }],
    ["a record with another id", { ...CLIENT, client_id: "Test-Client" }],
    ["a record with an id that is no text", { ...CLIENT, client_id: 7 }],
    ["a record with an id that looks right", {
      ...CLIENT,
      client_id: { toString: () => "test-client" },
    }],
  ];
  for (const [name, answer] of rows) {
    const server = serverOver(() => Promise.resolve(answer));
    const { status, body } = await post(server);
    assertEquals([status, body.error], [401, "invalid_client"], name);
    const { reason } = server.events[0] as RefusedEvent;
    assertEquals(reason, "unknown_client", name);
  }
});

Deno.test("a store may answer without a promise, or with one of another make", async () => {
  const thenable = {
    then: (resolve: (client: Client) => void) => resolve(CLIENT),
  };
  for (const answer of [CLIENT, thenable, Promise.resolve(CLIENT)]) {
    assertEquals((await post(serverOver(() => answer))).status, 200);
  }
});

Deno.test("absent = denied: a record without a member grants nothing of it", async () => {
  const rows: readonly [keyof Client, number, string, string][] = [
    ["client_secrets", 401, "invalid_client", "no_secret"],
    [
      "grant_types",
      400,
      "unauthorized_client",
      "grant_type_not_registered",
    ],
  ];
  for (const [member, status, error, reason] of rows) {
    const { [member]: _, ...record } = CLIENT;
    const server = serverOver(() => Promise.resolve(record));
    const answer = await post(server);
    assertEquals([answer.status, answer.body.error], [status, error], member);
    assertEquals((server.events[0] as RefusedEvent).reason, reason, member);
  }
});

Deno.test("a record with a member of a wrong type never yields a token", async () => {
  const rows: readonly Readonly<Record<string, unknown>>[] = [
    { disabled: 1 },
    { disabled: "true" },
    { grant_types: null },
    { grant_types: "client_credentials" },
    { grant_types: "not-client_credentials" },
    { grant_types: { client_credentials: true } },
    { token_endpoint_auth_method: null },
    { token_endpoint_auth_method: ["client_secret_post"] },
    { token_endpoint_auth_methods: "client_secret_post" },
    { token_endpoint_auth_methods: "not-client_secret_post" },
    { token_endpoint_auth_methods: null },
    { client_secrets: null },
    { client_secrets: "foobar" },
    { client_secrets: "$test$foobar" },
    { client_secrets: { hash: "$test$foobar" } },
    { client_secrets: ["$test$foobar"] },
    { client_secrets: [null] },
    { client_secrets: [{}] },
    { client_secrets: [{ hash: ["$test$foobar"] }] },
    { client_secrets: [{ hash: "$test$foobar", expires_at: "never" }] },
    { trusted_issuers: null },
    { trusted_issuers: "test-client" },
    { jwks: null },
  ];
  for (const members of rows) {
    const server = serverOver(() => Promise.resolve({ ...CLIENT, ...members }));
    const { status, headers, body } = await post(server);
    const told = `${JSON.stringify(members)}: ${status}`;
    assert([400, 401, 500, 503].includes(status), told);
    assertEquals(typeof body.error, "string", told);
    assertEquals(body.access_token, undefined, told);
    assertEquals(headers.get("cache-control"), "no-store", told);
    assert(server.events.every((event) => event.type !== "issued"), told);
  }
});

Deno.test("a hasher proves a secret with true and nothing else", async () => {
  for (const answer of [1, "true", "false", {}, [], [true], () => true, null]) {
    const verify = () => Promise.resolve(answer as boolean);
    const server = testServer({ hashers: [{ ...countingHasher(), verify }] });
    const { status, body } = await post(server);
    assertEquals(body.access_token, undefined, `${answer}`);
    assert(status === 401 || status === 503, `${answer}: ${status}`);
    assertEquals((await post(server)).body.access_token, undefined);
  }
});

Deno.test("a hasher that throws about a stored hash is 503, as one that throws about a secret", async () => {
  const cause = new Error("broken");
  const broken = () => {
    throw cause;
  };
  const rows: readonly Partial<SecretHasher>[] = [
    { problem: broken },
    { verify: broken },
    { needsRehash: broken },
  ];
  for (const members of rows) {
    const server = testServer({
      hashers: [{ ...countingHasher(), ...members }],
    });
    const { status, headers, body } = await post(server);
    const told = Object.keys(members).join();
    assertEquals([status, body.error], [503, "temporarily_unavailable"], told);
    assertEquals(headers.get("retry-after"), "1", told);
    const event = server.events.at(-1) as FailedEvent;
    assertEquals([event.reason, event.cause], ["hasher_failed", cause], told);
  }
});
