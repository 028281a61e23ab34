/**
 * The head of an answer in HTTP/1.1 (RFC 9112 §4, §5).
 *
 * @module
 */

/** A head without its lines. */
export interface Head {
  /** The status code. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
}

/** Reads a head, strictly: what is not one throws. */
export function parseHead(text: string): Head {
  const [first = "", ...lines] = text.trimEnd().split("\r\n");
  const match = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first);
  if (match === null) {
    throw new Error(`not the head of an answer: ${JSON.stringify(text)}`);
  }
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return { status: Number(match[1]), headers };
}

/** Where the blank line after a head begins, or -1. */
export function indexOfBlankLine(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0x0D); at !== -1;) {
    if (
      bytes[at + 1] === 0x0A && bytes[at + 2] === 0x0D && bytes[at + 3] === 0x0A
    ) return at;
    at = bytes.indexOf(0x0D, at + 1);
  }
  return -1;
}

/** Joins pieces. */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
