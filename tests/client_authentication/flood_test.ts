/** What a flood leaves behind. @module */

import { assertEquals } from "@std/assert";
import { runs } from "../scale.ts";

Deno.test("a flood of distinct ids and addresses fits into a small heap, and a client that runs is served throughout", async () => {
  const flood = runs(2_000, 1_000_000);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--frozen", "--v8-flags=--max-old-space-size=100"],
      new URL("flood_program.ts", import.meta.url).href,
      String(flood),
    ],
  }).output();
  const text = new TextDecoder();
  assertEquals([success, text.decode(stderr)], [true, ""]);
  assertEquals(JSON.parse(text.decode(stdout)), {
    statuses: { "200": flood / 100, "401": flood },
    guess: 429,
  });
});
