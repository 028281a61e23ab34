// Runs the contract over a file of SQLite, and then claims what others claim at
// the same time.
import { storageContract } from "@mintmark/oauth/storage/contract";
import { sqliteStorage } from "@mintmark/oauth/storage/sqlite";
import process from "node:process";

const [, , what, file] = process.argv;
let time = 1_800_000_000;
const now = () => time;
const open = () => sqliteStorage({ file, now });

if (what === "contract") {
  const cases = storageContract(open, {
    clock: { now, advance: (seconds) => time += seconds },
  });
  const failures = [];
  for (const { role, name, run } of cases) {
    try {
      await run();
    } catch (error) {
      failures.push(`${role}: ${name}: ${error.stack}`);
    }
  }
  console.log(
    JSON.stringify({ passed: cases.length - failures.length, failures }),
  );
} else {
  const storage = await open();
  const { signal } = new AbortController();
  const won = [];
  for (let i = 0; i < 300; i++) {
    const id = `shared ${i}`;
    if (await storage.replays.claim(id, time + 3_600, signal)) won.push(id);
    await storage.counters.add("shared", 1_000_000_007);
  }
  await storage.close();
  console.log(JSON.stringify(won));
}
