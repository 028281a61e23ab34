/** Engines that die, or fall silent, under two instances at work. @module */

import { assert, assertEquals } from "@std/assert";
import { freePort, Program } from "../program.ts";
import {
  AssertionLoad,
  type Sample,
  SEAM_MILLISECONDS,
} from "./assertion_load.ts";
import { type DriverName, DRIVERS_OF, OPEN } from "./drivers.ts";
import { Link } from "./link.ts";
import {
  type EngineName,
  onOwnEngine,
  type OwnEngine,
  ownPostgres,
  ownRedis,
} from "./own_engines.ts";

/** How long all is well, before, between and after the faults. */
const CALM_MILLISECONDS = 2_000;

/** How long an engine is away. */
const OUTAGE_MILLISECONDS = 6_000;

/** How long after it is back the first token may take. */
const RECOVERY_MILLISECONDS = 10_000;

const PROGRAM = new URL("issuing_process.ts", import.meta.url);

const START: Readonly<Record<EngineName, () => Promise<OwnEngine>>> = {
  postgres: ownPostgres,
  redis: () => ownRedis(true),
};

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

for (const name of ["postgres", "redis"] as const) {
  for (const driver of DRIVERS_OF[name]) {
    const subject =
      `${name} that crashes, and later falls silent, under two instances over ${driver}: 503 meanwhile, tokens when it is back, and none twice for one assertion`;
    onOwnEngine(name, subject, (ignore) =>
      Deno.test({
        name: subject,
        ignore,
        fn: async () => {
          await using engine = await START[name]();
          await outages(engine, driver);
        },
      }));
  }
}

async function outages(engine: OwnEngine, driver: DriverName): Promise<void> {
  await engine.start();
  await using link = new Link(engine.port);
  const ports = [freePort(), freePort()] as const;
  const load = await AssertionLoad.over(ports);
  const { storage, end } = await OPEN[driver](engine.port);
  for (const client of load.clients) await storage.clients.put(client);
  await end();
  await using first = instance(ports[0], driver, link.port);
  await using second = instance(ports[1], driver, link.port);
  await first.listensOn(ports[0]);
  await second.listensOn(ports[1]);

  const running = load.run();
  await pause(CALM_MILLISECONDS);
  await outage(load, () => engine.crash(), () => engine.start());
  await outage(load, () => link.freeze(), () => link.resume());
  load.stop();
  await running;

  for (const { isOver, stderr, stdout } of [first, second]) {
    assertEquals([isOver, stderr], [false, ""]);
    assert(!stdout.includes("unexpected"), stdout);
  }
  assertAnswers(load.samples);
  assertFates(load);
}

function instance(port: number, driver: DriverName, engine: number): Program {
  return new Program(Deno.execPath(), [
    ...["run", "--quiet", "--allow-all", "--no-check", PROGRAM.href],
    ...[String(port), driver, String(engine)],
  ]);
}

async function outage(
  load: AssertionLoad,
  begin: () => Promise<void> | void,
  end: () => Promise<void> | void,
): Promise<void> {
  await begin();
  const from = load.now;
  await pause(OUTAGE_MILLISECONDS);
  const to = load.now;
  await end();
  const back = load.now;
  const tokenAt = await load.nextToken("assertion");
  // The other instance may need a moment longer.
  await pause(back + RECOVERY_MILLISECONDS - load.now);
  const calm = load.now;
  await pause(CALM_MILLISECONDS);

  const meanwhile = load.between("assertion", from + SEAM_MILLISECONDS, to);
  assertEquals(statusesOf(meanwhile), [503]);
  const known = load.between("secret", from, to);
  assertEquals(statusesOf(known), [200], "of those that need no store");
  assert(tokenAt - back < RECOVERY_MILLISECONDS, `${tokenAt - back} ms`);
  const after = load.between("assertion", calm, load.now);
  assertEquals(statusesOf(after), [200, 401]);
  console.log(
    `${meanwhile.length} × 503, ${known.length} × 200 of known secrets, ` +
      `and a token ${Math.round(tokenAt - back)} ms after the end`,
  );
}

function statusesOf(samples: readonly Sample[]): readonly number[] {
  return [...new Set(samples.map(({ status }) => status))].sort();
}

function assertAnswers(samples: readonly Sample[]): void {
  assertEquals(statusesOf(samples), [200, 401, 503]);
  for (const { by, status, retryAfter, took } of samples) {
    if (by === "secret") assertEquals(status, 200);
    assertEquals(retryAfter, status === 503 ? "1" : null);
    // One look-up, and one claim.
    assert(took < 3 * SEAM_MILLISECONDS, `${took} ms`);
  }
}

function assertFates(load: AssertionLoad): void {
  const fates = [...load.fates.values()];
  assertEquals(fates.filter(({ tokens }) => tokens > 1), []);
  assert(fates.filter(({ tokens }) => tokens === 1).length > 100);
  assert(fates.some((fate) => fate.tokens === 1 && fate.wasUnavailable));
  // Nobody is told that an assertion was used who was never told anything else.
  const robbed = fates.filter((fate) =>
    fate.tokens === 0 && !fate.wasUnavailable
  );
  assertEquals(robbed, []);
}
