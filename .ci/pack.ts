/**
 * Packs the package for npm: what `deno pack` makes, with the command
 * `mintmark` in its `package.json`, where `deno pack` has no word for it.
 *
 * deno run -A .ci/pack.ts [--output FILE] [further options of deno pack]
 *
 * @module
 */

import configuration from "../deno.json" with { type: "json" };

const BLOCK = 512;
const MANIFEST = "package/package.json";
const BIN = { mintmark: "./src/cli/main.js" };

const [option, output] = Deno.args;
const file = option === "--output" && output !== undefined
  ? output
  : `${
    configuration.name.replace("@", "").replace("/", "-")
  }-${configuration.version}.tgz`;
const rest = option === "--output" ? Deno.args.slice(2) : Deno.args;

const { success } = await new Deno.Command(Deno.execPath(), {
  args: ["pack", "--output", file, ...rest],
}).spawn().status;
if (!success) Deno.exit(1);
await Deno.writeFile(file, await gzip(withBin(await gunzip(file))));

/** The same archive, whose manifest names the command. */
function withBin(archive: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder();
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.slice(at, at + BLOCK);
    const name = text.decode(header.subarray(0, 100)).replace(/\0.*$/s, "");
    const size = parseInt(text.decode(header.subarray(124, 136)), 8) || 0;
    const start = at + BLOCK;
    const end = start + Math.ceil(size / BLOCK) * BLOCK;
    if (name === MANIFEST) {
      const manifest = JSON.parse(
        text.decode(archive.subarray(start, start + size)),
      );
      const content = new TextEncoder().encode(
        JSON.stringify({ ...manifest, bin: BIN }, null, 2) + "\n",
      );
      return concatenated([
        archive.subarray(0, at),
        resized(header, content.length),
        content,
        new Uint8Array(-content.length & (BLOCK - 1)),
        archive.subarray(end),
      ]);
    }
    at = end;
  }
  throw new Error(`there is no ${MANIFEST} in what deno pack made`);
}

/** A header for a content of another size, with the checksum that is due. */
function resized(
  header: Uint8Array<ArrayBuffer>,
  size: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(header);
  const write = (text: string, at: number) =>
    bytes.set(new TextEncoder().encode(text), at);
  write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  write(" ".repeat(8), 148);
  const sum = bytes.reduce((sum, byte) => sum + byte, 0);
  write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return bytes;
}

function concatenated(
  parts: readonly Uint8Array<ArrayBuffer>[],
): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function gunzip(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return await through(
    await Deno.readFile(path),
    new DecompressionStream("gzip"),
  );
}

async function gzip(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return await through(bytes, new CompressionStream("gzip"));
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = new Response(new Blob([bytes]).stream().pipeThrough(stream));
  return new Uint8Array(await response.arrayBuffer());
}
