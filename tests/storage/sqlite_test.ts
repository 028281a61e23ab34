/** Storage in SQLite, held to the contract. @module */

import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { TestClock, testContract } from "./contract_runs.ts";

const directory = Deno.makeTempDirSync({ prefix: "mintmark-sqlite-" });
globalThis.addEventListener("unload", () => {
  Deno.removeSync(directory, { recursive: true });
});
const clock = new TestClock();

testContract(
  "sqliteStorage",
  () => sqliteStorage({ file: `${directory}/contract.db`, now: clock.now }),
  { clock },
);
