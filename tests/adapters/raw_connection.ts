/**
 * An HTTP/1.1 connection as bytes, for what `fetch` does not let a test do:
 * stopping in the middle of a request, and keeping a connection open.
 *
 * @module
 */

const UTF8 = new TextEncoder();

/** The form of the how-to's token request. */
export const FORM =
  "grant_type=client_credentials&client_id=test-client&client_secret=foobar";

/** One connection. */
export class RawConnection implements Disposable {
  readonly #connection: Deno.Conn;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #received = "";

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
    this.#reader = connection.readable
      .pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Connects to a port of this machine. */
  static async to(port: number): Promise<RawConnection> {
    return new RawConnection(
      await Deno.connect({ hostname: "127.0.0.1", port }),
    );
  }

  /** Sends text. */
  async send(text: string): Promise<void> {
    const bytes = UTF8.encode(text);
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  /**
   * Sends the head of a token request and waits until the server asks for the
   * body (RFC 9110 §10.1.1): it is reading the request from then on.
   */
  async begin(body: string): Promise<void> {
    await this.send(
      "POST /token HTTP/1.1\r\nHost: localhost\r\n" +
        "Content-Type: application/x-www-form-urlencoded\r\n" +
        `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    await this.receive(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
  }

  /** Waits for an answer with a JSON body and takes it. */
  async answer(): Promise<{ readonly status: number; readonly body: unknown }> {
    const [head, status] = await this.receive(
      /^HTTP\/1\.1 (\d{3}) [^]*?\r\n\r\n/,
    );
    const [, length] = head.match(/^content-length: (\d+)\r$/im)!;
    const [body] = await this.receive(new RegExp(`^[^]{${length}}`));
    return { status: Number(status), body: JSON.parse(body) };
  }

  /** Waits until what was received matches and takes it. */
  async receive(pattern: RegExp): Promise<RegExpMatchArray> {
    for (;;) {
      const match = this.#received.match(pattern);
      if (match !== null) {
        this.#received = this.#received.slice(match[0].length);
        return match;
      }
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`closed after “${this.#received}”`);
      this.#received += value;
    }
  }

  /** Waits until the other side closes. */
  async closed(): Promise<void> {
    while (!(await this.#reader.read()).done);
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch {
      // The other side has closed it.
    }
  }
}
