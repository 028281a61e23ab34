/** Assertions count once. @module */

import { assertEquals } from "@std/assert";
import { memoryStorage, type ReplayStore } from "@mintmark/oauth";
import { CLIENT, NOW, post, testServer } from "../fixtures.ts";
import {
  assertion,
  clientKey,
  formOf,
  KEYED,
  keyedServer,
  reasonOf,
} from "./assertions.ts";

Deno.test("RFC 7523 §3: of twenty identical assertions at once exactly one gets a token", async () => {
  const server = keyedServer();
  const form = formOf(await assertion());
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post(server, form)),
  );
  const statuses = answers.map(({ status }) => status).sort();
  assertEquals(statuses, [200, ...Array(19).fill(401)]);
  const reasons = server.events.flatMap((event) =>
    event.type === "refused" ? [event.reason] : []
  );
  assertEquals(reasons, Array(19).fill("assertion_replayed"));
});

Deno.test("a jti is used up for its issuer alone, whatever else the assertion says", async () => {
  const other = { ...KEYED, client_id: "other" };
  const server = keyedServer({ clients: [KEYED, other] });
  const claims = { jti: "the same" };
  const send = async (init: Parameters<typeof assertion>[0]) =>
    (await post(server, formOf(await assertion(init)))).status;
  assertEquals(await send({ claims }), 200);
  assertEquals(await send({ claims: { ...claims, exp: NOW + 100 } }), 401);
  assertEquals(await send({ claims, client_id: "other" }), 200);
  assertEquals(await send({ claims, client_id: "other" }), 401);
  assertEquals(await send({ claims: { jti: "the same " } }), 200);
});

Deno.test("what is refused for another reason uses no jti up", async () => {
  const server = keyedServer();
  const claims = { jti: "kept" };
  const wrong = [
    { claims: { ...claims, aud: "https://other.example" } },
    { claims: { ...claims, exp: NOW - 31 } },
    { claims: { ...claims, nbf: NOW + 31 } },
    { claims, header: { typ: "at+jwt" } },
    { claims, header: { kid: "other" } },
    { claims, key: await clientKey("ES256"), header: { kid: undefined } },
  ];
  for (const init of wrong) {
    const { status } = await post(server, formOf(await assertion(init)));
    assertEquals(status, 401);
  }
  const contradicted = formOf(await assertion({ claims }), { client_id: "x" });
  assertEquals((await post(server, contradicted)).status, 401);
  const right = formOf(await assertion({ claims }));
  assertEquals((await post(server, right)).status, 200);
});

Deno.test("an assertion is remembered for as long as it could be used", async () => {
  let now = NOW;
  const server = keyedServer({ now: () => now });
  const exp = NOW + 300;
  const claims = { jti: "long", exp };
  const form = formOf(await assertion({ claims }));
  assertEquals((await post(server, form)).status, 200);
  for (now of [NOW + 1, exp, exp + 29]) {
    await post(server, form);
    assertEquals(reasonOf(server), "assertion_replayed", `${now - exp}`);
  }
  now = exp + 30;
  await post(server, form);
  assertEquals(reasonOf(server), "assertion_expired");
});

Deno.test("what a store is asked to claim is a digest of issuer and jti, kept beyond the skew", async () => {
  const claims: [string, number][] = [];
  const server = serverWith({
    claim(id, expiresAt) {
      claims.push([id, expiresAt]);
      return Promise.resolve(true);
    },
  });
  for (const jti of ["x", "y".repeat(4_000), "\ud800", "\udfff"]) {
    await post(
      server,
      formOf(await assertion({ claims: { jti, exp: NOW + 9.5 } })),
    );
    assertEquals(reasonOf(server), undefined);
  }
  assertEquals(new Set(claims.map(([id]) => id)).size, 4);
  for (const [id, expiresAt] of claims) {
    assertEquals(id.length, 43);
    assertEquals(expiresAt, NOW + 40 + 60);
  }
});

const FAILING: readonly [string, ReplayStore["claim"]][] = [
  ["rejects", () => Promise.reject(new Error("down"))],
  ["throws", () => {
    throw new Error("down");
  }],
  ["never answers", () => new Promise(() => {})],
];

for (const [how, claim] of FAILING) {
  Deno.test(`a replay store that ${how} fails closed, with 503`, async () => {
    const server = serverWith({ claim }, { seamMilliseconds: 20 });
    const { status, body } = await post(server, formOf(await assertion()));
    assertEquals([status, body.error], [503, "temporarily_unavailable"]);
    assertEquals(reasonOf(server), "replay_store_failed");
  });
}

Deno.test("only a store that says true has claimed", async () => {
  for (const answer of [false, undefined, null, 0, 1, "true", {}]) {
    const server = serverWith({
      claim: () => Promise.resolve(answer as boolean),
    });
    assertEquals((await post(server, formOf(await assertion()))).status, 401);
  }
});

function serverWith(
  replays: ReplayStore,
  options: Parameters<typeof testServer>[0] = {},
) {
  const { clients } = memoryStorage({ clients: [KEYED, CLIENT] });
  return testServer({ storage: { clients, replays }, ...options });
}
