/** Storage in Postgres, held to the contract through both drivers. @module */

import { TestClock, testContract } from "./contract_runs.ts";
import { onEngine } from "./engines.ts";
import { DRIVERS, TestSchema } from "./postgres_handles.ts";

onEngine("POSTGRES_URL", "postgresStorage", (url) => {
  for (const [name, driver] of Object.entries(DRIVERS)) {
    const schema = new TestSchema(url);
    const clock = new TestClock();
    testContract(
      `postgresStorage over ${name}`,
      () => schema.open(driver, { now: clock.now }),
      { clock },
    );
    Deno.test(`postgresStorage over ${name}: leaves nothing behind`, () =>
      schema.drop());
  }
});
