// Writes docs/conformance.md: deno run -A tests/conformance/write_document.ts
import { DOCUMENT, listConformance, toMarkdown } from "./document.ts";

await Deno.writeTextFile(DOCUMENT, toMarkdown(await listConformance()));
