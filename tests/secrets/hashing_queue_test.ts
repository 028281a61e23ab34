/** The bounded queue in front of slow hashing. @module */

import { assertEquals, assertRejects } from "@std/assert";
import { OAuthError } from "@mintmark/oauth";
import {
  HashingQueue,
  type HashingTask,
} from "../../src/secrets/hashing_queue.ts";

/** A task that is told apart by its secret. */
const task = (name: string): HashingTask => ({
  name: "compare",
  args: [name, "$2b$"],
});

/** A queue without workers whose tasks a test settles by hand. */
function manualQueue(maxQueued = 100) {
  const started: {
    readonly name: unknown;
    readonly resolve: (value: unknown) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  const queue = new HashingQueue({
    workers: 0,
    maxQueued,
    inline: ({ args: [name] }) =>
      new Promise((resolve, reject) => started.push({ name, resolve, reject })),
  });
  return { queue, started };
}

/** Lets everything run that is ready to. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** Asserts that a task is refused in a way that clients can wait for. */
async function assertBusy(work: Promise<unknown>, reason: string) {
  const error = await assertRejects(() => work, OAuthError);
  assertEquals(error.error, "temporarily_unavailable");
  assertEquals(error.reason, reason);
  assertEquals(error.retryAfterSeconds, 1);
}

Deno.test("HashingQueue without workers starts each task at once, since none may wait for another's request", async () => {
  const { queue, started } = manualQueue();
  const results = ["a", "b", "c"].map((name) => queue.run(task(name)));
  assertEquals(started.map((job) => job.name), ["a", "b", "c"]);
  for (const i of [2, 0, 1]) {
    started[i]!.resolve(i);
    assertEquals(await results[i], i);
  }
});

Deno.test("HashingQueue goes on after a task that fails", async () => {
  const { queue, started } = manualQueue();
  const first = queue.run(task("a"));
  const second = queue.run(task("b"));
  started[0]!.reject(new Error("broken"));
  await assertRejects(() => first, Error, "broken");
  await turn();
  started[1]!.resolve(true);
  assertEquals(await second, true);
});

Deno.test("HashingQueue refuses what exceeds maxQueued with temporarily_unavailable, and only that", async () => {
  const { queue, started } = manualQueue(2);
  const accepted = ["first", "second"].map((name) => queue.run(task(name)));
  await assertBusy(queue.run(task("third")), "hashing_queue_full");
  await assertBusy(queue.run(task("fourth")), "hashing_queue_full");
  started[0]!.resolve(0);
  await turn();
  accepted.push(queue.run(task("fifth")));
  await assertBusy(queue.run(task("sixth")), "hashing_queue_full");
  for (let i = 1; i < 3; i++) started[i]!.resolve(i);
  assertEquals(await Promise.all(accepted), [0, 1, 2]);
  assertEquals(started.map((job) => job.name), ["first", "second", "fifth"]);
});

Deno.test("HashingQueue never starts a task whose signal was aborted before", async () => {
  const { queue, started } = manualQueue();
  await assertRejects(() => queue.run(task("late"), AbortSignal.abort()));
  const next = queue.run(task("next"));
  assertEquals(started.map((job) => job.name), ["next"]);
  started[0]!.resolve(true);
  assertEquals(await next, true);
});

Deno.test("HashingQueue.close refuses what comes, and lets what runs inline end", async () => {
  const { queue, started } = manualQueue();
  const running = queue.run(task("running"));
  queue.close();
  await assertBusy(queue.run(task("late")), "server_closed");
  started[0]!.resolve("ran");
  assertEquals(await running, "ran");
  assertEquals(started.length, 1);
});

Deno.test("HashingQueue.inline is known from the start without workers, and false with them", () => {
  const inline = () => Promise.resolve();
  const of = (workers: number) =>
    new HashingQueue({ workers, maxQueued: 1, inline }).inline;
  assertEquals([of(0), of(1)], [true, false]);
});
