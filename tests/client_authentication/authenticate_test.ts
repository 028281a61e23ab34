/** Client authentication through the token endpoint. @module */

import { assert, assertEquals } from "@std/assert";
import type { IssuedEvent } from "@mintmark/oauth";
import {
  basic,
  CLIENT,
  GOOD,
  NOW,
  post,
  rawBasic,
  testServer,
} from "../fixtures.ts";
import { byBasic, byPost, CLIENTS, JWKS, serverOfAll } from "./clients.ts";

const FORM = { grant_type: "client_credentials" };

Deno.test("the events of failed authentications hold no secret", async () => {
  const server = testServer();
  const secrets = ["s3cret/one", "s3cret/two"];
  await post(server, { ...GOOD, client_secret: secrets[0]! });
  const authorization = basic("test-client", secrets[1]!);
  await post(server, FORM, { authorization });
  assertEquals(server.events.length, 2);
  const text = Deno.inspect(server.events, { depth: 20 });
  for (const secret of [...secrets, authorization.slice(6)]) {
    assert(!text.includes(secret), secret);
  }
});

Deno.test("a client may use the methods that it is registered for, Basic or post where none is", async () => {
  const server = serverOfAll();
  const rows: readonly [string, number, number][] = [
    ["test-client", 200, 200],
    ["basic only", 200, 401],
    ["post only", 401, 200],
    ["no method", 401, 401],
    ["public", 401, 401],
  ];
  for (const [id, ofBasic, ofPost] of rows) {
    const one = await post(server, FORM, byBasic(id));
    const two = await post(server, { ...FORM, ...byPost(id) });
    assertEquals([one.status, two.status], [ofBasic, ofPost], id);
  }
});

Deno.test("a client with keys may use a secret where a registered method says so", async () => {
  const server = testServer({
    clients: [
      {
        ...CLIENT,
        jwks: JWKS,
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
  });
  assertEquals((await post(server)).status, 200);
});

Deno.test("each of several active secrets works, and the event names the one that matched", async () => {
  const names = ["spring", "summer", "autumn", "winter"];
  const server = testServer({
    clients: [{
      ...CLIENT,
      client_secrets: [
        ...names.map((name) => ({ name, hash: `$test$secret of ${name}` })),
        { hash: "$test$secret without a name" },
      ],
    }],
  });
  for (const name of [...names, "without a name", ...names]) {
    const client_secret = `secret ${names.includes(name) ? "of " : ""}${name}`;
    assertEquals((await post(server, { ...GOOD, client_secret })).status, 200);
    const event = server.events.at(-1) as IssuedEvent;
    const expected = names.includes(name) ? name : undefined;
    assertEquals([event.type, event.secretName], ["issued", expected]);
  }
});

Deno.test("a secret works until the second before expires_at", async () => {
  const hash = "$test$foobar";
  for (const [left, status] of [[1, 200], [0.5, 200], [0, 401], [-1, 401]]) {
    const server = testServer({
      clients: [
        { ...CLIENT, client_secrets: [{ hash, expires_at: NOW + left! }] },
      ],
    });
    assertEquals((await post(server)).status, status, `${left} s left`);
  }
});

Deno.test("unknown clients, and those that cannot be let in, cost no hashing", async () => {
  const server = testServer({ clients: CLIENTS.slice(0, 3) });
  for (let i = 0; i < 50; i++) {
    const id = `unknown-${i}`;
    await post(server, { ...FORM, ...byPost(id) });
    await post(server, FORM, byBasic(id));
    await post(server, FORM, { authorization: rawBasic(`${id}:a%zz+b`) });
  }
  for (const id of ["disabled", "expired", "x".repeat(256)]) {
    await post(server, { ...FORM, ...byPost(id) });
  }
  assertEquals(server.hasher.count, 0);
  assertEquals(server.events.length, 153);
});

Deno.test("no store is asked for an id of more than 255 bytes", async () => {
  const asked: string[] = [];
  const server = testServer({
    storage: {
      clients: {
        get: (id) => {
          asked.push(id);
          return Promise.resolve(undefined);
        },
      },
    },
  });
  for (const id of ["x".repeat(255), "x".repeat(256), "😀".repeat(64)]) {
    await post(server, { ...FORM, ...byPost(id) });
  }
  assertEquals(asked, ["x".repeat(255)]);
});
