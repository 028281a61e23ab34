/**
 * Mintmark on Deno.
 *
 * @module
 */

import type { AuthorizationServer } from "../authorization_server.ts";
import type { Within } from "../deadline.ts";
import { type Answer, toResponse } from "../http/exchange.ts";
import { errorAnswer } from "../http/respond.ts";
import { temporarilyUnavailable } from "../temporarily_unavailable.ts";
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

/** How long Deno may take to hand an answer over to the system. */
const FLUSH_MILLISECONDS = 50;

/** The answer to who comes while only older requests are still awaited. */
const ENDING: Answer = lastOnConnection(errorAnswer(
  temporarilyUnavailable("The server is ending", "server_ending"),
));

/**
 * Serves an authorization server with `Deno.serve`.
 *
 * Deno limits neither the time that the head of a request may take nor the
 * number of connections, and gives no client certificate: put a proxy in front
 * where strangers can connect.
 *
 * Deno cannot stop listening while it still answers. Who connects once the end
 * has begun is answered, or told with 503 to try again; who connects at its
 * last moment may be cut off before anything was read, and may ask again.
 *
 * @param server The server.
 * @param options Where to listen and when to end.
 * @returns The address, once it listens, and the end.
 * @throws {Deno.errors.AddrInUse} The port is taken; in general whatever
 * `Deno.serve` throws.
 *
 * @example
 * ```ts ignore
 * import { serve } from "@mintmark/oauth/deno";
 *
 * const { address, finished } = await serve(server, { port: 8080 });
 * console.log(`serving on http://${address.hostname}:${address.port}`);
 * await finished;
 * ```
 */
export function serve(
  server: Pick<AuthorizationServer, "handle">,
  options: ServeOptions,
): Promise<Serving> {
  const { port, hostname = "127.0.0.1", signal, tls } = options;
  const { drainMilliseconds = DRAIN_MILLISECONDS } = options;
  return new Promise((resolve) => {
    signal?.throwIfAborted();
    const cut = new AbortController();
    const underWay = new UnderWay();
    const turn = new Turn();
    const bodies = new SharedDeadline((task) => turn.gather(task));
    const within: Within = (work, milliseconds) =>
      bodies.within(work, milliseconds);
    let phase: "serving" | "lingering" | "turning away" = "serving";
    const http = Deno.serve(
      {
        port,
        hostname,
        signal: cut.signal,
        ...tls,
        onListen: (address) =>
          // Deno calls this before `Deno.serve` has returned.
          queueMicrotask(() =>
            resolve({
              address: { hostname: address.hostname, port: address.port },
              finished: http.finished,
            })
          ),
      },
      (request, info) => {
        if (phase === "turning away") return toResponse(ENDING);
        const leave = underWay.enter();
        const connection = new LazyConnection(
          () => (info.remoteAddr as Deno.NetAddr).hostname,
        );
        return server.handle(request, connection, within).then((response) => {
          leave();
          if (phase !== "serving") response.headers.set("connection", "close");
          return turn.end(response);
        }, (error) => {
          leave();
          throw error;
        });
      },
    );

    // Deno's own shutdown at once cuts idle connections, to one of which a
    // request may be on its way, and bodies that are on theirs; and what it
    // has begun cannot be cut short. Nothing else stops the listening.
    async function drain(): Promise<void> {
      phase = "lingering";
      const timer = setTimeout(() => cut.abort(), drainMilliseconds);
      await pause(LINGER_MILLISECONDS);
      phase = "turning away";
      await underWay.settled();
      await pause(FLUSH_MILLISECONDS);
      clearTimeout(timer);
      cut.abort();
    }
    signal?.addEventListener("abort", drain, { once: true });
    http.finished.finally(() => bodies.close());
  });
}

function lastOnConnection(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, connection: "close" } };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, milliseconds));
}
