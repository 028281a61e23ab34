// Three processes over one store, under load, while keys rotate every few
// seconds; one of them is killed and started again, and one key is revoked.

import { assert, assertEquals } from "@std/assert";
import { createKeyRing, generateClientSecret } from "@mintmark/oauth";
import { onOwnEngine, ownPostgres } from "../faults/own_engines.ts";
import { freePort, Program } from "../program.ts";
import { IS_FULL } from "../scale.ts";
import { Load } from "./load.ts";
import { POLICY } from "./policy.ts";
import { openStore } from "./store.ts";

const SECONDS = 60;

const WRAPPING_KEY = "PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0";

const PROGRAM = new URL("issuing_process.ts", import.meta.url);

const pause = (seconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, seconds * 1_000));

const nameOver = (store: string) =>
  `three processes, one ${store}, a key every ${POLICY.signingSeconds} seconds: no token is refused`;

Deno.test({
  name: nameOver("SQLite file"),
  ignore: !IS_FULL,
  fn: async () => {
    const directory = await Deno.makeTempDir();
    try {
      await rotate("sqlite", `${directory}/keys.db`);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

onOwnEngine("postgres", nameOver("Postgres"), (ignore) =>
  Deno.test({
    name: nameOver("Postgres"),
    ignore,
    fn: async () => {
      await using engine = await ownPostgres();
      await engine.start();
      await rotate("postgres", String(engine.port));
    },
  }));

async function rotate(driver: string, place: string): Promise<void> {
  const { secret, hash } = generateClientSecret();
  const ports = [freePort(), freePort(), freePort()];
  const start = (port: number) =>
    new Program(Deno.execPath(), [
      ...["run", "--quiet", "--allow-all", "--no-check", PROGRAM.href],
      ...[String(port), driver, place, hash, WRAPPING_KEY],
    ]);
  const programs = ports.map(start);
  const { storage, end } = await openStore(driver, place);
  try {
    for (const [i, port] of ports.entries()) {
      await programs[i]!.listensOn(port);
    }
    const revokedAt = new Map<string, number>();
    const load = new Load(ports, secret, revokedAt);
    const loaded = load.run(SECONDS);

    await pause(SECONDS / 3);
    programs[2]!.signal("SIGKILL");
    await programs[2]!.ended();
    await pause(2);
    programs[2] = start(ports[2]!);

    await pause(SECONDS / 3);
    const kid = load.newestKid;
    revokedAt.set(kid, Date.now());
    await createKeyRing({
      store: storage.keys,
      policy: POLICY,
      wrappingKeys: [WRAPPING_KEY],
    }).revokeKey(kid);

    await loaded;
    console.log(load.summary());
    assertEquals(load.refused, []);
    assertEquals(load.unanswered, 0);
    assert(load.kids.size > SECONDS / POLICY.signingSeconds / 2);
    assert(load.refusedRevoked > 0, "the revoked key");
    assert(load.checked > 2_000);
  } finally {
    for (const program of programs) await program[Symbol.asyncDispose]();
    await end();
  }
}
