/** Storage in memory, held to the contract. @module */

import { memoryStorage } from "@mintmark/oauth";
import { TestClock, testContract } from "./contract_runs.ts";

const clock = new TestClock();
const storage = memoryStorage({ now: clock.now });
testContract("memoryStorage", () => Promise.resolve(storage), {
  roles: ["clients", "keys", "counters", "replays", "usage"],
  clock,
});
