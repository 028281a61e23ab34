/**
 * A server of key sets on a socket, which answers with any bytes it is told to,
 * so that it can also lie, dawdle, and be gone.
 *
 * @module
 */

import type { JsonWebKey } from "@mintmark/oauth";

/** What is done with a connection whose request has arrived. */
export type Behaviour = (
  connection: Deno.TcpConn,
  path: string,
) => Promise<void>;

const UTF8 = new TextEncoder();

/** Answers with a text as it is, head and all. */
export function raw(text: string): Behaviour {
  return async (connection) => {
    await connection.write(UTF8.encode(text));
  };
}

/** Answers with JSON, by the path of the request; 404 for any other. */
export function json(
  documents: Readonly<Record<string, unknown>>,
  head = "",
): Behaviour {
  return async (connection, path) => {
    const body = JSON.stringify(documents[path] ?? {});
    const status = path in documents ? "200 OK" : "404 Not Found";
    await raw(
      `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n${head}` +
        `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    )(connection, path);
  };
}

/** Answers every path with a key set. */
export function keySet(keys: readonly JsonWebKey[], head = ""): Behaviour {
  return (connection, path) =>
    json({ [path]: { keys } }, head)(connection, path);
}

/** Never answers. */
export const silent: Behaviour = () => new Promise(() => {});

/** The server. */
export class KeySetServer implements AsyncDisposable {
  /** What it does. */
  behaviour: Behaviour;
  /** The paths of the requests so far. */
  readonly requests: string[] = [];
  readonly #port: number;
  readonly #connections = new Set<Deno.TcpConn>();
  #listener: Deno.TcpListener | undefined;
  #serving: Promise<void> = Promise.resolve();

  /** @param behaviour What it does at first. */
  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#port = this.#listener.addr.port;
    this.#serving = this.#serve(this.#listener);
  }

  /** Where it is. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Is gone: connections are refused. */
  async goDown(): Promise<void> {
    this.#listener?.close();
    this.#listener = undefined;
    for (const connection of this.#connections) close(connection);
    await this.#serving;
  }

  /** Is back at the same address. */
  comeBack(): void {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: this.#port });
    this.#serving = this.#serve(this.#listener);
  }

  /** Is gone for good. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.goDown();
  }

  async #serve(listener: Deno.TcpListener): Promise<void> {
    const answers: Promise<void>[] = [];
    for await (const connection of listener) {
      this.#connections.add(connection);
      answers.push(this.#answer(connection));
    }
  }

  async #answer(connection: Deno.TcpConn): Promise<void> {
    try {
      const path = await readPath(connection);
      this.requests.push(path);
      await this.behaviour(connection, path);
    } catch {
      // Whoever asked has hung up.
    } finally {
      this.#connections.delete(connection);
      close(connection);
    }
  }
}

async function readPath(connection: Deno.TcpConn): Promise<string> {
  const text = new TextDecoder();
  const buffer = new Uint8Array(4096);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const read = await connection.read(buffer);
    if (read === null) throw new Error("no request");
    head += text.decode(buffer.subarray(0, read), { stream: true });
  }
  return head.split(" ")[1]!;
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}
