/**
 * The adapter for Deno, serving.
 *
 * @module
 */

import { serve } from "@mintmark/oauth/deno";

/** Longer than a test may take: what needs it to end never ends. */
const NEVER_MILLISECONDS = 2 ** 31 - 1;

/** Serves on a free port until it is stopped, and does not give up then. */
export async function serving(
  server: Parameters<typeof serve>[0],
  options: Omit<Parameters<typeof serve>[1], "port" | "signal"> = {},
) {
  const stop = new AbortController();
  const { address, finished } = await serve(server, {
    port: 0,
    signal: stop.signal,
    drainMilliseconds: NEVER_MILLISECONDS,
    ...options,
  });
  return {
    address,
    finished,
    url: `http://127.0.0.1:${address.port}/token`,
    stop: () => stop.abort(),
  };
}
