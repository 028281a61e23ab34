import { serve } from "@mintmark/oauth/deno";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { GOOD, testServer } from "../fixtures.ts";
import { FORM, RawConnection } from "./raw_connection.ts";
import { selfSigned } from "./self_signed.ts";

/** Longer than a test may take: what needs it to end never ends. */
const NEVER_MILLISECONDS = 2 ** 31 - 1;

/** Serves until the end of a block, and is then cut off. */
async function serving(
  server: Parameters<typeof serve>[0],
  options: Omit<Parameters<typeof serve>[1], "port" | "signal"> = {},
) {
  const stop = new AbortController();
  const { address, finished } = await serve(server, {
    port: 0,
    signal: stop.signal,
    drainMilliseconds: NEVER_MILLISECONDS,
    ...options,
  });
  return {
    address,
    finished,
    url: `http://127.0.0.1:${address.port}/token`,
    stop: () => stop.abort(),
  };
}

/** A server whose answer to a request is given by the test. */
function answeredByHand() {
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  return {
    arrived: arrived.promise,
    answer: answer.resolve,
    handle: () => {
      arrived.resolve();
      return answer.promise;
    },
  };
}

/** Turns waiting forever, which no test runner notices, into a failure. */
async function notForever(promise: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const forever = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("it never happened")), 20_000);
  });
  await Promise.race([promise, forever]).finally(() => clearTimeout(timer));
}

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

Deno.test("serve on Deno: once aborted it ends, and the port is free again", async () => {
  const first = await serving(testServer());
  first.stop();
  await first.finished;

  const { finished } = await serve(testServer(), {
    port: first.address.port,
    signal: AbortSignal.timeout(0),
  });

  await finished;
});

Deno.test("serve on Deno: a request that is being answered when it ends gets its answer", async () => {
  const server = answeredByHand();
  const { finished, url, stop } = await serving(server);
  const response = fetch(url);
  await server.arrived;

  stop();
  server.answer(new Response("done"));

  assertEquals(await (await response).text(), "done");
  await finished;
});

Deno.test("serve on Deno: a request whose body is on its way when it ends gets its answer", async () => {
  const { address, finished, stop } = await serving(testServer());
  using connection = await RawConnection.to(address.port);
  await connection.begin(FORM);
  await connection.send(FORM.slice(0, 20));

  stop();
  await connection.send(FORM.slice(20));

  const { status, body } = await connection.answer();
  assertEquals(status, 200, JSON.stringify(body));
  await finished;
});

Deno.test("serve on Deno: a connection that is kept alive does not hold up the end", async () => {
  const { address, finished, stop } = await serving(testServer());
  using connection = await RawConnection.to(address.port);
  await connection.begin(FORM);
  await connection.send(FORM);
  assertEquals((await connection.answer()).status, 200);

  stop();

  await finished;
  await connection.closed();
});

Deno.test("serve on Deno: a connection without a request does not hold up the end", async () => {
  const { address, finished, stop } = await serving(testServer());
  using connection = await RawConnection.to(address.port);

  stop();

  await finished;
  await connection.closed();
});

Deno.test("serve on Deno: half the head of a request does not hold up the end", async () => {
  const { address, finished, stop } = await serving(testServer());
  using connection = await RawConnection.to(address.port);
  await connection.begin(FORM);
  await connection.send(FORM + "POST /token HTTP/1.1\r\nHost: loc");
  assertEquals((await connection.answer()).status, 200);

  stop();

  await finished;
  await connection.closed();
});

Deno.test("serve on Deno: what is not answered after drainMilliseconds is cut off", async () => {
  const server = answeredByHand();
  const { finished, url, stop } = await serving(server, {
    drainMilliseconds: 1,
  });
  const cut = assertRejects(() => fetch(url), TypeError);
  await server.arrived;

  stop();

  await finished;
  await cut;
  server.answer(new Response());
});

Deno.test("serve on Deno: half a TLS handshake does not hold up the end for longer than drainMilliseconds", async () => {
  const { address, finished, stop } = await serving(testServer(), {
    tls: await selfSigned(),
    drainMilliseconds: 500,
  });
  using connection = await RawConnection.to(address.port);
  await connection.send("\x16\x03\x01\x02");

  stop();

  await notForever(finished);
});

Deno.test("serve on Deno: an answer that nobody reads does not hold up the end for longer than drainMilliseconds", async () => {
  const size = 50_000_000;
  const { address, finished, stop } = await serving({
    handle: () => Promise.resolve(new Response("x".repeat(size))),
  }, { drainMilliseconds: 500 });
  using connection = await RawConnection.to(address.port);
  await connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await connection.receive(/^HTTP\/1\.1 200 /);

  stop();

  await notForever(finished);
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
  const { address, finished, stop } = await serving(testServer());
  stop();
  await finished;
  const reason = new Error("not today");

  const thrown = await assertRejects(() =>
    serve(testServer(), {
      port: address.port,
      signal: AbortSignal.abort(reason),
    })
  );

  assertEquals(thrown, reason);
  await assertRejects(
    () => RawConnection.to(address.port),
    Deno.errors.ConnectionRefused,
  );
});

Deno.test("serve on Deno: a port that is taken rejects", async () => {
  const { address, finished, stop } = await serving(testServer());

  const error = await assertRejects(
    () => serve(testServer(), { port: address.port }),
    Deno.errors.AddrInUse,
  );

  assertMatch(error.message, /./);
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
