import { assertEquals } from "@std/assert";
import { run } from "./recorded_io.ts";

Deno.test("mintmark.schema.json is what mintmark schema prints", async () => {
  const file = new URL("../../mintmark.schema.json", import.meta.url);
  const { code, out } = await run(["schema"]);

  assertEquals(code, 0);
  assertEquals(JSON.parse(await Deno.readTextFile(file)), JSON.parse(out));
});
