/**
 * Mintmark on Bun.
 *
 * @module
 */

import type { AuthorizationServer } from "../authorization_server.ts";
import type { Within } from "../deadline.ts";
import { LazyConnection } from "./lazy_connection.ts";
import {
  DRAIN_MILLISECONDS,
  LINGER_MILLISECONDS,
  type ServeOptions,
  type Serving,
} from "./serve.ts";
import { SharedDeadline } from "./shared_deadline.ts";
import { Turn } from "./turn.ts";
import { UnderWay } from "./under_way.ts";

export {
  importSigner,
  type PrivateKey,
  type Signer,
  type SignerOptions,
  type SigningAlgorithm,
} from "./import_signer.ts";
export { resolveHost } from "./resolve_host.ts";
export type { Address, ServeOptions, Serving, TlsOptions } from "./serve.ts";

/** Options of {@linkcode serve} on Bun. */
export interface BunServeOptions extends ServeOptions {
  /**
   * How long a connection may stand still, in seconds, 1 to 255: the limit on
   * the head of a request.
   *
   * @default {10}
   */
  readonly idleSeconds?: number;
}

/** The part of Bun that is used here. */
interface BunRuntime {
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly idleTimeout: number;
    readonly tls?: { readonly cert: string; readonly key: string };
    readonly fetch: (
      request: Request,
      server: BunServer,
    ) => Promise<Response>;
  }): BunServer;
}

interface BunServer {
  readonly hostname: string;
  readonly port: number;
  requestIP(request: Request): { readonly address: string } | null;
  stop(closeActiveConnections: boolean): Promise<void>;
}

/**
 * Serves an authorization server with `Bun.serve`. Bun gives no client
 * certificate, and hangs up on a client that sends a request before it has the
 * answer to its last one (HTTP pipelining).
 *
 * Bun stops listening when the end has begun and a moment has passed; who
 * connects at that very moment may be cut off before anything was read, and
 * may ask again.
 *
 * @param server The server.
 * @param options Where to listen and when to end.
 * @returns The address, once it listens, and the end.
 * @throws {Error} The port is taken; in general whatever `Bun.serve` throws.
 *
 * @example
 * ```ts ignore
 * import { serve } from "@mintmark/oauth/bun";
 *
 * const { address, finished } = await serve(server, { port: 8080 });
 * console.log(`serving on http://${address.hostname}:${address.port}`);
 * await finished;
 * ```
 */
export function serve(
  server: Pick<AuthorizationServer, "handle">,
  options: BunServeOptions,
): Promise<Serving> {
  const { port, hostname = "127.0.0.1", signal, tls, idleSeconds } = options;
  const { drainMilliseconds = DRAIN_MILLISECONDS } = options;
  return new Promise((resolve) => {
    signal?.throwIfAborted();
    const { Bun } = globalThis as unknown as { readonly Bun: BunRuntime };
    const underWay = new UnderWay();
    const turn = new Turn();
    const bodies = new SharedDeadline((task) => turn.gather(task));
    const within: Within = (work, milliseconds) =>
      bodies.within(work, milliseconds);
    let isDraining = false;
    const http = Bun.serve({
      port,
      hostname,
      idleTimeout: idleSeconds ?? 10,
      ...(tls !== undefined && { tls }),
      fetch: (request, listener) => {
        const leave = underWay.enter();
        return server.handle(
          request,
          new LazyConnection(() => listener.requestIP(request)?.address),
          within,
        ).then((response) => {
          leave();
          // Also where the rest of a body did not come in time: Bun would wait.
          if (isDraining || response.status === 408) {
            response.headers.set("connection", "close");
          }
          return turn.end(response);
        }, (error) => {
          leave();
          throw error;
        });
      },
    });

    // Bun's stop at once cuts idle connections, to one of which a request may
    // be on its way; and it waits for bodies that nobody reads any more.
    async function drain(): Promise<void> {
      isDraining = true;
      let cut = setTimeout(() => http.stop(true), drainMilliseconds);
      await new Promise((resume) => setTimeout(resume, LINGER_MILLISECONDS));
      const stopped = http.stop(false);
      underWay.settled().then(() => {
        clearTimeout(cut);
        cut = setTimeout(() => http.stop(true), LINGER_MILLISECONDS);
      });
      await stopped;
      clearTimeout(cut);
      bodies.close();
    }
    const finished = new Promise<void>((finish, fail) => {
      signal?.addEventListener("abort", () => drain().then(finish, fail), {
        once: true,
      });
    });
    resolve({
      address: { hostname: http.hostname, port: http.port },
      finished,
    });
  });
}
