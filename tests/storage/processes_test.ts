/** Two processes on one storage. @module */

import { assertEquals } from "@std/assert";
import { IDS, VERSIONS, type Won } from "./claiming_process.ts";
import { onEngine } from "./engines.ts";
import { TestSchema } from "./postgres_handles.ts";
import { TestKeys } from "./redis_handles.ts";

const PROGRAM = new URL("claiming_process.ts", import.meta.url);

/** Starts two processes on an engine, and lets them claim at once. */
async function claimedByTwo(
  engine: string,
  place: string,
): Promise<readonly Won[]> {
  const processes = [1, 2].map(() =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--quiet", PROGRAM.href, engine, place],
      stdin: "piped",
      stdout: "piped",
    }).spawn()
  );
  try {
    return await claimedBy(processes);
  } finally {
    for (const process of processes) {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
    }
  }
}

async function claimedBy(
  processes: readonly Deno.ChildProcess[],
): Promise<readonly Won[]> {
  const outputs = processes.map(({ stdout }) =>
    stdout.pipeThrough(new TextDecoderStream()).getReader()
  );
  for (const output of outputs) {
    assertEquals((await output.read()).value, "ready\n");
  }
  return await Promise.all(processes.map(async ({ stdin, status }, i) => {
    const writer = stdin.getWriter();
    await writer.write(new Uint8Array(1));
    let text = "";
    for (let part; !(part = await outputs[i]!.read()).done;) text += part.value;
    await writer.close().catch(() => {});
    assertEquals((await status).code, 0);
    return JSON.parse(text);
  }));
}

function testProcesses(
  engine: string,
  place: string,
  cleanUp: () => Promise<void>,
): void {
  Deno.test(`${engine}: of two processes that claim at once, one gets each id and each version`, async () => {
    try {
      const won = await claimedByTwo(engine, place);
      const numbers = (what: keyof Won) =>
        won.flatMap((of) => of[what]).sort((a, b) => a - b);
      assertEquals(numbers("ids"), Array.from({ length: IDS }, (_, i) => i));
      assertEquals(
        numbers("versions"),
        Array.from({ length: VERSIONS }, (_, i) => i + 1),
      );
    } finally {
      await cleanUp();
    }
  });
}

for (const engine of ["sqlite", "kv"]) {
  const directory = Deno.makeTempDirSync({ prefix: "mintmark-processes-" });
  testProcesses(
    engine,
    `${directory}/mintmark.db`,
    () => Deno.remove(directory, { recursive: true }),
  );
}

onEngine("POSTGRES_URL", "two processes on Postgres", (url) => {
  const schema = new TestSchema(url);
  testProcesses("postgres", `${url} ${schema.name}`, () => schema.drop());
});

onEngine("REDIS_URL", "two processes on Redis", (url) => {
  const keys = new TestKeys(url);
  testProcesses("redis", `${url} ${keys.prefix}`, () => keys.drop());
});
