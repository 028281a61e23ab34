/**
 * HTTP/1.1 by hand: what `fetch` hides (pipelining, framing, who closes a
 * connection and when) is what the suite is about.
 *
 * @module
 */

import {
  concatenate,
  type Head,
  indexOfBlankLine,
  parseHead,
} from "./raw_head.ts";

/** An answer, read to its last byte. */
export interface RawAnswer {
  /** The status code. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** The body. */
  readonly body: string;
}

/** The connection ended where more of an answer was due. */
export class BrokenAnswerError extends Error {
  /** The name of the class, for messages. */
  override readonly name: string = "BrokenAnswerError";

  /** @param partial What had arrived of the answer; empty = nothing. */
  constructor(readonly partial: string) {
    super(
      partial === ""
        ? "the connection ended without an answer"
        : `the connection ended within an answer: ${JSON.stringify(partial)}`,
    );
  }
}

/** How long an answer may take before a case fails, in milliseconds. */
const PATIENCE_MILLISECONDS = 15_000;

const UTF8 = new TextEncoder();
const TEXT = new TextDecoder();

/** One TCP connection to the server under test. */
export class RawConnection implements Disposable {
  readonly #connection: Deno.TcpConn;
  #unread: Uint8Array = new Uint8Array(0);
  #ended = false;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    connection.setNoDelay(true);
  }

  /** Connects to the host and port of a URL. */
  static async open(base: string): Promise<RawConnection> {
    const { hostname, port } = new URL(base);
    return new RawConnection(
      await Deno.connect({ hostname, port: Number(port) }),
    );
  }

  /** Sends bytes; rejects when the server has closed the connection. */
  async send(data: string | Uint8Array): Promise<void> {
    let bytes = typeof data === "string" ? UTF8.encode(data) : data;
    while (bytes.length > 0) {
      bytes = bytes.subarray(await this.#connection.write(bytes));
    }
  }

  /** Says that nothing more will be sent. */
  async endSending(): Promise<void> {
    await this.#connection.closeWrite();
  }

  /** Reads the next interim answer (RFC 9110 §15.2). */
  async interim(): Promise<Head> {
    const head = parseHead(await this.#head());
    if (head.status >= 200) throw new Error(`final at once: ${head.status}`);
    return head;
  }

  /**
   * Reads the next answer, past any interim ones.
   *
   * @param method The method of the request, since HEAD has no body.
   * @throws {BrokenAnswerError} The connection ends before it is whole.
   */
  async answer(method = "POST"): Promise<RawAnswer> {
    let head: Head;
    do head = parseHead(await this.#head()); while (head.status < 200);
    const { status, headers } = head;
    const hasNone = method === "HEAD" || status === 204 || status === 304;
    const body = hasNone ? "" : TEXT.decode(await this.#body(headers));
    return { status, headers, body };
  }

  /**
   * Waits for the end of the connection.
   *
   * @returns What else arrived: nothing, if all answers were read.
   */
  async end(): Promise<string> {
    while (await this.#fill());
    return TEXT.decode(this.#take(this.#unread.length));
  }

  /** Closes the connection. */
  close(): void {
    try {
      this.#connection.close();
    } catch {
      // It is closed already.
    }
  }

  /** Closes the connection. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #head(): Promise<string> {
    let end = indexOfBlankLine(this.#unread);
    while (end === -1) {
      if (!await this.#fill()) throw this.#broken();
      end = indexOfBlankLine(this.#unread);
    }
    return TEXT.decode(this.#take(end + 4));
  }

  async #body(headers: Headers): Promise<Uint8Array> {
    const length = headers.get("content-length");
    if (headers.get("transfer-encoding")?.toLowerCase() === "chunked") {
      return await this.#chunks();
    }
    if (length !== null) return await this.#exactly(Number(length));
    while (await this.#fill());
    return this.#take(this.#unread.length);
  }

  async #chunks(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    while (true) {
      const size = parseInt(await this.#line(), 16);
      if (size === 0) break;
      chunks.push(await this.#exactly(size));
      await this.#line();
    }
    while (await this.#line() !== "");
    return concatenate(chunks);
  }

  async #line(): Promise<string> {
    let end = this.#unread.indexOf(0x0A);
    while (end === -1) {
      if (!await this.#fill()) throw this.#broken();
      end = this.#unread.indexOf(0x0A);
    }
    return TEXT.decode(this.#take(end + 1)).trimEnd();
  }

  async #exactly(length: number): Promise<Uint8Array> {
    while (this.#unread.length < length) {
      if (!await this.#fill()) throw this.#broken();
    }
    return this.#take(length);
  }

  #take(length: number): Uint8Array {
    const taken = this.#unread.subarray(0, length);
    this.#unread = this.#unread.subarray(length);
    return taken;
  }

  /** Reads what there is; `false` at the end of the connection. */
  async #fill(): Promise<boolean> {
    if (this.#ended) return false;
    const buffer = new Uint8Array(65_536);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.close();
    }, PATIENCE_MILLISECONDS);
    const read = await this.#connection.read(buffer).catch(() => null);
    clearTimeout(timer);
    if (isLate) throw new Error("the server neither answered nor hung up");
    this.#ended = read === null;
    if (read !== null) {
      this.#unread = concatenate([this.#unread, buffer.subarray(0, read)]);
    }
    return read !== null;
  }

  #broken(): BrokenAnswerError {
    return new BrokenAnswerError(TEXT.decode(this.#unread));
  }
}
