/** Engines that do not answer. @module */

import { assertEquals, assertRejects } from "@std/assert";
import {
  type PgPool,
  type PostgresJsClient,
  postgresStorage,
} from "../../src/storage/postgres.ts";
import { redisStorage } from "../../src/storage/redis.ts";
import type { RemoteStorage } from "../../src/storage/remote_storage.ts";

/** How many calls an engine may leave unanswered. */
const MAXIMUM = 10_000;

const SIGNAL = new AbortController().signal;

/** An engine that answers when it is told to. */
class Engine {
  readonly #answers: (() => void)[] = [];
  isSilent = false;

  ask<T>(answer: T): Promise<T> {
    if (!this.isSilent) return Promise.resolve(answer);
    return new Promise((resolve) => this.#answers.push(() => resolve(answer)));
  }

  answerAll(): void {
    for (const answer of this.#answers.splice(0)) answer();
  }
}

const ROW = { done: 1, version: 1 };

const OPEN: Readonly<
  Record<string, (engine: Engine) => Promise<RemoteStorage>>
> = {
  postgres: (engine) => {
    const client: PostgresJsClient = {
      unsafe: () => engine.ask([ROW]),
      begin: (work) => work(client),
    };
    return postgresStorage({ client });
  },
  pg: (engine) => {
    const query = () => engine.ask({ rows: [ROW] });
    const client: PgPool = {
      query,
      connect: () => Promise.resolve({ query, release: () => {} }),
      totalCount: 1,
    };
    return postgresStorage({ client });
  },
  redis: (engine) => {
    const client = { sendCommand: () => engine.ask("1") };
    return redisStorage({ client, onWarning: () => {} });
  },
};

for (const [driver, open] of Object.entries(OPEN)) {
  Deno.test(`over ${driver}, an engine that does not answer is left alone from ${MAXIMUM} calls on, until it does`, async () => {
    const engine = new Engine();
    const { replays } = await open(engine);
    engine.isSilent = true;
    const claims = Array.from(
      { length: MAXIMUM },
      (_, i) => replays.claim(`${i}`, 2_000_000_000, SIGNAL),
    );
    const claim = () => replays.claim("one more", 2_000_000_000, SIGNAL);
    await assertRejects(claim, Error, `${MAXIMUM} calls are unanswered`);
    engine.isSilent = false;
    engine.answerAll();
    assertEquals(new Set(await Promise.all(claims)), new Set([true]));
    assertEquals(await claim(), true);
  });
}

for (const [driver, open] of Object.entries(OPEN)) {
  Deno.test(`over ${driver}, a storage that was closed asks its engine nothing, whose client is still open`, async () => {
    const engine = new Engine();
    const { replays, clients, close } = await open(engine);
    await close();
    engine.isSilent = true;
    const claim = () => replays.claim("one", 2_000_000_000, SIGNAL);
    await assertRejects(claim, Error, "the storage is closed");
    const put = () => clients.put({ client_id: "one" });
    await assertRejects(put, Error, "the storage is closed");
  });
}
