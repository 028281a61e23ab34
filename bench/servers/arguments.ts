/**
 * How the servers of this directory are told what to be.
 *
 * @module
 */

import process from "node:process";
import type { Algorithm, Secret, Server } from "../matrix.ts";
import { type KeyJwk, makeFloor } from "../floor.ts";

/** What a server is. */
export interface ServerArguments {
  /** Which one. */
  readonly server: Server;
  /** What it signs with. */
  readonly alg: Algorithm;
  /** The key that it signs with. */
  readonly key: KeyJwk;
  /** How its client authenticates. */
  readonly secret: Secret;
  /** The client. */
  readonly client: BenchClient;
}

/** What a server knows of the client. */
export interface BenchClient {
  /** A generated secret, for a peer that stores it as it is. */
  readonly secret: string;
  /** The same as it is stored, in SHA-256. */
  readonly hash: string;
  /** The public key that its assertions verify with. */
  readonly jwk: KeyJwk;
}

/** What this server is. */
export const ARGUMENTS: ServerArguments = JSON.parse(process.argv[2] ?? "{}");

/**
 * The floor of the arguments.
 *
 * @returns A function from a form to a token response.
 */
export async function floorOfArguments(): Promise<
  (form: string) => Promise<string>
> {
  const { alg, key, secret, client } = ARGUMENTS;
  if (secret !== "private_key_jwt") return makeFloor(alg, key);
  const { makeAssertionFloor } = await import("../assertions.ts");
  return makeAssertionFloor(alg, key, client.jwk);
}
