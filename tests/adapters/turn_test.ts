import { assertEquals } from "@std/assert";
import { Turn } from "../../src/adapters/turn.ts";

const immediate = () => new Promise<void>((resolve) => setImmediate(resolve));

Deno.test("Turn: nothing is done before the turn has ended, and then all of it in its order", async () => {
  const turn = new Turn();
  const done: string[] = [];
  turn.atEnd(() => done.push("first"));
  await Promise.resolve();
  turn.atEnd(() => done.push("second"));
  assertEquals(done, []);
  await immediate();
  assertEquals(done, ["first", "second"]);
});

Deno.test("Turn: what a task hands in waits for the next turn", async () => {
  const turn = new Turn();
  const done: string[] = [];
  turn.atEnd(() => {
    done.push("outer");
    turn.atEnd(() => done.push("inner"));
  });
  turn.atEnd(() => done.push("beside"));
  await immediate();
  assertEquals(done.slice(0, 2), ["outer", "beside"]);
  await immediate();
  assertEquals(done, ["outer", "beside", "inner"]);
});

Deno.test("Turn: one task after the other, each in a turn of its own", async () => {
  const turn = new Turn();
  let count = 0;
  for (let i = 1; i <= 3; i++) {
    turn.atEnd(() => count++);
    await immediate();
    assertEquals(count, i);
  }
});
