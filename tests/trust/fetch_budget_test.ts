/** How much may be fetched. @module */

import { assertEquals } from "@std/assert";
import { FetchBudget } from "../../src/trust/fetch_budget.ts";
import { KeySetError } from "../../src/trust/key_set_error.ts";
import { NOW } from "./key_set_server.ts";

const LONG = 60_000;

const WIDE = {
  maxHostFetchesInFlight: 1000,
  maxHostFetchesPerMinute: 1000,
  maxFetchesInFlight: 1000,
  maxFetchesPerMinute: 1000,
};

/** Enters, and says why it may not. */
function enter(
  budget: FetchBudget,
  host: string,
  now = NOW,
  milliseconds = LONG,
): string | (() => void) {
  try {
    return budget.enter(host, now, milliseconds);
  } catch (error) {
    if (!(error instanceof KeySetError)) throw error;
    return error.reason;
  }
}

function leave(entered: string | (() => void)): void {
  if (typeof entered === "string") throw new Error(entered);
  entered();
}

Deno.test("FetchBudget: one host takes its share of what is under way, and leaves the rest", () => {
  const budget = new FetchBudget({ ...WIDE, maxHostFetchesInFlight: 2 });
  const first = enter(budget, "slow.example");
  leave(enter(budget, "slow.example"));
  const second = enter(budget, "slow.example");
  assertEquals(enter(budget, "slow.example"), "key_set_host_busy");
  leave(enter(budget, "fast.example"));
  leave(first);
  leave(enter(budget, "slow.example"));
  leave(second);
});

Deno.test("FetchBudget: all hosts together have a bound of what is under way", () => {
  const budget = new FetchBudget({ ...WIDE, maxFetchesInFlight: 2 });
  const first = enter(budget, "a.example");
  enter(budget, "b.example");
  for (let i = 0; i < 10; i++) {
    assertEquals(enter(budget, "c.example"), "key_set_fetches_busy");
  }
  leave(first);
  leave(enter(budget, "c.example"));
});

Deno.test("FetchBudget: who finds no room with the others takes none from its host", () => {
  const budget = new FetchBudget({
    ...WIDE,
    maxHostFetchesInFlight: 1,
    maxFetchesInFlight: 1,
  });
  const first = enter(budget, "a.example");
  assertEquals(enter(budget, "b.example"), "key_set_fetches_busy");
  leave(first);
  leave(enter(budget, "b.example"));
});

Deno.test("FetchBudget: what never leaves is forgotten after its time", () => {
  const budget = new FetchBudget({
    ...WIDE,
    maxHostFetchesInFlight: 1,
    maxFetchesInFlight: 1,
  });
  enter(budget, "a.example", NOW, -1);
  leave(enter(budget, "a.example"));
});

Deno.test("FetchBudget: one host has a number of fetches in a minute, others have theirs", () => {
  const budget = new FetchBudget({ ...WIDE, maxHostFetchesPerMinute: 3 });
  for (let i = 0; i < 3; i++) leave(enter(budget, "a.example", NOW + i));
  assertEquals(enter(budget, "a.example", NOW + 3), "key_set_host_budget");
  leave(enter(budget, "b.example", NOW + 3));
  assertEquals(enter(budget, "a.example", NOW + 60), "key_set_host_budget");
  leave(enter(budget, "a.example", NOW + 121));
});

Deno.test("FetchBudget: a minute slides", () => {
  const budget = new FetchBudget({ ...WIDE, maxHostFetchesPerMinute: 10 });
  const fetched = (after: number) => {
    let count = 0;
    while (typeof enter(budget, "a.example", NOW + after) !== "string") count++;
    return count;
  };
  assertEquals([0, 30, 90, 180, 300].map(fetched), [10, 0, 5, 10, 10]);
});

Deno.test("FetchBudget: all hosts together have a number of fetches in a minute", () => {
  const budget = new FetchBudget({ ...WIDE, maxFetchesPerMinute: 100 });
  const refused = Array.from(
    { length: 1000 },
    (_, i) => enter(budget, `${i}.example`),
  ).filter((entered) => entered === "key_set_fetches_budget");
  assertEquals(refused.length, 900);
  leave(enter(budget, "late.example", NOW + 121));
});

Deno.test("FetchBudget: what is refused uses nothing up", () => {
  const budget = new FetchBudget({
    ...WIDE,
    maxHostFetchesInFlight: 1,
    maxHostFetchesPerMinute: 2,
  });
  const first = enter(budget, "a.example");
  for (let i = 0; i < 10; i++) {
    assertEquals(enter(budget, "a.example"), "key_set_host_busy");
  }
  leave(first);
  leave(enter(budget, "a.example"));
  assertEquals(enter(budget, "a.example"), "key_set_host_budget");
});

Deno.test("FetchBudget: a clock that goes back leaves nothing spent", () => {
  const options: readonly [Partial<typeof WIDE>, string][] = [
    [{ maxHostFetchesPerMinute: 1 }, "key_set_host_budget"],
    [{ maxFetchesPerMinute: 1 }, "key_set_fetches_budget"],
  ];
  for (const [option, reason] of options) {
    const budget = new FetchBudget({ ...WIDE, ...option });
    leave(enter(budget, "a.example", NOW));
    leave(enter(budget, "a.example", NOW - 86_400));
    assertEquals(enter(budget, "a.example", NOW - 86_400), reason);
  }
});
