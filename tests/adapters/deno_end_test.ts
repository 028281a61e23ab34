import { serve } from "@mintmark/oauth/deno";
import { assertEquals, assertRejects } from "@std/assert";
import { testServer } from "../fixtures.ts";
import { serving } from "./deno_serving.ts";
import { FORM, RawConnection } from "./raw_connection.ts";
import { selfSigned } from "./self_signed.ts";

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
