/**
 * A program that runs as a process of its own, with what it has printed.
 *
 * @module
 */

/** How a {@linkcode Program} is started. */
export interface ProgramOptions {
  /** Environment on top of the one of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** The working directory; the one of the tests unless given. */
  readonly cwd?: string | URL;
  /** The user and the group that it runs as; those of the tests unless given. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Whether signals reach the programs that it starts as well. */
  readonly isGroup?: boolean;
}

/** How long a program may take for one step before the test gives up. */
const PATIENCE_MILLISECONDS = 60_000;

/** A running program. Dispose of it: that ends the process at the latest. */
export class Program implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #isGroup: boolean;
  readonly #read: Promise<unknown>;
  #stdout = "";
  #stderr = "";
  #isOver = false;

  /**
   * Starts a program.
   *
   * @param command The executable.
   * @param args Its arguments.
   * @param options Where and with what.
   */
  constructor(
    command: string,
    args: readonly string[],
    { env = {}, cwd, user, isGroup = false }: ProgramOptions = {},
  ) {
    this.#isGroup = isGroup;
    this.#process = new Deno.Command(command, {
      args: [...args],
      env: { NO_COLOR: "1", ...env },
      ...(cwd !== undefined && { cwd }),
      ...user,
      detached: isGroup,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { stdout, stderr } = this.#process;
    this.#read = Promise.all([
      collect(stdout, (text) => this.#stdout += text),
      collect(stderr, (text) => this.#stderr += text),
    ]).then(() => {
      this.#isOver = true;
    });
  }

  /** What it has printed so far. */
  get stdout(): string {
    return this.#stdout;
  }

  /** What it has said beside its output so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Settles when it has ended and all that it printed has been read. */
  async ended(): Promise<Deno.CommandStatus> {
    await this.#until("end", () => this.#isOver);
    return await this.#process.status;
  }

  /** Waits until it has printed a text. */
  async prints(text: string): Promise<void> {
    await this.#until(`print “${text}”`, () => this.#stdout.includes(text));
  }

  /** Waits until it accepts connections on a port. */
  async listensOn(port: number): Promise<void> {
    await this.#until(`listen on port ${port}`, () => isListening(port));
  }

  /** Sends it a signal. */
  signal(signal: Deno.Signal): void {
    if (this.#isGroup) Deno.kill(-this.#process.pid, signal);
    else this.#process.kill(signal);
  }

  /** Ends it, unless it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.signal("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#read;
    await this.#process.status;
  }

  async #until(
    what: string,
    isSo: () => boolean | Promise<boolean>,
  ): Promise<void> {
    const latest = Date.now() + PATIENCE_MILLISECONDS;
    while (!await isSo()) {
      if (this.#isOver || Date.now() > latest) {
        if (await isSo()) return;
        throw new Error(
          `The program did not ${what}.\n${this.#stdout}\n${this.#stderr}`,
        );
      }
      await new Promise((look) => setTimeout(look, 10));
    }
  }
}

async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  append: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    append(text);
  }
}

/** Whether somebody accepts connections on a port of this machine. */
export async function isListening(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

/**
 * A port that is free. It is below those that systems hand out for port 0, so
 * that no other test gets it by chance in the meantime.
 */
export function freePort(): number {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      Deno.listen({ hostname: "0.0.0.0", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
