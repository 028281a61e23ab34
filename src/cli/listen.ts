/**
 * Listening with the adapter of the runtime.
 *
 * @module
 */

import type { ServeOptions, Serving } from "../adapters/serve.ts";
import type { Io } from "./command.ts";
import type { Served } from "./running_server.ts";

/**
 * Listens, with the adapter that is made for this runtime.
 *
 * @param runtime The runtime.
 * @param server What answers.
 * @param options Where to listen and when to end.
 * @returns The address, once it listens, and the end.
 * @throws {Error} It cannot listen there, in a sentence.
 */
export async function listen(
  runtime: Io["runtime"],
  server: Served,
  options: ServeOptions,
): Promise<Serving> {
  const { serve } = await adapterOf(runtime);
  try {
    return await serve(server, options);
  } catch (error) {
    const { hostname = "127.0.0.1", port } = options;
    const { code, name, message } = error as Error & { readonly code?: string };
    const isTaken = code === "EADDRINUSE" || name === "AddrInUse";
    throw new Error(
      isTaken
        ? `port ${port} of ${hostname} is taken: stop what listens there, or choose another with --port`
        : `it cannot listen on port ${port} of ${hostname}: ${message}`,
      { cause: error },
    );
  }
}

function adapterOf(runtime: Io["runtime"]): Promise<{
  readonly serve: (server: Served, options: ServeOptions) => Promise<Serving>;
}> {
  switch (runtime) {
    case "deno":
      return import("../adapters/deno.ts");
    case "bun":
      return import("../adapters/bun.ts");
    case "node":
      return import("../adapters/node.ts");
  }
}
