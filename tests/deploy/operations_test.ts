// docs/operations.md and docs/deploy.md name what there is, and nothing else.

import { assert, assertEquals } from "@std/assert";
import { createServerMetrics } from "../../src/cli/server_metrics.ts";
import { makePlace } from "../cli/place.ts";
import { run } from "../cli/recorded_io.ts";
import { testServer } from "../fixtures.ts";
import { parseMarkdown } from "../readme/markdown.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));
const OPERATIONS = await read("docs/operations.md");

/** What a table of the document names in its first column. */
function named(heading: string): readonly string[] {
  const section = OPERATIONS.split(`# ${heading}\n`)[1]!.split("\n#")[0]!;
  return section.split("\n").filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...line.split("|")[1]!.matchAll(/`(\w+)`/g)])
    .map(([, name]) => name!)
    // The heads of the columns.
    .filter((name) => name !== "reason" && name !== "warning");
}

/** The texts between quotes in a part of a source. */
async function quoted(
  path: string,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const part = (await read(path)).split(from)[1]!.split(to)[0]!;
  return [...part.matchAll(/"(\w+)"/g)].map(([, text]) => text!);
}

Deno.test("docs/operations.md: names every metric, and no other", async () => {
  const { write } = createServerMetrics({ version: "1", runtime: "deno" });
  const text = await write({ keys: testServer().keys });
  const metrics = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  assertEquals([...named("Metrics")].sort(), [...metrics].sort());
  const asked = OPERATIONS.matchAll(/\b(mintmark_\w+?)(?:_bucket)?[{ [)]/g);
  for (const [, name] of asked) assert(metrics.includes(name!), name);
});

Deno.test("docs/operations.md: says what to do for every reason of a failure and every warning", async () => {
  const reasons = await quoted(
    "src/telemetry/failure_reasons.ts",
    "new Set([",
    "]);",
  );
  const said = ["503", "429", "500"].flatMap(named);
  // It is the answer of an adapter, for which there is no event.
  const expected = [...reasons, "server_ending"];
  assertEquals([...said].sort(), expected.sort());
  const warnings = await quoted("src/events.ts", "type WarningCode =", "\n\n");
  assertEquals([...named("Warnings")].sort(), [...warnings].sort());
});

for (const path of ["docs/operations.md", "docs/deploy.md"]) {
  Deno.test(`${path}: every configuration is one that is accepted`, async () => {
    const { fences } = parseMarkdown(await read(path));
    const blocks = fences.filter(({ language }) => language === "json");
    assertEquals(blocks.length, 1);
    for (const { text } of blocks) {
      await using place = await makePlace(
        text.replace("sqlite:/var/lib/mintmark/mintmark.db", "memory"),
      );
      const { code, error } = await run(["check"], {
        directory: place.directory,
        environment: {
          WRAPPING_KEY: "PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0",
        },
      });
      assertEquals(code, 0, error);
    }
  });
}
