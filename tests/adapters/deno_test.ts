import { serve } from "@mintmark/oauth/deno";
import { assertEquals, assertRejects } from "@std/assert";
import { GOOD, testServer } from "../fixtures.ts";
import { freePort } from "../program.ts";
import { serving } from "./deno_serving.ts";
import { RawConnection } from "./raw_connection.ts";
import { selfSigned } from "./self_signed.ts";

const FORM_POST = { method: "POST", body: new URLSearchParams(GOOD) };

Deno.test("serve on Deno: port 0 takes a free port, and its address is told", async () => {
  const { address, finished, url, stop } = await serving(testServer());

  const response = await fetch(url, FORM_POST);

  assertEquals(address.hostname, "127.0.0.1");
  assertEquals(response.status, 200);
  assertEquals((await response.json()).token_type, "bearer");
  stop();
  await finished;
});

Deno.test("serve on Deno: the address of the peer reaches the events", async () => {
  const server = testServer();
  const { finished, url, stop } = await serving(server);

  await (await fetch(url, FORM_POST)).body?.cancel();

  const issued = server.events.filter(({ type }) => type === "issued");
  assertEquals(
    issued.map((event) => "remoteAddress" in event && event.remoteAddress),
    ["127.0.0.1"],
  );
  stop();
  await finished;
});

Deno.test("serve on Deno: certificate and key make it https", async () => {
  const tls = await selfSigned();
  const { address, finished, stop } = await serving(testServer(), { tls });
  const { port } = address;
  using client = Deno.createHttpClient({ caCerts: [tls.cert] });

  const response = await fetch(`https://127.0.0.1:${port}/token`, {
    ...FORM_POST,
    client,
  });

  assertEquals(response.status, 200);
  assertEquals((await response.json()).expires_in, 3600);
  stop();
  await finished;
});

Deno.test("serve on Deno: a signal that is aborted already throws its reason, and nothing listens", async () => {
  const port = freePort();
  const reason = new Error("not today");

  const thrown = await assertRejects(() =>
    serve(testServer(), { port, signal: AbortSignal.abort(reason) })
  );

  assertEquals(thrown, reason);
  await assertRejects(
    () => RawConnection.to(port),
    Deno.errors.ConnectionRefused,
  );
});

Deno.test("serve on Deno: a port that is taken rejects", async () => {
  const { address, finished, stop } = await serving(testServer());

  await assertRejects(
    () => serve(testServer(), { port: address.port }),
    Deno.errors.AddrInUse,
  );

  stop();
  await finished;
});

Deno.test("serve on Deno: a hostname says where it listens", async () => {
  const { address, finished, stop } = await serving(testServer(), {
    hostname: "0.0.0.0",
  });

  assertEquals(address.hostname, "0.0.0.0");
  stop();
  await finished;
});
