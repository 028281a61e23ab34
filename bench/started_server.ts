/**
 * A server in a process of its own.
 *
 * @module
 */

/** A server that runs. */
export interface StartedServer {
  /** Its token endpoint. */
  readonly url: string;
  /** What its first line said, where that was JSON; else its port. */
  readonly said: unknown;
  /** The processor time that it has taken so far, in microseconds. */
  cpuMicroseconds(): Promise<number>;
  /** Ends it. */
  end(): Promise<void>;
}

/** The kernel counts processor time in hundredths of a second. */
const TICK_MICROSECONDS = 10_000;

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
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`${command.join(" ")} did not start`);
    text += value;
  }
  const said = JSON.parse(text);
  const port = typeof said === "number" ? said : said.port;
  const stat = `/proc/${child.pid}/stat`;
  return {
    url: `http://127.0.0.1:${port}/token`,
    said,
    async cpuMicroseconds() {
      // The name of the program, in parentheses, may have spaces in it.
      const fields = (await Deno.readTextFile(stat)).split(") ")[1]!.split(" ");
      return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS;
    },
    async end() {
      child.kill("SIGKILL");
      await reader.cancel();
      await child.status;
    },
  };
}
