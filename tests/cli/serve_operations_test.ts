import { assert, assertEquals, assertMatch } from "@std/assert";
import { generateClientSecret } from "../../mod.ts";
import { main } from "../../src/cli/main.ts";
import { freePort } from "../program.ts";
import { makePlace } from "./place.ts";
import { recordedIo } from "./recorded_io.ts";

const { secret: SECRET } = generateClientSecret();

function configuration(rest: Readonly<Record<string, unknown>>) {
  return {
    issuer: "http://localhost:8080",
    storage: "memory",
    limits: { failureMilliseconds: 0 },
    clients: [{
      client_id: "a",
      client_secrets: [{ secret: SECRET }],
      grant_types: ["client_credentials"],
    }],
    ...rest,
  };
}

/** A service in this process, with a listener for operators. */
async function start(rest: Readonly<Record<string, unknown>> = {}) {
  const [port, metricsPort] = [freePort(), freePort()];
  const place = await makePlace(
    configuration({ metrics: { port: metricsPort }, ...rest }),
  );
  const io = recordedIo({ directory: place.directory });
  const code = main(["serve", "--port", String(port)], io);
  await Promise.race([io.wrote("clients "), code]);
  const get = async (base: number, path: string) => {
    const response = await fetch(`http://127.0.0.1:${base}${path}`);
    return [response.status, await response.text()] as const;
  };
  return {
    io,
    code,
    place,
    own: (path: string) => get(port, path),
    operators: (path: string) => get(metricsPort, path),
    async token(client_secret = SECRET): Promise<number> {
      const response = await fetch(`http://127.0.0.1:${port}/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "client_credentials",
          client_id: "a",
          client_secret,
        }),
      });
      await response.body?.cancel();
      return response.status;
    },
    async [Symbol.asyncDispose]() {
      io.send("SIGTERM");
      await code;
      await place[Symbol.asyncDispose]();
    },
  };
}

/** The value of a series in a text. */
function valueOf(text: string, series: string): number | undefined {
  const line = text.split("\n").find((line) => line.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
}

const ISSUED =
  'mintmark_token_requests_total{outcome="issued",grant_type="client_credentials",method="client_secret_post"}';

Deno.test("serve: probes beside the endpoints, metrics on a listener of their own, and a reload loses no count", async () => {
  await using service = await start();
  assertEquals(await service.token(), 200);
  assertEquals(await service.own("/health"), [200, '{"status":"live"}']);
  assertEquals(await service.own("/ready"), [200, '{"status":"ready"}']);
  assertEquals((await service.own("/metrics"))[0], 404);
  assertEquals((await service.operators("/token"))[0], 404);
  assertEquals(await service.operators("/ready"), [
    200,
    '{"status":"ready","checks":{"store":"ok","keys":"ok"}}',
  ]);

  service.io.send("SIGHUP");
  await service.io.wrote("was read again");
  assertEquals(await service.token(), 200);
  const [status, text] = await service.operators("/metrics");
  assertEquals(status, 200);
  assertEquals(valueOf(text, ISSUED), 2);
  assertEquals(valueOf(text, "mintmark_published_keys"), 2);
  const newest = valueOf(text, "mintmark_newest_key_created_timestamp_seconds");
  assert(Math.abs(newest! - Date.now() / 1_000) < 60, text);
});

Deno.test("serve: at the end /ready says no while everything else is answered as before", async () => {
  await using service = await start({ health: { unreadyMilliseconds: 400 } });
  assertEquals((await service.own("/ready"))[0], 200);
  service.io.send("SIGTERM");
  assertEquals((await service.own("/ready"))[0], 503);
  assertEquals((await service.operators("/ready"))[0], 503);
  assertEquals((await service.own("/health"))[0], 200);
  assertEquals(await service.token(), 200);
  assertEquals(await service.code, 0);
});

Deno.test("serve: without health there are no probes, and without metrics no listener", async () => {
  await using service = await start({ health: false, metrics: undefined });
  assertEquals((await service.own("/health"))[0], 404);
  assertEquals((await service.own("/ready"))[0], 404);
  assertEquals(await service.token(), 200);
});

Deno.test("serve: events are lines of JSON on standard error, without the secret", async () => {
  await using service = await start();
  assertEquals(await service.token(), 200);
  assertEquals(await service.token("wrong-secret"), 401);
  const lines = service.io.said.filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  const refused = lines.find(({ type }) => type === "refused");
  assertEquals(refused.level, "info");
  assertEquals(refused.reason, "wrong_secret");
  assertMatch(refused.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  assert(lines.some(({ message }) => message === "token issued"));
  for (const line of service.io.said) {
    assert(!line.includes(SECRET) && !line.includes("wrong-secret"), line);
  }
});

Deno.test("serve: lines for people, and problems alone, where the configuration says so", async () => {
  await using service = await start({
    log: { events: "problems", format: "pretty" },
  });
  assertEquals(await service.token(), 200);
  const [line = ""] = service.io.said;
  assertMatch(line, /^\S+Z warn {2}A token without a resource/);
  assert(service.io.said.every((line) => !line.includes("token issued")));
});

Deno.test("serve: a port for metrics that is taken is told in a sentence, with 1", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  await using place = await makePlace(configuration({ metrics: { port } }));
  const io = recordedIo({ directory: place.directory });
  assertEquals(await main(["serve", "--port", "0"], io), 1);
  listener.close();
  assertMatch(io.said.join(), new RegExp(`port ${port} of 127.0.0.1 is taken`));
});
