import { assertEquals } from "@std/assert";
import { answersFollow, Turn } from "../../src/adapters/turn.ts";

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

Deno.test("Turn: whoever waits for its end gets the value then, in the order of asking", async () => {
  const turn = new Turn();
  const got: string[] = [];
  const asking = (text: string) =>
    Promise.resolve(turn.end(text)).then((value) => got.push(value));
  const [first, second] = [asking("first"), asking("second")];
  await Promise.resolve();
  assertEquals(got, []);
  await Promise.all([first, second]);
  assertEquals(got, ["first", "second"]);
});

Deno.test("Turn: answers that follow a row of signatures wait no more, those of the next turn do", async () => {
  const turn = new Turn();
  const done: string[] = [];
  answersFollow();
  assertEquals(turn.end("at once"), "at once");
  turn.atEnd(() => done.push("at once"));
  assertEquals(done, ["at once"]);
  await immediate();
  turn.atEnd(() => done.push("later"));
  assertEquals(done, ["at once"]);
  await immediate();
  assertEquals(done, ["at once", "later"]);
});

Deno.test("Turn: answers that follow at once from what was gathered leave with it, later ones wait", async () => {
  const turn = new Turn();
  const done: string[] = [];
  const body = (text: string) =>
    new Promise<string>((resolve) => turn.gather(() => resolve(text)))
      .then((text) => turn.atEnd(() => done.push(text)));
  body("first");
  body("second");
  await Promise.resolve();
  assertEquals(done, []);
  await immediate();
  assertEquals(done, ["first", "second"]);

  // All that was gathered is done: the next answer is one by itself again.
  turn.atEnd(() => done.push("later"));
  assertEquals(done, ["first", "second"]);
  await immediate();
  assertEquals(done, ["first", "second", "later"]);
});

Deno.test("Turn: what is gathered waits also where answers are made together", async () => {
  const turn = new Turn();
  const done: string[] = [];
  answersFollow();
  turn.gather(() => done.push("body"));
  assertEquals(done, []);
  await immediate();
  assertEquals(done, ["body"]);
});
