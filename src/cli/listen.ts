/**
 * Listening with the adapter of the runtime.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ServeOptions, Serving } from "../adapters/serve.ts";
import type { Io } from "./command.ts";
import {
  type LoadedConfiguration,
  USUAL_PORT,
} from "./configuration/configuration.ts";
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

/**
 * Where a configuration says to listen.
 *
 * @param configuration The configuration.
 * @returns The options of the adapter, with what the files of TLS hold.
 * @throws {Error} A file of TLS cannot be read, in a sentence.
 */
export async function listenOptions(
  { values, directory }: LoadedConfiguration,
): Promise<ServeOptions> {
  const { tls, port = USUAL_PORT, ...rest } = values.listen ?? {};
  if (tls === undefined) return { port, ...rest };
  const read = (name: "cert" | "key") =>
    readFile(resolve(directory, tls[name]), "utf8").catch((error) => {
      const { code = error } = error as { readonly code?: unknown };
      throw new Error(
        `listen.tls.${name} names ${tls[name]}, which cannot be read (${code})`,
      );
    });
  return {
    port,
    ...rest,
    tls: { cert: await read("cert"), key: await read("key") },
  };
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
