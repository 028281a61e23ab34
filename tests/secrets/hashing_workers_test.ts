/** The hashing queue and its workers. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { bcrypt, type WarningEvent } from "@mintmark/oauth";
import { compare, hashSync } from "bcrypt-ts/browser";
import {
  HashingQueue,
  type HashingTask,
} from "../../src/secrets/hashing_queue.ts";
import { CLIENT, post, testServer } from "../fixtures.ts";
import {
  type FakeWorker,
  withBuiltinModule,
  withFakeWorkers,
} from "./fake_workers.ts";

const task = (name: string): HashingTask => ({
  name: "compare",
  args: [name, "$2b$"],
});

/** A queue with workers that says when it does without them. */
function queueOf(workers: number) {
  const inline: unknown[] = [];
  const queue = new HashingQueue({
    workers,
    maxQueued: 100,
    inline: ({ args }) => {
      inline.push(args[0]);
      return Promise.resolve(`inline ${args[0]}`);
    },
  });
  return { queue, inline };
}

/** What was posted to workers, by the secret of the task. */
const tasksOf = (workers: readonly FakeWorker[]) =>
  workers.map((worker) => worker.tasks.map(({ args }) => args[0]));

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

Deno.test("HashingQueue starts workers as tasks come, at most as many as it may, each with one task", async () => {
  await withFakeWorkers(async (workers) => {
    const { queue, inline } = queueOf(2);
    assertEquals(workers.length, 0);
    const results = ["a", "b", "c", "d"].map((name) => queue.run(task(name)));
    assertEquals(tasksOf(workers), [["a"], ["b"]]);
    workers[1]!.emit("message", { value: 1 });
    await turn();
    assertEquals(tasksOf(workers), [["a"], ["b", "c"]]);
    workers[0]!.emit("message", { value: 0 });
    await turn();
    assertEquals(tasksOf(workers), [["a", "d"], ["b", "c"]]);
    workers[1]!.emit("message", { value: 2 });
    workers[0]!.emit("message", { value: 3 });
    assertEquals(await Promise.all(results), [0, 1, 2, 3]);
    const again = queue.run(task("e"));
    assertEquals(workers.length, 2);
    workers.find(({ tasks }) => tasks.length === 3)!
      .emit("message", { value: 4 });
    assertEquals(await again, 4);
    assertEquals([queue.inline, inline], [false, []]);
  });
});

Deno.test("HashingQueue.close ends the workers and rejects what they run", async () => {
  await withFakeWorkers(async (workers) => {
    const { queue, inline } = queueOf(1);
    const works = ["running", "waiting"].map((name) => queue.run(task(name)));
    const rejected = works.map((work) => assertRejects(() => work, Error));
    queue.close();
    await Promise.all(rejected);
    assertEquals(workers[0]!.calls.at(-1), "terminate");
    assertEquals(inline, []);
  });
});

Deno.test("HashingQueue replaces a worker that dies at work, and only its task fails", async () => {
  const deaths: readonly ((worker: FakeWorker) => void)[] = [
    (worker) => worker.emit("exit"),
    (worker) => worker.emit("error", new Error("out of memory")),
    (worker) => worker.emit("message", { error: "RangeError: broken" }),
  ];
  for (const die of deaths) {
    await withFakeWorkers(async (workers) => {
      const { queue, inline } = queueOf(1);
      const first = queue.run(task("a"));
      workers[0]!.emit("message", { value: true });
      assertEquals(await first, true);
      await turn();
      const second = queue.run(task("b"));
      const third = queue.run(task("c"));
      const failed = assertRejects(() => second, Error);
      die(workers[0]!);
      await failed;
      await turn();
      assertEquals(tasksOf(workers), [["a", "b"], ["c"]]);
      workers[1]!.emit("message", { value: true });
      assertEquals(await third, true);
      assertEquals([queue.inline, inline], [false, []]);
    });
  }
});

Deno.test("HashingQueue gives no work to a worker that died while it was idle", async () => {
  for (const last of ["exit", "error"] as const) {
    await withFakeWorkers(async (workers) => {
      const { queue } = queueOf(1);
      const first = queue.run(task("a"));
      workers[0]!.emit("message", { value: 1 });
      assertEquals(await first, 1);
      await turn();
      workers[0]!.emit(last, new Error("out of memory"));
      const second = queue.run(task("b"));
      await turn();
      assertEquals(tasksOf(workers), [["a"], ["b"]], last);
      workers[1]!.emit("message", { value: 2 });
      assertEquals(await second, 2);
    });
  }
});

