/** Tasks that wait for a hashing worker. @module */

import { assertEquals, assertRejects } from "@std/assert";
import { OAuthError } from "@mintmark/oauth";
import {
  HashingQueue,
  type HashingTask,
} from "../../src/secrets/hashing_queue.ts";
import { withFakeWorkers } from "./fake_workers.ts";

const task = (name: string): HashingTask => ({
  name: "compare",
  args: [name, "$2b$"],
});

/** A queue with one worker. */
const queueOf = (maxQueued: number) =>
  new HashingQueue({
    workers: 1,
    maxQueued,
    inline: () => Promise.reject(new Error("there are workers")),
  });

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

Deno.test("HashingQueue with workers refuses what exceeds maxQueued with temporarily_unavailable, and only that", async () => {
  await withFakeWorkers(async (workers) => {
    const queue = queueOf(2);
    const accepted = ["running", "a", "b"].map((name) => queue.run(task(name)));
    const error = await assertRejects(() => queue.run(task("c")), OAuthError);
    assertEquals(
      [error.error, error.reason, error.retryAfterSeconds],
      ["temporarily_unavailable", "hashing_queue_full", 1],
    );
    workers[0]!.emit("message", { value: 0 });
    await turn();
    accepted.push(queue.run(task("d")));
    for (const value of [1, 2, 3]) {
      workers[0]!.emit("message", { value });
      await turn();
    }
    assertEquals(await Promise.all(accepted), [0, 1, 2, 3]);
    assertEquals(workers[0]!.tasks.map(({ args }) => args[0]), [
      "running",
      "a",
      "b",
      "d",
    ]);
    queue.close();
  });
});

Deno.test("HashingQueue with workers drops tasks whose signal was aborted while they waited", async () => {
  await withFakeWorkers(async (workers) => {
    const queue = queueOf(10);
    const controller = new AbortController();
    const running = queue.run(task("running"), controller.signal);
    const dropped = queue.run(task("dropped"), controller.signal);
    const wanted = queue.run(task("wanted"), new AbortController().signal);
    const dropping = assertRejects(() => dropped, Error, "nobody waits");
    controller.abort(new Error("nobody waits"));
    workers[0]!.emit("message", { value: "ran" });
    assertEquals(await running, "ran");
    await dropping;
    workers[0]!.emit("message", { value: "ran too" });
    assertEquals(await wanted, "ran too");
    const names = workers[0]!.tasks.map(({ args }) => args[0]);
    assertEquals(names, ["running", "wanted"]);
    queue.close();
  });
});

Deno.test("HashingQueue.close rejects what runs in a worker and what waits for one", async () => {
  await withFakeWorkers(async (workers) => {
    const queue = queueOf(10);
    const running = queue.run(task("running"));
    const waiting = queue.run(task("waiting"));
    queue.close();
    await assertRejects(() => running, Error, "ended");
    await assertRejects(() => waiting, Error, "closed");
    assertEquals(workers[0]!.calls.at(-1), "terminate");
    assertEquals(workers[0]!.tasks.length, 1);
  });
});
