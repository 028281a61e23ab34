/** Assertions and the failure budget. @module */

import { clientSecretJwt } from "@mintmark/oauth";
import { assertEquals, assertObjectMatch } from "@std/assert";
import { CLIENT, read, tokenRequest } from "../fixtures.ts";
import {
  assertion,
  formOf,
  hmacSigned,
  KEYED,
  keyedServer,
  reasonOf,
} from "./assertions.ts";

const failureBudget = {
  windowSeconds: 100,
  perPair: 2,
  perAddress: 4,
  perClient: 3,
};

async function statusOf(
  server: ReturnType<typeof keyedServer>,
  form: Record<string, string>,
  remoteAddress = "192.0.2.1",
): Promise<number> {
  const request = tokenRequest(form);
  return (await read(await server.handle(request, { remoteAddress }))).status;
}

const wrong = async () => formOf(await assertion({ header: { kid: "other" } }));
const right = async () => formOf(await assertion());

Deno.test("failures of assertions are counted, and past the budget are 429; a right one never is", async () => {
  const server = keyedServer({ failureBudget });
  const statuses = [];
  for (let i = 0; i < 4; i++) {
    statuses.push(await statusOf(server, await wrong()));
  }
  assertEquals(statuses, [401, 401, 429, 429]);
  assertEquals(reasonOf(server), "pair_past_failure_budget");
  assertEquals(await statusOf(server, await right()), 200);
  // From other addresses, until the client has had too many.
  assertEquals(await statusOf(server, await wrong(), "192.0.2.2"), 401);
  assertEquals(await statusOf(server, await wrong(), "192.0.2.3"), 429);
  assertEquals(await statusOf(server, await right(), "192.0.2.4"), 200);
  assertObjectMatch(server.events.at(-1)!, { type: "issued" });
});

Deno.test("what cannot be a JWT is counted by its address", async () => {
  const server = keyedServer({ failureBudget });
  const statuses = [];
  for (let i = 0; i < 6; i++) {
    statuses.push(await statusOf(server, formOf("x")));
  }
  assertEquals(statuses, [401, 401, 401, 401, 429, 429]);
  assertEquals(await statusOf(server, await right()), 200);
});

Deno.test("naming a client that needs no proof is no success of it", async () => {
  const both = {
    ...CLIENT,
    token_endpoint_auth_methods: ["none", "client_secret_post"],
  };
  const server = keyedServer({ clients: [both], failureBudget });
  const grant_type = "client_credentials";
  const { client_id } = CLIENT;
  const guess = { grant_type, client_id, client_secret: "guess" };
  for (const host of [1, 2, 3, 4, 5]) {
    const address = `192.0.2.${host}`;
    await statusOf(server, { grant_type, client_id }, address);
    const expected = host <= failureBudget.perClient ? 401 : 429;
    assertEquals(await statusOf(server, guess, address), expected);
  }
});

Deno.test("clientAuthenticationMethods: what is left out is refused, whatever a client is registered for", async () => {
  const server = keyedServer({
    clientAuthenticationMethods: ["client_secret_basic"],
  });
  const form = {
    grant_type: "client_credentials",
    client_id: CLIENT.client_id,
    client_secret: "foobar",
  };
  assertEquals(await statusOf(server, form), 401);
  assertObjectMatch(server.events.at(-1)!, {
    reason: "method_not_offered",
    evidence: { method: "client_secret_post" },
  });
});

Deno.test("client_secret_jwt: a client with keys and no registered method signs with its keys alone", async () => {
  const secret = "0123456789abcdef0123456789abcdef";
  const client = {
    ...KEYED,
    client_secrets: [{ hash: "$test$x", wrapped_secret: secret }],
  };
  const server = keyedServer({
    clients: [client],
    clientAssertions: {
      clientSecretJwt: clientSecretJwt({
        dangerouslyUnwrapSecret: (wrapped) => Promise.resolve(wrapped),
      }),
    },
  });
  const header = { alg: "HS256", kid: undefined };
  const key = new TextEncoder().encode(secret);
  const form = formOf(await hmacSigned({ header }, key));
  assertEquals(await statusOf(server, form), 401);
  assertEquals(reasonOf(server), "method_not_registered");
  assertEquals(await statusOf(server, await right()), 200);
});
