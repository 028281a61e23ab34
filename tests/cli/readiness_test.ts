import { assertEquals } from "@std/assert";
import { cachedClients, memoryStorage } from "@mintmark/oauth";
import { keysCheck, Readiness, storeCheck } from "../../src/cli/readiness.ts";
import { testServer } from "../fixtures.ts";

/** A readiness of one check, at a clock that stands still until it is moved. */
function asked(check: () => Promise<unknown>) {
  const clock = { now: 0, asked: 0 };
  const readiness = new Readiness({
    checks: [{
      name: "store",
      check: () => {
        clock.asked++;
        return check();
      },
    }],
    deadlineMilliseconds: 5,
    now: () => clock.now,
  });
  return { clock, readiness };
}

Deno.test("readiness: ready while every check passes, else not, and it says which did not", async () => {
  const ok = { name: "store", check: () => Promise.resolve() };
  const broken = { name: "keys", check: () => Promise.reject(new Error("no")) };
  const throwing = {
    name: "signer",
    check: () => {
      throw new Error("no");
    },
  };
  assertEquals(await new Readiness({ checks: [ok] }).state(), {
    isReady: true,
    checks: { store: "ok" },
  });
  assertEquals(
    await new Readiness({ checks: [ok, broken, throwing] }).state(),
    {
      isReady: false,
      checks: { store: "ok", keys: "failed", signer: "failed" },
    },
  );
});

Deno.test("readiness: a thousand probes within a second ask the store once", async () => {
  const { clock, readiness } = asked(() => Promise.resolve());
  const states = await Promise.all(
    Array.from({ length: 500 }, () => readiness.state()),
  );
  assertEquals(states.every(({ isReady }) => isReady), true);
  clock.now = 999;
  for (let i = 0; i < 500; i++) await readiness.state();
  assertEquals(clock.asked, 1);
  clock.now = 1_000;
  await readiness.state();
  assertEquals(clock.asked, 2);
});

Deno.test("readiness: a store that hangs misses the deadline, and is not asked again while it hangs", async () => {
  let answer = () => {};
  const hanging = new Promise<void>((resolve) => answer = resolve);
  const { clock, readiness } = asked(() => hanging);
  assertEquals((await readiness.state()).isReady, false);
  for (clock.now = 1_000; clock.now < 10_000; clock.now += 1_000) {
    assertEquals((await readiness.state()).isReady, false);
  }
  assertEquals(clock.asked, 1);
  answer();
  await new Promise((resume) => setTimeout(resume, 0));
  assertEquals((await readiness.state()).isReady, true);
});

Deno.test("readiness: once the end has begun it is not ready, not even for a check under way", async () => {
  let answer = () => {};
  const { readiness } = asked(() => new Promise<void>((r) => answer = r));
  const pending = readiness.state();
  readiness.end();
  answer();
  assertEquals((await pending).isReady, false);
  assertEquals(await readiness.state(), { isReady: false, checks: {} });
});

Deno.test("readiness: the store is asked itself, past a memory of its clients", async () => {
  const { clients } = memoryStorage();
  let isDown = false;
  const store = cachedClients({
    ...clients,
    list: (after: string, limit: number) =>
      isDown ? Promise.reject(new Error("down")) : clients.list(after, limit),
  });
  await storeCheck(store).check();
  isDown = true;
  const state = await new Readiness({ checks: [storeCheck(store)] }).state();
  assertEquals(state.checks, { store: "failed" });
  const asked: string[] = [];
  await storeCheck({
    get: (client_id) => {
      asked.push(client_id);
      return Promise.resolve(undefined);
    },
  }).check();
  assertEquals(asked.length, 1);
});

Deno.test("readiness: a server without keys cannot issue tokens", async () => {
  const { keys } = testServer();
  const none = { published: () => ({ keys: [], maxAge: 0 }) };
  const broken = { published: () => Promise.reject(new Error("no keys")) };
  for (
    const [source, state] of [
      [keys, "ok"],
      [none, "failed"],
      [broken, "failed"],
    ] as const
  ) {
    const { checks } = await new Readiness({ checks: [keysCheck(source)] })
      .state();
    assertEquals(checks, { keys: state });
  }
});
