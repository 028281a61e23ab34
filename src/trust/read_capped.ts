/**
 * Reading a stream without ever holding more of it than is allowed.
 *
 * @module
 */

/**
 * Reads a stream piece by piece, whatever it says about its length.
 *
 * @param stream The stream.
 * @param maxBytes The size that is not exceeded.
 * @returns The bytes, or `undefined` where there are more; then the stream is
 * cancelled at the first piece too many.
 */
export async function readCapped(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const reader = stream.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  while (true) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > maxBytes) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    pieces.push(value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
