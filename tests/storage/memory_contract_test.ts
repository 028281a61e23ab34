/** Storage in memory, held to the contract. @module */

import { memoryStorage } from "@mintmark/oauth";
import { testContract } from "./contract_runs.ts";

const storage = memoryStorage();
testContract("memoryStorage", () => Promise.resolve(storage), {
  roles: ["clients", "keys", "counters", "usage"],
});
