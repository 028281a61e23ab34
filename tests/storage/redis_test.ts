/** Storage in Redis, held to the contract through both drivers. @module */

import { TestClock, testContract } from "./contract_runs.ts";
import { onEngine } from "./engines.ts";
import { DRIVERS, TestKeys } from "./redis_handles.ts";

onEngine("REDIS_URL", "redisStorage", (url) => {
  for (const [name, driver] of Object.entries(DRIVERS)) {
    const keys = new TestKeys(url);
    const clock = new TestClock();
    testContract(
      `redisStorage over ${name}`,
      () => keys.open(driver, { now: clock.now }),
      { clock },
    );
    Deno.test(`redisStorage over ${name}: leaves nothing behind`, () =>
      keys.drop());
  }
});