Deno.test("HashingQueue does without workers where the first cannot do its work, and loses no task", async () => {
  const failures: readonly ((worker: FakeWorker) => void)[] = [
    (worker) => worker.emit("exit"),
    (worker) => worker.emit("error", new Error("no permission")),
    (worker) => worker.emit("message", { error: "TypeError: no module" }),
  ];
  for (const fail of failures) {
    await withFakeWorkers(async (workers) => {
      const { queue, inline } = queueOf(1);
      const works = ["a", "b", "c"].map((name) => queue.run(task(name)));
      fail(workers[0]!);
      const results = await Promise.all(works);
      assertEquals(results, ["inline a", "inline b", "inline c"]);
      assertEquals([queue.inline, inline], [true, ["a", "b", "c"]]);
      assertEquals(workers.length, 1);
      assertEquals(workers[0]!.calls.at(-1), "terminate");
    });
  }
});

/** Runtimes without workers, each in its own way. */
const WITHOUT_WORKERS: readonly [string, unknown][] = [
  ["no getBuiltinModule", undefined],
  ["no such module", () => undefined],
  ["a module without Worker", () => ({})],
  ["a lookup that throws", () => {
    throw new Error("not allowed");
  }],
  ["a Worker that throws", () => ({
    Worker: class {
      constructor() {
        throw new Error("not allowed");
      }
    },
  })],
];

Deno.test("HashingQueue does without workers where the runtime has none", async () => {
  for (const [name, getBuiltinModule] of WITHOUT_WORKERS) {
    await withBuiltinModule(getBuiltinModule, async () => {
      const { queue } = queueOf(2);
      const works = ["a", "b"].map((name) => queue.run(task(name)));
      assertEquals(await Promise.all(works), ["inline a", "inline b"], name);
      assertEquals(queue.inline, true, name);
    });
  }
});

Deno.test("a server without workers answers all the same, and says hashing_inline once", async () => {
  for (const [name, getBuiltinModule] of WITHOUT_WORKERS) {
    await withBuiltinModule(getBuiltinModule, async () => {
      const ids = ["a", "b", "c"];
      const hash = hashSync("foobar", 4);
      const server = testServer({
        clients: ids.map((client_id) => ({
          ...CLIENT,
          client_id,
          client_secrets: [{ hash }],
        })),
        hashers: [bcrypt({ workers: 1 })],
      });
      for (const client_id of ids) {
        const form = { grant_type: "client_credentials", client_id };
        const good = { ...form, client_secret: "foobar" };
        assertEquals((await post(server, good)).status, 200, name);
      }
      const told = server.events.filter((event): event is WarningEvent =>
        event.type === "warning" && event.warning === "hashing_inline"
      );
      assertEquals(told.length, 1, name);
      server.close();
    });
  }
});

Deno.test("the event loop turns while a worker hashes, and stands still without one", async () => {
  const args = ["foobar", `$2b$12${hashSync("foobar", 4).slice(6)}`] as const;
  const run: HashingTask = { name: "compare", args };
  const inline = () => compare(...args);
  /** How often the event loop turned during one hash of cost 12. */
  async function turnsOf(workers: number): Promise<number> {
    const queue = new HashingQueue({ workers, maxQueued: 10, inline });
    // The start of the worker is not what is looked at.
    const cheap = hashSync("foobar", 4);
    if (workers > 0) await queue.run({ ...run, args: ["foobar", cheap] });
    let isDone = false;
    let turns = 0;
    const work = queue.run(run).finally(() => isDone = true);
    while (!isDone) {
      await turn();
      turns++;
    }
    assertEquals(await work, false);
    queue.close();
    return turns;
  }
  const [inWorker, onLoop] = [await turnsOf(1), await turnsOf(0)];
  assert(inWorker > 20, `${inWorker} turns beside a worker`);
  assert(
    inWorker > 2 * onLoop,
    `${inWorker} beside a worker, ${onLoop} without`,
  );
});
