/**
 * The archive of a package for npm: gzipped tar (POSIX.1-1988, ustar).
 *
 * @module
 */

const BLOCK = 512;

/** A file of an archive. */
export interface ArchivedFile {
  /** Its path in the package. */
  readonly path: string;
  /** What it holds. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** npm takes what lies in this directory for the package. */
const DIRECTORY = "package/";

/**
 * Reads an archive.
 *
 * @param file Where it is.
 * @returns The files in it.
 */
export async function readArchive(
  file: string,
): Promise<readonly ArchivedFile[]> {
  const bytes = await through(
    await Deno.readFile(file),
    new DecompressionStream("gzip"),
  );
  const files: ArchivedFile[] = [];
  // It ends with blocks of zeros.
  for (let at = 0; at < bytes.length && bytes[at] !== 0;) {
    const [name, prefix] = [text(bytes, at, 100), text(bytes, at + 345, 155)];
    const path = prefix === "" ? name : `${prefix}/${name}`;
    if (!path.startsWith(DIRECTORY)) {
      throw new Error(`${file} holds ${path}, outside of ${DIRECTORY}`);
    }
    const size = parseInt(text(bytes, at + 124, 12), 8);
    const start = at + BLOCK;
    files.push({
      path: path.slice(DIRECTORY.length),
      content: bytes.slice(start, start + size),
    });
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

/**
 * Writes an archive. The same files make the same bytes: there is no time in it.
 *
 * @param file Where it goes.
 * @param files What it holds.
 */
export async function writeArchive(
  file: string,
  files: readonly ArchivedFile[],
): Promise<void> {
  const parts = files.flatMap(({ path, content }) => [
    headerOf(DIRECTORY + path, content.length),
    content,
    new Uint8Array(-content.length & (BLOCK - 1)),
  ]);
  const whole = new Blob([...parts, new Uint8Array(2 * BLOCK)]);
  await Deno.writeFile(
    file,
    await through(
      new Uint8Array(await whole.arrayBuffer()),
      new CompressionStream("gzip"),
    ),
  );
}

function headerOf(path: string, size: number): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(path);
  if (name.length > 100) throw new Error(`${path} has too long a name`);
  const bytes = new Uint8Array(BLOCK);
  const write = (text: string, at: number) =>
    bytes.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) =>
    `${value.toString(8).padStart(digits, "0")}\0`;
  bytes.set(name);
  write(octal(0o644, 7), 100);
  write(octal(0, 7), 108);
  write(octal(0, 7), 116);
  write(octal(size, 11), 124);
  write(octal(0, 11), 136);
  // The sum is taken with blanks in its own place.
  write(" ".repeat(8), 148);
  write("0", 156);
  write("ustar\0" + "00", 257);
  const sum = bytes.reduce((sum, byte) => sum + byte, 0);
  write(`${octal(sum, 6)} `, 148);
  return bytes;
}

/** The text of a field, which ends with its first zero. */
function text(bytes: Uint8Array, at: number, length: number): string {
  return new TextDecoder().decode(bytes.subarray(at, at + length))
    .replace(/\0.*$/s, "");
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = new Response(new Blob([bytes]).stream().pipeThrough(stream));
  return new Uint8Array(await response.arrayBuffer());
}
