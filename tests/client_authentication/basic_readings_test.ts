/** HTTP Basic: two readings, and client_id beside it. @module */

import { assertEquals } from "@std/assert";
import type { BasicCredentials, Client } from "@mintmark/oauth";
import {
  basic,
  CLIENT,
  post,
  rawBasic,
  type TestServer,
  testServer,
} from "../fixtures.ts";

const FORM = { grant_type: "client_credentials" };

/** A server with a client for each pair of id and secret. */
function serverOf(
  pairs: Readonly<Record<string, string>>,
  basicCredentials: BasicCredentials = "lenient",
): TestServer {
  const clients = Object.entries(pairs).map(([client_id, secret]): Client => ({
    ...CLIENT,
    client_id,
    client_secrets: [{ hash: `$test$${secret}` }],
  }));
  return testServer({ clients, basicCredentials });
}

async function status(
  server: TestServer,
  authorization: string,
): Promise<number> {
  return (await post(server, FORM, { authorization })).status;
}

/** Whom the operator was told to send credentials that are not encoded. */
const rawWarnings = (server: TestServer) =>
  server.events.flatMap((event) =>
    event.type === "warning" && event.warning === "raw_basic_credentials"
      ? [event.client_id]
      : []
  );

const SECRETS = [
  "foobar",
  "a:b",
  ":",
  "a+b",
  "a b",
  "100%",
  "%zz",
  "%41",
  "a%2Bb",
  "pässwörd",
  "鍵🔑",
  "~!@#$^&*()_-={}[]|;'<>,.?/",
];

Deno.test("RFC 6749 §2.3.1: form-urlencoded Basic credentials work with any secret, strict or lenient, without a warning", async () => {
  for (const mode of ["lenient", "strict"] as const) {
    for (const secret of SECRETS) {
      const server = serverOf({ "c:1 +%ä": secret }, mode);
      const told = `${mode}: ${secret}`;
      assertEquals(await status(server, basic("c:1 +%ä", secret)), 200, told);
      assertEquals(await status(server, basic("c:1 +%ä", "x")), 401, told);
      assertEquals(rawWarnings(server), [], told);
    }
  }
});

Deno.test("Basic credentials as curl -u sends them work with any secret, and a warning says once where they are not encoded", async () => {
  for (const secret of SECRETS) {
    const server = serverOf({ client: secret });
    const needsRaw = /[+%]/.test(secret);
    for (let i = 0; i < 3; i++) {
      assertEquals(await status(server, rawBasic(`client:${secret}`)), 200);
    }
    assertEquals(rawWarnings(server), needsRaw ? ["client"] : [], secret);
  }
});

Deno.test("basicCredentials: strict refuses credentials that are not form-urlencoded", async () => {
  for (const secret of SECRETS) {
    const server = serverOf({ client: secret }, "strict");
    const isEncoded = !/[+%]/.test(secret);
    assertEquals(
      await status(server, rawBasic(`client:${secret}`)),
      isEncoded ? 200 : 401,
      secret,
    );
    assertEquals(rawWarnings(server), []);
  }
});

Deno.test("the encoded reading of Basic comes first: where it verifies, the raw one is not asked", async () => {
  const server = serverOf({ "a+b": "raw", "a b": "encoded" });
  const one = await post(server, FORM, {
    authorization: rawBasic("a+b:encoded"),
  });
  assertEquals(one.status, 200);
  assertEquals(server.events.at(-1)!.type, "issued");
  assertEquals(
    (server.events.at(-1) as { client_id: string }).client_id,
    "a b",
  );
  assertEquals(rawWarnings(server), []);
  const two = await post(server, FORM, { authorization: rawBasic("a+b:raw") });
  assertEquals(two.status, 200);
  assertEquals(
    (server.events.at(-1) as { client_id: string }).client_id,
    "a+b",
  );
  assertEquals(rawWarnings(server), ["a+b"]);
});

Deno.test("the warning of raw Basic credentials comes once per client, and never for a failure", async () => {
  const server = serverOf({ a: "x+1", b: "x+2" });
  assertEquals(await status(server, rawBasic("a:x+9")), 401);
  assertEquals(await status(server, rawBasic("nobody:x+1")), 401);
  assertEquals(rawWarnings(server), []);
  for (const pair of ["a:x+1", "b:x+2", "a:x+1", "b:x+2"]) {
    assertEquals(await status(server, rawBasic(pair)), 200);
  }
  assertEquals(rawWarnings(server), ["a", "b"]);
});

Deno.test("a wrong secret costs one verification per reading, and one where the readings agree", async () => {
  for (const [pair, count] of [["client:x+1", 2], ["client:x", 1]] as const) {
    const server = serverOf({ client: "foobar" });
    assertEquals(await status(server, rawBasic(pair)), 401);
    assertEquals(server.hasher.count, count, pair);
  }
});

Deno.test("RFC 9110 §11.1: the scheme has no case, and spaces around the credentials are nothing", async () => {
  const credentials = basic("client", "foobar").slice("Basic ".length);
  for (const scheme of ["Basic ", "basic ", "BASIC ", "Basic   "]) {
    const server = serverOf({ client: "foobar" });
    assertEquals(await status(server, scheme + credentials), 200, scheme);
  }
});

Deno.test("RFC 6749 §3.2.1: client_id beside Basic may agree and must not contradict", async () => {
  const rows: readonly [string, string, number, string?][] = [
    ["client", rawBasic("client:foobar"), 200],
    ["other", rawBasic("client:foobar"), 400, "invalid_request"],
    ["Client", rawBasic("client:foobar"), 400, "invalid_request"],
    ["client", rawBasic("client:foobaz"), 401, "invalid_client"],
    ["a b", basic("a b", "foobar"), 200],
    ["a b", rawBasic("a+b:foobar"), 200],
    ["a+b", rawBasic("a+b:foobar"), 401, "invalid_client"],
    ["a%20b", basic("a b", "foobar"), 400, "invalid_request"],
  ];
  for (const [client_id, authorization, expected, error] of rows) {
    const server = serverOf({ client: "foobar", "a b": "foobar" });
    const answer = await post(server, { ...FORM, client_id }, {
      authorization,
    });
    const told = `${client_id} beside ${atob(authorization.slice(6))}`;
    assertEquals([answer.status, answer.body.error], [expected, error], told);
  }
});
