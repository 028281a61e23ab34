/**
 * Packs the package for npm: the types, documents and `package.json` that
 * `deno pack` makes, with the command `mintmark`, for which it has no word, and
 * with its modules bundled.
 *
 * deno run -A .ci/pack.ts [--output FILE] [further options of deno pack]
 *
 * @module
 */

import configuration from "../deno.json" with { type: "json" };
import { readArchive, writeArchive } from "./archive.ts";
import { bundle } from "./bundle.ts";

const MANIFEST = "package.json";
const BIN = { mintmark: "./src/cli/main.js" };

/** The part of a `package.json` that is read here. */
interface Manifest {
  readonly exports: Readonly<Record<string, { readonly import: string }>>;
}

const [option, output] = Deno.args;
const file = option === "--output" && output !== undefined
  ? output
  : `${
    configuration.name.replace("@", "").replace("/", "-")
  }-${configuration.version}.tgz`;
const rest = option === "--output" ? Deno.args.slice(2) : Deno.args;

// Elsewhere, so that a failure below leaves no half-made package.
const unbundled = await Deno.makeTempFile({ suffix: ".tgz" });
const { success } = await new Deno.Command(Deno.execPath(), {
  args: ["pack", "--no-source-maps", "--output", unbundled, ...rest],
}).spawn().status;
if (!success) Deno.exit(1);

const packed = await readArchive(unbundled);
await Deno.remove(unbundled);
const made = packed.find(({ path }) => path === MANIFEST);
if (made === undefined) {
  throw new Error(`there is no ${MANIFEST} in what deno pack made`);
}
const manifest: Manifest = JSON.parse(new TextDecoder().decode(made.content));
const entries = Object.values(manifest.exports)
  .map(({ import: path }) => path.replace("./", ""));
const modules = packed.filter(({ path }) => path.endsWith(".js"));
await writeArchive(file, [
  {
    path: MANIFEST,
    content: new TextEncoder().encode(
      JSON.stringify({ ...manifest, bin: BIN }, null, 2) + "\n",
    ),
  },
  ...packed.filter((file) => file !== made && !modules.includes(file)),
  ...await bundle(modules, entries),
]);
