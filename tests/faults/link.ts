/**
 * A link to an engine that can be stopped: connections stay open, and nothing
 * gets through, as where a firewall has forgotten them.
 *
 * @module
 */

/** A port that leads to another one. */
export class Link implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #port: number;
  readonly #ends = new Set<Deno.TcpConn>();
  readonly #accepting: Promise<void>;
  #passing = Promise.withResolvers<void>();

  /** @param port The port of the engine. */
  constructor(port: number) {
    this.#port = port;
    this.#passing.resolve();
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accepting = this.#accept();
  }

  /** The port to connect to. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Lets nothing through, in either direction, until {@linkcode resume}. */
  freeze(): void {
    this.#passing = Promise.withResolvers();
  }

  /** Lets everything through again, also what was held back. */
  resume(): void {
    this.#passing.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.resume();
    this.#listener.close();
    for (const end of this.#ends) close(end);
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    for await (const near of this.#listener) {
      this.#ends.add(near);
      void this.#connect(near);
    }
  }

  /** An engine that is down is one that hangs up. */
  async #connect(near: Deno.TcpConn): Promise<void> {
    try {
      const far = await Deno.connect({
        hostname: "127.0.0.1",
        port: this.#port,
      });
      this.#ends.add(far);
      await Promise.race([this.#pump(near, far), this.#pump(far, near)]);
      this.#end(far);
    } catch {
      // Whoever is left hears of it below.
    }
    this.#end(near);
  }

  async #pump(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const bytes = new Uint8Array(65_536);
    try {
      for (let n; (n = await from.read(bytes)) !== null;) {
        await this.#passing.promise;
        for (let at = 0; at < n;) at += await to.write(bytes.subarray(at, n));
      }
    } catch {
      // One of the two has gone.
    }
  }

  #end(connection: Deno.TcpConn): void {
    this.#ends.delete(connection);
    close(connection);
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
