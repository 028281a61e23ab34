import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  clientCredentials,
  createAuthorizationServer,
  generateClientSecret,
  generateSigner,
  memoryStorage,
} from "@mintmark/oauth";
import { serve } from "../../../src/adapters/deno.ts";
import { freePort } from "../../program.ts";
import { run } from "../recorded_io.ts";

Deno.test("token get, decode and verify: from the issuer to the claims", async (t) => {
  const { secret, hash } = generateClientSecret();
  const port = freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const server = createAuthorizationServer({
    issuer,
    storage: memoryStorage({
      clients: [{
        client_id: "backend",
        client_secrets: [{ hash }],
        grant_types: ["client_credentials"],
        scope: "orders.read",
      }],
    }),
    signer: await generateSigner("EdDSA"),
    grants: [clientCredentials()],
    failureMilliseconds: 1,
    onEvent: () => {},
  });
  const ending = new AbortController();
  const { signal } = ending;
  const { finished } = await serve(server, {
    port,
    hostname: "127.0.0.1",
    signal,
  });
  const get = ["token", "get", issuer, "--client-id", "backend"];
  const environment = { MINTMARK_CLIENT_SECRET: secret };
  const asked = await run([...get, "--scope", "orders.read"], { environment });
  const input = asked.out;

  await t.step("get prints the token", () => {
    assertEquals([asked.code, input.split(".").length], [0, 3]);
  });
  await t.step(
    "get reads the secret from standard input, and prints the answer",
    async () => {
      const { out } = await run([...get, "--json"], { input: `${secret}\n` });
      assertEquals(JSON.parse(out).token_type, "bearer");
    },
  );
  await t.step("get asks for the secret at a terminal", async () => {
    const asked: string[] = [];
    const answer = (question: string) => (asked.push(question), secret);
    const { code, out } = await run(get, { answer });
    assertEquals([code, out.split(".").length], [0, 3]);
    assertEquals(asked, ["the secret of the client: "]);
    const none = await run(get, { answer: () => "" });
    assertEquals([none.code, none.out], [2, ""]);
  });
  await t.step("get says what the server says", async () => {
    const { code, error } = await run(get, { input: "wrong" });
    assertEquals(code, 1);
    assertStringIncludes(error, "the server refuses: invalid_client");
  });
  await t.step("get refuses the metadata of another issuer", async () => {
    const other = ["token", "get", `http://localhost:${port}`];
    const { code, error } = await run([...other, "--client-id", "backend"]);
    assertEquals(code, 1);
    assertStringIncludes(error, "metadata there is of another issuer");
  });
  await t.step("decode shows header and claims", async () => {
    const { header, claims } = JSON.parse(
      (await run(["token", "decode"], { input })).out,
    );
    assertEquals([header.typ, claims.scope], ["at+jwt", "orders.read"]);
  });
  await t.step("verify prints the claims of a good token", async () => {
    const { code, out } = await run(
      ["token", "verify", issuer, "--audience", issuer],
      { input },
    );
    assertEquals([code, JSON.parse(out).client_id], [0, "backend"]);
  });
  await t.step("verify says what is wrong with a bad one", async () => {
    const ended = await run(
      ["token", "verify", issuer, "--audience", "https://other.example.com/"],
      { input },
    );
    assertEquals([ended.code, ended.out], [1, ""]);
    assertStringIncludes(ended.error, "the token is not good: ");
  });
  await t.step("what is missing is said", async () => {
    for (
      const [line, said] of [
        [["token", "get", issuer], "--client-id is missing"],
        [get, "MINTMARK_CLIENT_SECRET is not set"],
        [["token", "get", "nowhere", "--client-id", "x"], "must be a URL"],
        [["token", "verify", issuer], "--audience is missing"],
        [["token", "decode"], "standard input has no token"],
      ] as const
    ) {
      const { code, error } = await run(line);
      assertEquals(code, 2);
      assertStringIncludes(error, said);
    }
    const { code } = await run(["token", "decode"], { input: "no token" });
    assertEquals(code, 1);
  });
  ending.abort();
  await finished;
  server.close();
});

Deno.test("token get sends no secret where the way there is not safe, or not said", async () => {
  let token_endpoint: unknown;
  let issuer = "";
  const asked: string[] = [];
  await using http = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => {
      asked.push(request.method);
      return Response.json({ issuer, token_endpoint });
    },
  );
  issuer = `http://127.0.0.1:${http.addr.port}`;
  const get = ["token", "get", issuer, "--client-id", "backend"];
  for (
    const [endpoint, said] of [
      ["http://tokens.example.com/token", "must be https"],
      ["ftp://127.0.0.1/token", "must be https"],
      ["/token", "names no token endpoint"],
      [undefined, "names no token endpoint"],
    ] as const
  ) {
    token_endpoint = endpoint;
    const { code, error } = await run(get, { input: "secret" });
    assertEquals(code, 1);
    assertStringIncludes(error, said);
  }
  assertEquals(asked, ["GET", "GET", "GET", "GET"]);
  const plain = ["token", "get", "http://as.example.com", "--client-id", "x"];
  const { code, error } = await run(plain, { input: "secret" });
  assertEquals(code, 1);
  assertStringIncludes(error, "must be https");
});
