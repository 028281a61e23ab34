/**
 * What a `ReplayStore` promises.
 *
 * @module
 */

import type { ReplayStore } from "../../storage.ts";
import {
  CALLERS,
  type CaseContext,
  type Cases,
  type ClockedCases,
  type ContractStorage,
  PECULIAR_TEXTS,
  SIGNAL,
} from "./contract_case.ts";
import { expectEqual, expectThat } from "./expectation.ts";

const HOUR = 3_600;

/** The cases. */
export const REPLAY_CASES: Cases = {
  async "claim is true once, through whichever handle"({ open, unique, now }) {
    const [first, second] = [await replaysOf(open), await replaysOf(open)];
    const until = now() + HOUR;
    expectEqual(await first.claim(unique, until, SIGNAL), true, "the first");
    for (const replays of [first, second, await replaysOf(open)]) {
      const again = await replays.claim(unique, until + 1, SIGNAL);
      expectEqual(again, false, "another one");
    }
  },

  async "claim is one atomic step: of 50 at once, one wins"(
    { open, unique, now },
  ) {
    const handles = [await replaysOf(open), await replaysOf(open)] as const;
    for (const round of [1, 2, 3, 4]) {
      const claims = Array.from(
        { length: CALLERS },
        (_, i) =>
          handles[i % 2 as 0 | 1]
            .claim(`${unique} ${round}`, now() + HOUR, SIGNAL),
      );
      const won = (await Promise.all(claims)).filter((isFirst) => isFirst);
      expectEqual(won.length, 1, "how many won");
    }
  },

  async "any two ids are told apart, whatever Unicode they are of"(
    { open, unique, now },
  ) {
    const replays = await replaysOf(open);
    const ids = [...PECULIAR_TEXTS, "", "\0", "\0a", "\n", "\ud800", "\udfff"]
      .map((text) => unique + text);
    ids.push(unique.padEnd(255, "x"), unique.padEnd(254, "x"));
    for (const expected of [true, false]) {
      for (const id of ids) {
        const isFirst = await replays.claim(id, now() + HOUR, SIGNAL);
        expectEqual(isFirst, expected, `claim of ${JSON.stringify(id)}`);
      }
    }
  },

  async "a claim outlives any number that have expired"(
    { open, unique, now },
  ) {
    const [replays, other] = [await replaysOf(open), await replaysOf(open)];
    const until = now() + HOUR / 7;
    expectThat(await replays.claim(unique, until, SIGNAL), "the first");
    for (let i = 0; i < 300; i++) {
      const expired = now() - HOUR - i;
      await (i % 2 ? other : replays).claim(`${unique} ${i}`, expired, SIGNAL);
    }
    expectEqual(await replays.claim(unique, until, SIGNAL), false, "again");
    expectEqual(await other.claim(unique, until, SIGNAL), false, "elsewhere");
  },
};

/** The cases for which time has to pass. */
export const CLOCKED_REPLAY_CASES: ClockedCases = {
  async "a claim holds until its end, while others expire"(
    { open, unique, now, advance },
  ) {
    const replays = await replaysOf(open);
    const until = now() + HOUR;
    expectThat(await replays.claim(unique, until, SIGNAL), "the first");
    for (let i = 0; i < 12; i++) {
      for (let j = 0; j < 20; j++) {
        await replays.claim(`${unique} ${i} ${j}`, now() + 30, SIGNAL);
      }
      advance(299);
      const again = await replays.claim(unique, until, SIGNAL);
      expectEqual(again, false, `${until - now()} s before its end`);
    }
  },
};

async function replaysOf(open: CaseContext["open"]): Promise<ReplayStore> {
  const { replays }: ContractStorage = await open();
  expectThat(replays !== undefined, "the storage has the role replays");
  return replays;
}
