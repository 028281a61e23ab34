import {
  assertEquals,
  assertInstanceOf,
  assertObjectMatch,
  assertThrows,
} from "@std/assert";
import { hashSync } from "bcrypt-ts/browser";
import {
  bcrypt,
  clientCredentials,
  createAuthorizationServer,
  memoryStorage,
} from "@mintmark/oauth";
import {
  CLIENT,
  countingHasher,
  GOOD,
  ISSUER,
  post,
  read,
  SIGNER,
  testServer,
  tokenRequest,
} from "./fixtures.ts";

Deno.test("close ends what every hasher has started", () => {
  const closed: string[] = [];
  const hasher = (name: string) => ({
    ...countingHasher(),
    close: () => void closed.push(name),
  });
  const server = testServer({ hashers: [hasher("one"), hasher("two")] });
  assertEquals(closed, []);
  server.close();
  assertEquals(closed, ["one", "two"]);
});

Deno.test("after close, a secret that needs hashing is 503, and a remembered one is still known", async () => {
  const clients = ["known", "unknown"].map((client_id) => ({
    ...CLIENT,
    client_id,
    client_secrets: [{ hash: hashSync("foobar", 4) }],
  }));
  const server = testServer({
    clients,
    hashers: [bcrypt({ workers: 0 })],
  });
  const ask = async (client_id: string) => {
    const { status, body } = await post(server, { ...GOOD, client_id });
    return [status, body.error];
  };
  assertEquals(await ask("known"), [200, undefined]);
  server.close();
  assertEquals(await ask("known"), [200, undefined]);
  assertEquals(await ask("unknown"), [503, "temporarily_unavailable"]);
});

Deno.test("after close, the documents are still there, and close may be called again", async () => {
  const server = testServer();
  server.close();
  server.close();
  for (const path of ["/jwks", "/.well-known/oauth-authorization-server"]) {
    const { status } = await read(
      await server.fetch(new Request(ISSUER + path)),
    );
    assertEquals(status, 200);
  }
});

type Handler = (request: Request) => Promise<Response>;

const HANDLERS: Readonly<Record<string, Handler>> = (() => {
  const { fetch, handle, ...server } = testServer();
  return {
    fetch,
    handle: (request) => handle(request, {}),
    handleTokenRequest: server.handleTokenRequest,
    handleJwksRequest: server.handleJwksRequest,
    handleMetadataRequest: server.handleMetadataRequest,
  };
})();

for (const [name, handler] of Object.entries(HANDLERS)) {
  Deno.test(`${name} answers what is nothing with 500, and does not reject`, async () => {
    for (const request of [undefined, null]) {
      const { status, headers, body } = await read(
        await handler(request as unknown as Request),
      );
      assertEquals(status, 500);
      assertEquals(body, {
        error: "server_error",
        error_description: "The server failed.",
      });
      assertEquals(headers.get("cache-control"), "no-store");
    }
  });

  Deno.test(`${name} grants nothing for what is no Request, and does not reject`, async () => {
    for (
      const request of [
        "https://as.example.com/token",
        new URL("https://as.example.com/jwks"),
        5,
        {},
        [],
        () => {},
        { method: "POST", url: `${ISSUER}/token` },
        { method: "POST", url: `${ISSUER}/token`, headers: {} },
      ]
    ) {
      const response = await handler(request as unknown as Request);
      assertInstanceOf(response, Response);
      assertEquals(response.status >= 400, true);
      assertEquals((await read(response)).body.access_token, undefined);
    }
  });

  Deno.test(`${name} answers with 500 when reading the request throws`, async () => {
    const hostile = new Proxy({}, {
      get() {
        throw new Error("no");
      },
    });
    const response = await handler(hostile as Request);
    assertEquals((await read(response)).status, 500);
  });
}

Deno.test("a clock that throws is 500 where the time is needed, and nothing rejects", async () => {
  const server = testServer({
    now: () => {
      throw new Error("no time");
    },
  });
  assertEquals((await post(server)).status, 500);
  const { status } = await read(
    await server.handleMetadataRequest(new Request(ISSUER)),
  );
  assertEquals(status, 200);
});

Deno.test("a server has these members, and they cannot be changed", () => {
  const server = createAuthorizationServer({
    issuer: ISSUER,
    storage: memoryStorage(),
    signer: SIGNER,
    grants: [clientCredentials()],
  });
  assertEquals(Object.keys(server), [
    "issuer",
    "keys",
    "handleTokenRequest",
    "handleJwksRequest",
    "handleMetadataRequest",
    "fetch",
    "handle",
    "handleExchange",
    "close",
  ]);
  assertThrows(() => {
    (server as { issuer: string }).issuer = "https://evil.example";
  }, TypeError);
});

Deno.test("two servers in one process share nothing but their signer", async () => {
  const one = testServer();
  const other = testServer();
  for (const server of [one, other]) {
    assertEquals((await post(server)).status, 200);
    assertEquals((await post(server)).status, 200);
    assertEquals(server.hasher.count, 1);
    assertEquals(
      server.events.map((event) =>
        event.type === "warning" ? event.warning : event.type
      ),
      ["audience_is_issuer", "ephemeral_signer", "issued", "issued"],
    );
  }
});

Deno.test("concurrent requests are answered each for itself", async () => {
  const clients = Array.from({ length: 20 }, (_, i) => ({
    ...CLIENT,
    client_id: `client-${i}`,
    client_secrets: [{ hash: `$test$secret-${i}` }],
  }));
  const server = testServer({ clients });
  const answers = await Promise.all(
    clients.map(({ client_id }, i) =>
      post(server, {
        ...GOOD,
        client_id,
        client_secret: i % 2 === 0 ? `secret-${i}` : "wrong",
      })
    ),
  );
  assertEquals(
    answers.map(({ status }) => status),
    clients.map((_, i) => i % 2 === 0 ? 200 : 401),
  );
  const issued = server.events.flatMap((event) =>
    event.type === "issued" ? [event.client_id] : []
  );
  assertEquals(
    new Set(issued),
    new Set(clients.filter((_, i) => i % 2 === 0).map((c) => c.client_id)),
  );
});

Deno.test("a request is not consumed twice: the same one again is our failure, and says so", async () => {
  const server = testServer();
  const request = tokenRequest();
  assertEquals((await read(await server.fetch(request))).status, 200);
  assertEquals((await read(await server.fetch(request))).status, 500);
  assertObjectMatch(server.events.at(-1)!, {
    type: "failed",
    reason: "body_already_read",
  });
});
