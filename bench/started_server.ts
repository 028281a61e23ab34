/**
 * A server in a process of its own.
 *
 * @module
 */

/** A server that runs. */
export interface StartedServer {
  /** Its token endpoint. */
  readonly url: string;
  /** Its process. */
  readonly pid: number;
  /** What its first line said, where that was JSON; else its port. */
  readonly said: unknown;
  /** The processor time that it has taken so far, in microseconds. */
  cpuMicroseconds(): Promise<number>;
  /** How many page faults it has had so far, for memory and for its program. */
  pageFaults(): Promise<number>;
  /** The most memory that it ever had, in mebibytes. */
  peakMebibytes(): Promise<number>;
  /**
   * Sends a signal.
   *
   * @param signal Which.
   */
  signal(signal: Deno.Signal): void;
  /** The next line that it writes. */
  nextLine(): Promise<string>;
  /** The code that it ends with, once it does. */
  readonly exitCode: Promise<number>;
  /** Ends it. */
  end(): Promise<void>;
}

/** What runs, to be ended with this process. */
const running = new Set<Deno.ChildProcess>();

function endAll(): never {
  for (const child of running) child.kill("SIGKILL");
  Deno.exit(130);
}

/**
 * Starts a server that writes its port as its first line, or JSON with it.
 *
 * @param command The command.
 * @param directory Where it is run.
 * @returns The server, once it listens.
 */
export async function startServer(
  command: readonly string[],
  directory: string,
): Promise<StartedServer> {
  const [program = "", ...args] = command;
  const child = new Deno.Command(program, {
    args,
    cwd: directory,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  if (running.size === 0) {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, endAll);
    }
  }
  running.add(child);
  child.status.then(() => {
    running.delete(child);
    if (running.size > 0) return;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.removeSignalListener(signal, endAll);
    }
  });
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const nextLine = async () => {
    while (!text.includes("\n")) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`${command.join(" ")} ended`);
      text += value;
    }
    const [line = "", ...rest] = text.split("\n");
    text = rest.join("\n");
    return line;
  };
  const said = JSON.parse(await nextLine());
  const port = typeof said === "number" ? said : said.port;
  const { pid } = child;
  return {
    url: `http://127.0.0.1:${port}/token`,
    pid,
    said,
    cpuMicroseconds: cpuClock(pid),
    pageFaults: () => pageFaults(pid),
    peakMebibytes: () => memoryMebibytes(pid, "VmHWM"),
    signal: (signal) => child.kill(signal),
    nextLine,
    exitCode: child.status.then(({ code }) => code),
    async end() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await reader.cancel();
      await child.status;
    },
  };
}

/**
 * A clock of the processor time of a process, to the nanosecond: the sum over
 * its threads, since what the kernel says of the whole is in hundredths of a
 * second. A thread that has ended keeps what it was last seen with.
 *
 * @param pid The process.
 * @returns Reads the clock, in microseconds.
 */
export function cpuClock(pid: number): () => Promise<number> {
  const nanoseconds = new Map<string, number>();
  return async () => {
    for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
      try {
        const stat = `/proc/${pid}/task/${name}/schedstat`;
        const [spent] = (await Deno.readTextFile(stat)).split(" ");
        nanoseconds.set(name, Number(spent));
      } catch {
        // It has ended since it was listed.
      }
    }
    let sum = 0;
    for (const spent of nanoseconds.values()) sum += spent;
    return sum / 1_000;
  };
}

/** What `stat` says of a process comes after its name, which is in brackets. */
const AFTER_NAME = /^.*\) /s;

/** Which of the fields after the name counts page faults without a disk. */
const MINOR_FAULTS = 7;

async function pageFaults(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  return Number(stat.replace(AFTER_NAME, "").split(" ")[MINOR_FAULTS]);
}

/**
 * The memory of a process, in mebibytes.
 *
 * @param pid The process.
 * @param what The most that it ever had, or what it has now.
 * @returns How much.
 */
export async function memoryMebibytes(
  pid: number,
  what: "VmHWM" | "VmRSS",
): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const [, kibibytes] = status.match(new RegExp(`^${what}:\\s+(\\d+)`, "m"))!;
  return Number(kibibytes) / 1_024;
}
