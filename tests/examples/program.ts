/**
 * A program that serves, started as a process of its own.
 *
 * @module
 */

/** How a program is started. */
export interface ProgramOptions {
  /** The executable. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** The directory that it is started in. */
  readonly cwd: string;
  /** What its environment has besides ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it writes once it serves. @default {"serving on"} */
  readonly ready?: string;
}

/** A program that runs; it is killed when the test is over. */
export class Program implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #ended: Promise<void>;
  #output = "";
  #heard = () => {};

  private constructor({ command, args, cwd, env }: ProgramOptions) {
    this.#process = new Deno.Command(command, {
      args: [...args],
      cwd,
      env: { NO_COLOR: "1", ...env },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { stdout, stderr } = this.#process;
    this.#ended = Promise.all([this.#hear(stdout), this.#hear(stderr)])
      .then(() => this.#heard());
  }

  /**
   * Starts a program and waits until it says that it serves.
   *
   * @throws {Error} When it ends before; the message has all that it wrote.
   */
  static async start(options: ProgramOptions): Promise<Program> {
    const program = new Program(options);
    await program.#line(options.ready ?? "serving on");
    return program;
  }

  /** All that it wrote so far. */
  get output(): string {
    return this.#output;
  }

  /** Asks it to end and waits until it has. */
  async stop(): Promise<Deno.CommandStatus> {
    this.#signal("SIGTERM");
    await this.#ended;
    return await this.#process.status;
  }

  /** Kills it, if it still runs. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  /** Kills it and waits until it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#ended;
    await this.#process.status;
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch {
      // It has ended already.
    }
  }

  /** Waits until it writes a text. */
  async #line(text: string): Promise<void> {
    let isOver = false;
    const over = this.#ended.then(() => void (isOver = true));
    while (!this.#output.includes(text)) {
      if (isOver) throw new Error(`it ended too early:\n${this.#output}`);
      await Promise.race([
        over,
        new Promise<void>((resolve) => this.#heard = resolve),
      ]);
    }
  }

  async #hear(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.#output += text;
      this.#heard();
    }
  }
}

/** A port of the loopback address that nothing listens on. */
export function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}
