/**
 * The server behind the listener, which a reload puts another one in the place
 * of.
 *
 * @module
 */

import type { AuthorizationServer } from "../authorization_server.ts";
import { UnderWay } from "../adapters/under_way.ts";

/** What an adapter asks, whichever it is. */
export type Served = Pick<AuthorizationServer, "handle" | "handleExchange">;

interface Generation {
  readonly server: Served;
  readonly underWay: UnderWay;
}

/** Hands each request to the server of the moment. */
export class RunningServer implements Served {
  #current: Generation;

  /** @param server The first server. */
  constructor(server: Served) {
    this.#current = { server, underWay: new UnderWay() };
  }

  /**
   * Puts another server in the place of this one. A request that has come
   * before is answered by the one that it came to.
   *
   * @param server The next server.
   * @returns When the one before has answered everything.
   */
  replace(server: Served): Promise<void> {
    const { underWay } = this.#current;
    this.#current = { server, underWay: new UnderWay() };
    return underWay.settled();
  }

  /** Answers a request of an adapter. */
  readonly handle: AuthorizationServer["handle"] = async (
    request,
    connection,
  ) => {
    const { server, underWay } = this.#current;
    const leave = underWay.enter();
    try {
      return await server.handle(request, connection);
    } finally {
      leave();
    }
  };

  /** Answers an exchange of an adapter. */
  readonly handleExchange: AuthorizationServer["handleExchange"] = (
    exchange,
    connection,
  ) => {
    const { server, underWay } = this.#current;
    const answering = server.handleExchange(exchange, connection);
    if (answering === undefined) return undefined;
    const leave = underWay.enter();
    return answering.finally(leave);
  };
}
