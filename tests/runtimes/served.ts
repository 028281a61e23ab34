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
  /** How many token requests it has decided, where it says so. */
  readonly decided: number | undefined;
}

/** A server that runs. */
export interface Served extends Target {
  /** Asks the process to end, as a supervisor does. */
  terminate(): void;
  /** Ends the process at once, if it has not ended. */
  kill(): Promise<void>;
  /** Waits for the end of the process. */
  readonly ended: Promise<Ended>;
}

/** How a server is started. */
export interface ServedOptions {
  /** The command. */
  readonly command: Command;
  /** The origin that it has to listen on, which is its issuer. */
  readonly base: string;
  /** The algorithm of its key, which is made here. */
  readonly alg: Settings["SIGNING_ALG"];
  /** What it takes for the address of its peer. */
  readonly peer: string;
  /** What differs from the usual settings. */
  readonly settings?: Partial<Settings>;
}

/** How long a process may take to listen, in milliseconds. */
const START_MILLISECONDS = 30_000;

/** How long a body may take: short, so that a slow one is refused soon. */
export const BODY_MILLISECONDS = 300;

/** Ports that systems do not hand out to those who connect. */
const PORTS = { lowest: 20_000, count: 12_000 };

const taken = new Set<number>();

/**
 * An origin on a port that is free, and that nobody else is given: a server
 * has to know its port before it listens, since its issuer holds it.
 */
export function freeOrigin(): string {
  while (true) {
    const port = PORTS.lowest + Math.floor(Math.random() * PORTS.count);
    if (taken.has(port)) continue;
    taken.add(port);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return `http://127.0.0.1:${port}`;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

/** Starts a server and waits until it listens. */
export async function serveProcess(
  { command, base, alg, peer, settings }: ServedOptions,
): Promise<Served> {
  const { privateKey, publicKey } = await generateKeyPair(alg, {
    extractable: true,
  });
  const usual: Settings = {
    ISSUER: base,
    SIGNING_ALG: alg,
    SIGNING_KEY: JSON.stringify(await exportJWK(privateKey)),
    BODY_MILLISECONDS: String(BODY_MILLISECONDS),
    DRAIN_MILLISECONDS: "10000",
    SLOW_STORE_MILLISECONDS: "300",
    OTHER_ALGS: "",
    VECTORS: "",
    FAILURE_BUDGET: "",
  };
  const child = new Deno.Command(command.executable, {
    args: [...command.args],
    env: { ...usual, ...settings },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const ended = endOf(child);
  await ended.begun;
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
    async kill() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await ended.whole;
    },
    ended: ended.whole,
  };
}

/** Follows a process: its first line says that it listens. */
function endOf(
  child: Deno.ChildProcess,
): { readonly begun: Promise<void>; readonly whole: Promise<Ended> } {
  const { promise: begun, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => child.kill("SIGKILL"), START_MILLISECONDS);
  const errors = new Response(child.stderr).text();
  async function follow(): Promise<Ended> {
    let output = "";
    for await (
      const piece of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      output += piece;
      if (output.includes("\n")) {
        clearTimeout(timer);
        resolve();
      }
    }
    clearTimeout(timer);
    const { code } = await child.status;
    reject(new Error(`the server did not start: ${await errors}`));
    const decided = /^decided (\d+)$/m.exec(output)?.[1];
    return {
      code,
      errors: await errors,
      decided: decided === undefined ? undefined : Number(decided),
    };
  }
  return { begun, whole: follow() };
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
