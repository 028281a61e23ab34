import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { generateClientSecret } from "../../mod.ts";
import { main } from "../../src/cli/main.ts";
import { freePort } from "../program.ts";
import { makePlace } from "./place.ts";
import { type RecordedIo, recordedIo } from "./recorded_io.ts";

/** A service in this process. */
interface Started extends AsyncDisposable {
  readonly io: RecordedIo;
  readonly origin: string;
  readonly code: Promise<number>;
}

async function start(
  directory: string,
  args: readonly string[] = [],
): Promise<Started> {
  const port = freePort();
  const io = recordedIo({ directory });
  const code = main(["serve", "--port", String(port), ...args], io);
  await Promise.race([io.wrote("clients "), io.wrote("  curl "), code]);
  return {
    io,
    code,
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      io.send("SIGTERM");
      await code;
    },
  };
}

async function askToken(
  origin: string,
  client_id: string,
  client_secret: string,
): Promise<number> {
  const response = await fetch(`${origin}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id,
      client_secret,
    }),
  });
  await response.body?.cancel();
  return response.status;
}

Deno.test("serve: without a configuration, makes a file, a key and a client, and finds them the second time", async () => {
  await using place = await makePlace();
  let secret = "";
  {
    await using first = await start(place.directory);
    const printed = first.io.printed.join("\n");
    secret = /mintmark_\w+/.exec(printed)?.[0] ?? "";
    assertEquals(await askToken(first.origin, "first-client", secret), 200);
    assertMatch(printed, /^key \S+ \(new\)$/m);
    assertMatch(
      printed,
      /^ {2}curl http:\/\/localhost:\d+\/token -d grant_type=client_credentials -d client_id=first-client -d client_secret=mintmark_\w+$/m,
    );
    first.io.send("SIGTERM");
    assertEquals(await first.code, 0);
  }
  const { mode } = await Deno.stat(join(place.directory, "mintmark.db"));
  if (mode !== null) assertEquals(mode & 0o777, 0o600);
  await using second = await start(place.directory);
  const printed = second.io.printed.join("\n");
  assertMatch(printed, /^key \S+ \(found\)$/m);
  assertMatch(printed, /^clients 1 \(found\)$/m);
  assert(!printed.includes("mintmark_"), printed);
  assertEquals(await askToken(second.origin, "first-client", secret), 200);
});

Deno.test({
  name: "serve: listens on 127.0.0.1, and for others only where it is told so",
  // Elsewhere 127.0.0.2 is not an address of the machine.
  ignore: Deno.build.os !== "linux",
  async fn() {
    const isReached = async (origin: string) => {
      const port = Number(new URL(origin).port);
      const connect = () => Deno.connect({ hostname: "127.0.0.2", port });
      return await connect().then((it) => (it.close(), true), () => false);
    };
    await using place = await makePlace();
    {
      await using usual = await start(place.directory);
      assertEquals(await isReached(usual.origin), false);
    }
    const everywhere = ["--hostname", "0.0.0.0"];
    await using told = await start(place.directory, everywhere);
    assertEquals(await isReached(told.origin), true);
  },
});

const { secret: ONE } = generateClientSecret();
const { secret: TWO } = generateClientSecret();

function withClients(clients: Readonly<Record<string, string>>) {
  return {
    issuer: "http://localhost:8080",
    storage: "memory",
    limits: { failureMilliseconds: 0 },
    log: { events: "none" },
    clients: Object.entries(clients).map(([client_id, secret]) => ({
      client_id,
      client_secrets: [{ secret }],
      grant_types: ["client_credentials"],
    })),
  };
}

Deno.test("serve: on SIGHUP clients come and go with the file, and a broken file changes nothing", async () => {
  await using place = await makePlace(withClients({ a: ONE, b: ONE }));
  await using service = await start(place.directory);
  const { io, origin } = service;
  assertEquals(await askToken(origin, "a", ONE), 200);
  assertEquals(await askToken(origin, "b", ONE), 200);
  const before = await keyOf(origin);

  await place.write(withClients({ b: TWO, c: ONE }));
  io.send("SIGHUP");
  await io.wrote("the configuration was read again");
  assertEquals(await askToken(origin, "a", ONE), 401);
  assertEquals(await askToken(origin, "b", ONE), 401);
  assertEquals(await askToken(origin, "b", TWO), 200);
  assertEquals(await askToken(origin, "c", ONE), 200);
  assertEquals(await keyOf(origin), before, "the key in memory");

  await place.write('{"issuer": "http://localhost:8080",\n "clents": []}');
  io.send("SIGHUP");
  await io.wrote(
    'mintmark.json:2: clents is not known: did you mean "clients"?',
  );
  assert(io.said.join("\n").includes("the old configuration stays"));
  assertEquals(await askToken(origin, "c", ONE), 200);
});

Deno.test("serve: on SIGHUP no request is dropped, and none is answered by a server that was closed", async () => {
  await using place = await makePlace(withClients({ a: ONE }));
  await using service = await start(place.directory);
  const { io, origin } = service;
  const statuses: number[] = [];
  let isOver = false;
  const asking = Promise.all([1, 2, 3].map(async () => {
    while (!isOver) statuses.push(await askToken(origin, "a", ONE));
  }));

  for (let times = 1; times <= 5; times++) {
    io.send("SIGHUP");
    await io.wrote("read again");
    while (io.said.filter((line) => line.includes("again")).length < times) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  isOver = true;
  await asking;

  assert(statuses.length > 10, `${statuses.length} answers`);
  assertEquals(statuses.filter((status) => status !== 200), []);
});

Deno.test("serve: a port that is taken is told in a sentence, with 1", async () => {
  await using place = await makePlace(withClients({}));
  for (const hostname of ["127.0.0.1", "0.0.0.0"]) {
    const listener = Deno.listen({ hostname, port: 0 });
    const { port } = listener.addr;
    const io = recordedIo({ directory: place.directory });

    const code = await main([
      ...["serve", "--port", String(port), "--hostname", hostname],
    ], io);

    listener.close();
    assertEquals(code, 1);
    assertEquals(io.said, [
      `mintmark: port ${port} of ${hostname} is taken: stop what listens there, or choose another with --port`,
    ]);
  }
});

Deno.test("serve: a file of TLS that is not there is told, with 1", async () => {
  await using place = await makePlace({
    ...withClients({}),
    listen: { tls: { cert: "cert.pem", key: "key.pem" } },
  });
  const io = recordedIo({ directory: place.directory });

  assertEquals(await main(["serve", "--port", "0"], io), 1);
  assertEquals(io.said, [
    "mintmark: listen.tls.cert names cert.pem, which cannot be read (ENOENT)",
  ]);
});

async function keyOf(origin: string): Promise<string> {
  const { keys } = await (await fetch(`${origin}/jwks`)).json();
  return keys.map(({ kid }: { kid: string }) => kid).sort().join();
}
