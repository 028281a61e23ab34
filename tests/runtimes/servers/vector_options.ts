/**
 * A server for test vectors: their issuer, their time and their clients.
 *
 * @module
 */

import {
  type AuthorizationServerOptions,
  type Client,
  memoryStorage,
} from "@mintmark/oauth";

/** What the vectors say of the server. */
export interface VectorServer {
  /** The issuer. */
  readonly issuer: string;
  /** The time, in epoch seconds. */
  readonly now: number;
  /** The clients. */
  readonly clients: readonly Client[];
}

/**
 * The options that differ from those of the suite.
 *
 * @param text A {@linkcode VectorServer} as JSON, or nothing.
 * @returns The options.
 */
export function vectorOptions(
  text: string,
): Partial<AuthorizationServerOptions> {
  if (text === "") return {};
  const { issuer, now, clients }: VectorServer = JSON.parse(text);
  const clock = () => now;
  return {
    issuer,
    now: clock,
    storage: memoryStorage({ clients, now: clock }),
  };
}
