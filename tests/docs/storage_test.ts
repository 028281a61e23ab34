/** The guide to storage. @module */

import { parseMarkdown } from "../readme/markdown.ts";
import { Snippets } from "../readme/snippet.ts";
import { IS_FULL } from "../scale.ts";

const GUIDE = new URL("../../docs/storage.md", import.meta.url);

Deno.test("docs/storage.md: every module is right in its types, and runs unless it needs an engine", async (t) => {
  const { fences } = parseMarkdown(await Deno.readTextFile(GUIDE));
  await using snippets = await Snippets.of(fences);
  await t.step({
    name: "their types",
    ignore: !IS_FULL,
    fn: () => snippets.check(),
  });
  for (const fence of fences) {
    if (fence.flags.includes("no-run")) continue;
    await t.step(`line ${fence.line}`, () => snippets.run(fence));
  }
});
