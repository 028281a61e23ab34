/**
 * A server under test in a process of its own.
 *
 * @module
 */

import { exportJWK, generateKeyPair, jwtVerify } from "jose";
import type { Target } from "./case.ts";
import type { Command } from "./runtimes.ts";
import type { Settings } from "./servers/suite_server.ts";

/** How a process ended. */
export interface Ended {
  /** Its exit code. */
  readonly code: number;
  /** What it wrote to its standard error. */
  readonly errors: string;
}

/** A server that runs. */
export interface Served extends Target {
  /** Asks the process to end, as a supervisor does. */
  terminate(): void;
  /** Waits for the end of the process. */
  readonly ended: Promise<Ended>;
}

/** How long a process may take to listen, in milliseconds. */
const START_MILLISECONDS = 20_000;

/** How long a body may take: short, so that a slow one is refused soon. */
export const BODY_MILLISECONDS = 300;

/** An origin on a port that is free. */
export function freeOrigin(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}`;
}

/**
 * Starts a server and waits until it listens.
 *
 * @param command How it is started.
 * @param base The origin that it will listen on, which is its issuer.
 * @param alg The algorithm of its key, which is made here.
 * @param peer What it takes for the address of its peer.
 * @param differing What differs from the usual settings.
 */
export async function serveProcess(
  command: Command,
  base: string,
  alg: Settings["SIGNING_ALG"],
  peer: string,
  differing: Partial<Settings> = {},
): Promise<Served> {
  const { privateKey, publicKey } = await generateKeyPair(alg, {
    extractable: true,
  });
  const settings: Settings = {
    ISSUER: base,
    SIGNING_ALG: alg,
    SIGNING_KEY: JSON.stringify(await exportJWK(privateKey)),
    BODY_MILLISECONDS: String(BODY_MILLISECONDS),
    DRAIN_MILLISECONDS: "10000",
    ...differing,
  };
  const child = new Deno.Command(command.executable, {
    args: [...command.args],
    env: { ...settings },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  const ended = child.status.then(async ({ code }) => ({
    code,
    errors: await errors,
  }));
  await untilListening(child, ended);
  return {
    base,
    peer,
    async claims(token) {
      const { payload } = await jwtVerify(token, publicKey, {
        issuer: base,
        typ: "at+jwt",
      });
      return payload;
    },
    peakMemory: () => peakMemory(child.pid),
    terminate: () => child.kill("SIGTERM"),
    ended,
  };
}

/** Every program of the suite writes one line, once it listens. */
async function untilListening(
  child: Deno.ChildProcess,
  ended: Promise<Ended>,
): Promise<void> {
  const reader = child.stdout.getReader();
  const timer = setTimeout(() => child.kill("SIGKILL"), START_MILLISECONDS);
  const { done } = await reader.read();
  clearTimeout(timer);
  if (done) {
    throw new Error(`the server did not start: ${(await ended).errors}`);
  }
  // What else it writes is nobody's business, but must not fill the pipe.
  (async () => {
    while (!(await reader.read()).done);
  })();
}

function peakMemory(pid: number): number | undefined {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const match = /^VmHWM:\s*(\d+) kB$/m.exec(status);
    return match === null ? undefined : Number(match[1]) * 1024;
  } catch {
    return undefined;
  }
}
