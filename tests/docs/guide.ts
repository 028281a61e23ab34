/**
 * The guides: what they show is right, and does what they say.
 *
 * @module
 */

import { parseMarkdown } from "../readme/markdown.ts";
import { Snippets } from "../readme/snippet.ts";
import { IS_FULL } from "../scale.ts";

/**
 * Registers the test of a guide: every module in it is right in its types, and
 * runs, unless it is marked `no-run`.
 *
 * @param name The file in `docs/`.
 */
export function testGuide(name: string): void {
  const guide = new URL(`../../docs/${name}`, import.meta.url);
  Deno.test(`docs/${name}: every module is right in its types, and runs unless it needs something`, async (t) => {
    const { fences } = parseMarkdown(await Deno.readTextFile(guide));
    await using snippets = await Snippets.of(fences);
    await t.step({
      name: "their types",
      ignore: !IS_FULL,
      fn: () => snippets.check(),
    });
    for (const fence of fences) {
      if (fence.language !== "ts" || fence.flags.includes("no-run")) continue;
      await t.step(`line ${fence.line}`, () => snippets.run(fence));
    }
  });
}
