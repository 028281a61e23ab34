/**
 * The server under test on Deno, in a process of its own.
 *
 * @module
 */

import { RUNTIMES } from "../runtimes/runtimes.ts";
import { freeOrigin, type Served, serveProcess } from "../runtimes/served.ts";
import type { Settings } from "../runtimes/servers/suite_server.ts";

/**
 * Starts the server, runs something against it, and ends it.
 *
 * @param settings What differs from the usual settings.
 * @param use What is run.
 */
export async function withServer(
  settings: Partial<Settings>,
  use: (served: Served) => Promise<void>,
): Promise<void> {
  const deno = RUNTIMES.find(({ name }) => name === "Deno")!;
  const { executable } = await deno.find();
  const base = freeOrigin();
  const served = await serveProcess({
    command: await deno.command(executable, "", base),
    base,
    alg: "RS256",
    peer: "127.0.0.1",
    settings,
  });
  try {
    await use(served);
  } finally {
    await served.kill();
  }
}
