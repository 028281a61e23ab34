/** What holds of the failure budget, whoever asks in whatever order. @module */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  ask,
  budgetServer,
  CLIENTS,
} from "../client_authentication/budget_server.ts";
import { runs } from "../scale.ts";

const LIMITS = {
  windowSeconds: 100,
  perPair: 2,
  perAddress: 7,
  perClient: 8,
};

/** Two fixed windows count in full for up to twice the budget. */
const SLACK = 2;

const clients = ["a", "b", "c", "d", "e", "f", "g"].map((client_id) => ({
  ...CLIENTS[0]!,
  client_id,
}));

interface Step {
  readonly seconds: number;
  readonly address: string;
  readonly client_id: string;
  readonly secret: string;
}

/** Many from few places, so that budgets are spent; seldom time passes. */
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    seconds: fc.oneof(
      { weight: 20, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.constantFrom(1, 7, 50, 99, 100, 250) },
    ),
    address: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom("10.1.0.1", "2001:db8::1") },
      {
        weight: 1,
        arbitrary: fc.nat(60).map((n) => `198.51.100.${n}`),
      },
    ),
    client_id: fc.oneof(
      { weight: 2, arbitrary: fc.constant("a") },
      { weight: 1, arbitrary: fc.constantFrom("b", "c", "d", "e", "f", "g") },
    ),
    secret: fc.constantFrom("wrong", "wrong", "wrong", "right", "second"),
  }),
  { minLength: 1, maxLength: 300, size: "max" },
);

/** A guess that was hashed. */
interface Guess {
  readonly at: number;
  readonly address: string;
  readonly client_id: string;
  readonly isFromKnownPlace: boolean;
}

/** The most guesses of a group that any window holds. */
function densest(guesses: readonly Guess[]): number {
  return Math.max(
    0,
    ...guesses.map(({ at }) =>
      guesses.filter((other) =>
        other.at > at - LIMITS.windowSeconds && other.at <= at
      ).length
    ),
  );
}

function groupsBy(
  guesses: readonly Guess[],
  key: (guess: Guess) => string,
): readonly (readonly Guess[])[] {
  const groups = new Map<string, Guess[]>();
  for (const guess of guesses) {
    groups.set(key(guess), [...groups.get(key(guess)) ?? [], guess]);
  }
  return [...groups.values()];
}

Deno.test("failure budget: nobody is hashed past a budget, and whoever was verified is served", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      const { server, clock } = budgetServer(LIMITS, { clients });
      const guesses: Guess[] = [];
      const verified = new Set<string>();
      const places = new Set<string>();
      for (const { seconds, address, client_id, secret } of steps) {
        clock.now += seconds;
        const before = server.hasher.count;
        const { status } = await ask(server, address, client_id, secret);
        const isHashed = server.hasher.count > before;
        const credential = `${client_id} ${secret}`;
        if (status === 429) assert(!isHashed, "429 after hashing");
        if (verified.has(credential)) {
          assertEquals([status, isHashed], [200, false], "verified before");
        }
        if (secret === "wrong") {
          assert(status === 401 || status === 429, `${status}`);
          if (!isHashed) continue;
          const isFromKnownPlace = places.has(`${client_id} ${address}`);
          const at = clock.now;
          guesses.push({ at, address, client_id, isFromKnownPlace });
        } else if (status === 200) {
          verified.add(credential);
          places.add(`${client_id} ${address}`);
        } else {
          assertEquals(status, 429);
        }
      }
      const { perPair, perAddress, perClient } = LIMITS;
      const strangers = guesses.filter((guess) => !guess.isFromKnownPlace);
      const bounds = [
        [perPair, groupsBy(guesses, (g) => `${g.address} ${g.client_id}`)],
        [perAddress, groupsBy(guesses, (g) => g.address)],
        [perClient, groupsBy(strangers, (g) => g.client_id)],
      ] as const;
      for (const [limit, groups] of bounds) {
        for (const group of groups) {
          const most = densest(group);
          assert(most <= SLACK * limit, `${most} of ${limit}`);
        }
      }
    }),
    { numRuns: runs(12, 1_000) },
  );
});

Deno.test("failure budget: no order of guesses tells an unknown client from a known one", async () => {
  const answersOf = async (
    each: readonly Step[],
    isUnknown: boolean,
  ) => {
    const { server, clock } = budgetServer(LIMITS, { clients });
    const answers: string[] = [];
    for (const { seconds, address, client_id } of each) {
      clock.now += seconds;
      const id = isUnknown ? `${client_id} unknown` : client_id;
      const { status, headers, body } = await ask(server, address, id);
      answers.push(JSON.stringify([status, body, [...headers]]));
    }
    return answers;
  };
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      const [known, unknown] = [false, true].map((isUnknown) =>
        answersOf(steps, isUnknown)
      );
      assertEquals(await known, await unknown);
    }),
    { numRuns: runs(5, 300) },
  );
});
