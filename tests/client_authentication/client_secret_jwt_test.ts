/** Client authentication with an HMAC under the secret. @module */

import { assert, assertEquals, assertObjectMatch } from "@std/assert";
import { type Client, clientSecretJwt } from "@mintmark/oauth";
import { CLIENT, NOW, post, testServer } from "../fixtures.ts";
import {
  assertion,
  type AssertionInit,
  formOf,
  hmacSigned,
  KEY,
  KEYED,
  reasonOf,
} from "./assertions.ts";

const UTF8 = new TextEncoder();
const SECRET = "0123456789abcdef0123456789abcdef";

function clientWith(members: Partial<Client> = {}): Client {
  return {
    ...CLIENT,
    client_id: "shared",
    token_endpoint_auth_method: "client_secret_jwt",
    client_secrets: [{ hash: `$test$${SECRET}`, wrapped_secret: wrap(SECRET) }],
    ...members,
  };
}

/** A wrapping that hides nothing, but shows whether it was undone. */
function wrap(secret: string): string {
  return [...secret].reverse().join("");
}

function serverOf(
  client: Client,
  unwrap = (wrapped: string): Promise<string> => Promise.resolve(wrap(wrapped)),
) {
  return testServer({
    clients: [client, KEYED],
    clientAssertions: {
      clientSecretJwt: clientSecretJwt({ dangerouslyUnwrapSecret: unwrap }),
    },
  });
}

async function hmac(
  alg: string,
  secret = SECRET,
  init: AssertionInit = {},
): Promise<Record<string, string>> {
  const header = { alg, kid: undefined, ...init.header };
  const full = { client_id: "shared", ...init, header };
  const hash = `SHA-${alg.slice(2)}`;
  return formOf(await hmacSigned(full, UTF8.encode(secret), hash));
}

Deno.test("client_secret_jwt: a client signs with each of its secrets, and the event names it", async () => {
  const long = "z".repeat(64);
  const server = serverOf(clientWith({
    client_secrets: [
      { hash: "$test$x", wrapped_secret: wrap(SECRET), name: "old" },
      { hash: "$test$y" },
      { hash: "$test$z", wrapped_secret: wrap(long), name: "new" },
    ],
  }));
  const rows = [
    ["HS256", SECRET, "old"],
    ["HS256", long, "new"],
    ["HS384", long, "new"],
    ["HS512", long, "new"],
  ] as const;
  for (const [alg, secret, secretName] of rows) {
    assertEquals((await post(server, await hmac(alg, secret))).status, 200);
    const method = "client_secret_jwt";
    assertObjectMatch(server.events.at(-1)!, { method, secretName });
  }
});

Deno.test("client_secret_jwt is off unless the operator turns it on", async () => {
  const server = testServer({ clients: [clientWith()] });
  assertEquals((await post(server, await hmac("HS256"))).status, 401);
  assertEquals(reasonOf(server), "assertion_alg_not_allowed");
});

Deno.test("client_secret_jwt has to be registered, whatever secrets a client has", async () => {
  const { token_endpoint_auth_method: _, ...without } = clientWith();
  const server = serverOf(without);
  assertEquals((await post(server, await hmac("HS256"))).status, 401);
  assertEquals(reasonOf(server), "method_not_registered");
});

Deno.test("client_secret_jwt: the secret itself is no way in, where the method is registered", async () => {
  const server = serverOf(clientWith());
  const form = {
    grant_type: "client_credentials",
    client_id: "shared",
    client_secret: SECRET,
  };
  assertEquals((await post(server, form)).status, 401);
});

Deno.test("RFC 8725 §2.1: a public key is no secret to sign with", async () => {
  const methods = ["private_key_jwt", "client_secret_jwt"];
  const server = serverOf(clientWith({
    token_endpoint_auth_method: undefined as never,
    token_endpoint_auth_methods: methods,
    jwks: KEYED.jwks!,
  }));
  for (
    const text of [
      JSON.stringify(KEY.public_jwk),
      JSON.stringify(KEYED.jwks),
      KEY.public_jwk.x!,
    ]
  ) {
    const header = { kid: KEY.kid };
    const form = await hmac("HS256", text, { header });
    assertEquals((await post(server, form)).status, 401);
    assertEquals(reasonOf(server), "assertion_signature_wrong");
  }
});

Deno.test("client_secret_jwt: what is wrong has its own reason", async () => {
  const rows: readonly (readonly [
    Partial<Client>,
    Promise<Record<string, string>>,
    string,
  ])[] = [
    [{}, hmac("HS256", SECRET.toUpperCase()), "assertion_signature_wrong"],
    [{}, hmac("HS384"), "secret_too_short_for_alg"],
    [
      { client_secrets: [{ hash: "$test$x" }] },
      hmac("HS256"),
      "no_wrapped_secret",
    ],
    [
      {
        client_secrets: [{
          hash: "$test$x",
          wrapped_secret: wrap(SECRET),
          expires_at: NOW,
        }],
      },
      hmac("HS256"),
      "no_wrapped_secret",
    ],
    [
      { token_endpoint_auth_signing_alg: "HS512" },
      hmac("HS256"),
      "assertion_alg_not_registered",
    ],
    [
      {},
      assertion({ client_id: "shared" }).then(formOf),
      "method_not_registered",
    ],
    [
      {},
      hmac("HS256", SECRET, { claims: { exp: NOW - 30 } }),
      "assertion_expired",
    ],
  ];
  for (const [members, form, reason] of rows) {
    const server = serverOf(clientWith(members));
    const { status } = await post(server, await form);
    assertEquals([status, reasonOf(server)], [401, reason]);
  }
});

Deno.test("client_secret_jwt RFC 7523 §3: an assertion counts once", async () => {
  const server = serverOf(clientWith());
  const form = await hmac("HS256");
  const answers = await Promise.all([1, 2, 3].map(() => post(server, form)));
  assertEquals(answers.map(({ status }) => status).sort(), [200, 401, 401]);
});

Deno.test("client_secret_jwt: an unwrapper that fails is a 503, and its secret in no event", async () => {
  for (
    const unwrap of [
      () => Promise.reject(new Error("down")),
      () => {
        throw new Error("down");
      },
    ]
  ) {
    const server = serverOf(clientWith(), unwrap);
    const { status } = await post(server, await hmac("HS256"));
    assertEquals([status, reasonOf(server)], [503, "secret_unwrapper_failed"]);
    const text = Deno.inspect(server.events, { depth: 20 });
    assert(!text.includes(SECRET) && !text.includes(wrap(SECRET)));
  }
});

Deno.test("client_secret_jwt: the unwrapper is told whose secret it is", async () => {
  const asked: string[] = [];
  const server = testServer({
    clients: [clientWith()],
    clientAssertions: {
      clientSecretJwt: clientSecretJwt({
        dangerouslyUnwrapSecret: (wrapped, client_id, signal) => {
          asked.push(`${client_id} ${wrapped} ${signal.aborted}`);
          return Promise.resolve(SECRET);
        },
      }),
    },
  });
  assertEquals((await post(server, await hmac("HS256"))).status, 200);
  assertEquals(asked, [`shared ${wrap(SECRET)} false`]);
});
