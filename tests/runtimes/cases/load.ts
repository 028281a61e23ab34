/**
 * Many requests at once.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Case, Target } from "../case.ts";
import { freshClient, HOW_TO, ORDERS } from "../servers/clients.ts";

/** How many requests are under way at once. */
const CONCURRENT = 500;

const GRANT = { grant_type: "client_credentials" };

interface Outcome {
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- JSON of any shape is asserted on
  readonly body: any;
}

async function ask(
  { base }: Target,
  parameters: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const response = await fetch(`${base}/token`, {
    method: "POST",
    body: new URLSearchParams({ ...GRANT, ...parameters }),
  });
  return { status: response.status, body: await response.json() };
}

async function assertDistinct(target: Target, outcomes: readonly Outcome[]) {
  const ids = await Promise.all(
    outcomes.map(async ({ status, body }) => {
      assertEquals(status, 200, JSON.stringify(body));
      return (await target.claims(body.access_token)).jti;
    }),
  );
  assertEquals(new Set(ids).size, outcomes.length);
}

/** The cases. */
export const LOAD_CASES: readonly Case[] = [
  {
    name: `the first ${CONCURRENT} requests of a client come at once`,
    async run(target) {
      const client = freshClient(0);
      await assertDistinct(
        target,
        await Promise.all(
          Array.from({ length: CONCURRENT }, () => ask(target, client)),
        ),
      );
    },
  },
  {
    name: "the first requests of several clients come at once",
    async run(target) {
      const clients = [freshClient(1), freshClient(2), freshClient(3)];
      await assertDistinct(
        target,
        await Promise.all(clients.map((client) => ask(target, client))),
      );
    },
  },
  {
    name: `${CONCURRENT} requests at once, every second one of them refused`,
    async run(target) {
      // Of a client whose hash is cheap: guesses are hashed one by one where
      // there are no workers.
      const wrong = { ...ORDERS, client_secret: "wrong" };
      const outcomes = await Promise.all(
        Array.from(
          { length: CONCURRENT },
          (_, index) => ask(target, index % 2 === 0 ? HOW_TO : wrong),
        ),
      );
      await assertDistinct(
        target,
        outcomes.filter((_, index) => index % 2 === 0),
      );
      for (const { status, body } of outcomes.filter((_, i) => i % 2 === 1)) {
        assertEquals([status, body.error], [401, "invalid_client"]);
      }
    },
  },
];
