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
 * @param alg The algorithm of its key.
 * @param use What is run.
 */
export async function withServer(
  alg: Settings["SIGNING_ALG"],
  use: (served: Served) => Promise<void>,
): Promise<void> {
  const deno = RUNTIMES.find(({ name }) => name === "Deno")!;
  const { executable } = await deno.find();
  const base = freeOrigin();
  const served = await serveProcess({
    command: await deno.command(executable, "", base),
    base,
    alg,
    peer: "127.0.0.1",
  });
  try {
    await use(served);
  } finally {
    await served.kill();
  }
}
