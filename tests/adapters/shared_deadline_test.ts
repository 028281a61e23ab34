import { assertEquals } from "@std/assert";
import { SharedDeadline } from "../../src/adapters/shared_deadline.ts";
import { FakeTimers, settled } from "../fake_timers.ts";

/** Work that is waited for, with what became of it. */
function wait(deadline: SharedDeadline, milliseconds: number) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const piece = { state: "waiting", resolve, reject };
  deadline.within(promise, milliseconds).then(
    (value) => piece.state = value,
    (error) => piece.state = `${error.name}: ${error.message}`,
  );
  return piece;
}

const atOnce = (task: () => void) => task();

const LATE = "DeadlineError: no answer within 100 ms";

Deno.test("SharedDeadline: one timer for all that is waited for", async () => {
  using timers = new FakeTimers();
  const deadline = new SharedDeadline(atOnce);
  const pieces = Array.from({ length: 5 }, () => wait(deadline, 100));
  assertEquals(timers.waiting, 1);
  for (const piece of pieces) piece.resolve("done");
  await settled();
  wait(deadline, 100);
  assertEquals(timers.waiting, 1);
  deadline.close();
  assertEquals(timers.waiting, 0);
});

Deno.test("SharedDeadline: settles with what the work settles with", async () => {
  using _timers = new FakeTimers();
  const deadline = new SharedDeadline(atOnce);
  const [fine, broken] = [wait(deadline, 100), wait(deadline, 100)];
  fine.resolve("done");
  broken.reject(new Error("below"));
  await settled();
  assertEquals([fine.state, broken.state], ["done", "Error: below"]);
  deadline.close();
});

Deno.test("SharedDeadline: each piece has its own time, whatever began before it", async () => {
  using timers = new FakeTimers();
  const deadline = new SharedDeadline(atOnce);
  const [first, fine] = [wait(deadline, 100), wait(deadline, 100)];
  await timers.advance(50);
  const second = wait(deadline, 100);
  const short = wait(deadline, 20);
  fine.resolve("done");
  await timers.advance(18);
  assertEquals(short.state, "waiting");
  await timers.advance(2);
  assertEquals(short.state, "DeadlineError: no answer within 20 ms");
  await timers.advance(28);
  assertEquals(first.state, "waiting");
  await timers.advance(2);
  assertEquals([first.state, second.state], [LATE, "waiting"]);
  await timers.advance(48);
  assertEquals(second.state, "waiting");
  await timers.advance(2);
  assertEquals([second.state, fine.state], [LATE, "done"]);
  assertEquals(timers.waiting, 0);
});

Deno.test("SharedDeadline: what settles late changes nothing", async () => {
  using timers = new FakeTimers();
  const deadline = new SharedDeadline(atOnce);
  const [fine, broken] = [wait(deadline, 100), wait(deadline, 100)];
  await timers.advance(100);
  fine.resolve("done");
  broken.reject(new Error("below"));
  await settled();
  assertEquals([fine.state, broken.state], [LATE, LATE]);
});

Deno.test("SharedDeadline: what has settled is handed out when it is to be, and is in time by then", async () => {
  using timers = new FakeTimers();
  const tasks: (() => void)[] = [];
  const deadline = new SharedDeadline((task) => tasks.push(task));
  const [fine, broken] = [wait(deadline, 100), wait(deadline, 100)];
  fine.resolve("done");
  broken.reject(new Error("below"));
  await settled();
  assertEquals([fine.state, broken.state], ["waiting", "Error: below"]);

  await timers.advance(200);
  assertEquals(fine.state, "waiting");
  for (const task of tasks) task();
  await settled();
  assertEquals(fine.state, "done");
  deadline.close();
});
