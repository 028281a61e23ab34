/**
 * What a `CounterStore` promises.
 *
 * @module
 */

import type { CounterStore } from "../../storage.ts";
import {
  CALLERS,
  type CaseContext,
  type Cases,
  type ClockedCases,
  PECULIAR_TEXTS,
} from "./contract_case.ts";
import { expectEqual, expectThat } from "./expectation.ts";

/** So long that none ends in the middle of a case. */
const LONG = 10_000_019;

/** The cases. */
export const COUNTER_CASES: Cases = {
  async "add counts one at a time, count does not, and handles agree"(
    { open, unique },
  ) {
    const [first, second] = [await countersOf(open), await countersOf(open)];
    expectEqual(await first.count(unique, LONG), 0, "count before");
    for (const expected of [1, 2, 3, 4]) {
      const counters = expected % 2 ? first : second;
      expectEqual(await counters.add(unique, LONG), expected, "add");
      for (const counters of [first, second, second]) {
        expectEqual(await counters.count(unique, LONG), expected, "count");
      }
    }
  },

  async "add is one atomic step: 50 at once are 50"({ open, unique }) {
    const handles = [await countersOf(open), await countersOf(open)] as const;
    const counts = await Promise.all(
      Array.from(
        { length: CALLERS },
        (_, i) => handles[i % 2 as 0 | 1].add(unique, LONG),
      ),
    );
    expectEqual(await handles[0].count(unique, LONG), CALLERS, "count");
    expectEqual(new Set(counts).size, CALLERS, "each its own number");
    expectEqual(Math.max(...counts), CALLERS, "the last number");
  },

  async "any two keys are told apart, whatever Unicode they are of"(
    { open, unique },
  ) {
    const counters = await countersOf(open);
    const keys = [...PECULIAR_TEXTS, "", "\0", "\0a", "\n", "\ud800", "\udfff"]
      .map((text) => unique + text);
    keys.push(unique.padEnd(512, "x"), unique.padEnd(511, "x"));
    for (const expected of [1, 2]) {
      for (const key of keys) {
        const count = await counters.add(key, LONG);
        expectEqual(count, expected, `add of ${JSON.stringify(key)}`);
      }
    }
  },
};

const WINDOW = 60;

/** The cases for which time has to pass. */
export const CLOCKED_COUNTER_CASES: ClockedCases = {
  async "what was counted is forgotten after two windows"(
    { open, unique, advance },
  ) {
    const counters = await countersOf(open);
    for (let i = 0; i < 10; i++) await counters.add(unique, WINDOW);
    advance(2 * WINDOW);
    expectEqual(await counters.count(unique, WINDOW), 0, "count");
    expectEqual(await counters.add(unique, WINDOW), 1, "add");
  },

  async "a count falls with time, never below what the window holds"(
    { open, unique, advance },
  ) {
    const counters = await countersOf(open);
    for (let i = 0; i < 12; i++) await counters.add(unique, WINDOW);
    let before = await counters.count(unique, WINDOW);
    expectThat(before >= 11 && before <= 12, `12 are counted, not ${before}`);
    for (let second = 5; second <= 2 * WINDOW; second += 5) {
      advance(5);
      const count = await counters.count(unique, WINDOW);
      expectThat(count <= before, `${count} after ${before}`);
      before = count;
    }
    expectEqual(before, 0, "in the end");
  },

  async "what was counted lately counts in full, at any moment"(
    { open, unique, advance },
  ) {
    const counters = await countersOf(open);
    for (let moment = 0; moment < WINDOW * 3; moment += 7) {
      const key = `${unique} ${moment}`;
      for (const expected of [1, 2, 3]) {
        expectEqual(await counters.add(key, WINDOW), expected, "add");
      }
      advance(7);
    }
  },

  async "a steady rate is counted about right in every window"(
    { open, unique, advance },
  ) {
    const counters = await countersOf(open);
    for (let second = 0; second < WINDOW * 5; second += 2) {
      const count = await counters.add(unique, WINDOW);
      if (second >= 2 * WINDOW) {
        expectThat(count >= 25 && count <= 35, `about 30, not ${count}`);
      }
      advance(2);
    }
  },
};

async function countersOf(open: CaseContext["open"]): Promise<CounterStore> {
  const { counters } = await open();
  expectThat(counters !== undefined, "the storage has the role counters");
  return counters;
}
