/**
 * How the servers of this directory are told what to be.
 *
 * @module
 */

import type { AuthorizationServer, Client } from "@mintmark/oauth";
import process from "node:process";
import { ASSERTION_SECONDS, makeAssertionFloor } from "../assertions.ts";
import type { Algorithm, Secret, Server } from "../matrix.ts";
import {
  BCRYPT_HASH,
  type KeyJwk,
  makeFloor,
  makeMintmark,
} from "../subjects.ts";

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
export function floorOfArguments(): Promise<(form: string) => Promise<string>> {
  const { alg, key, secret, client } = ARGUMENTS;
  return secret === "private_key_jwt"
    ? makeAssertionFloor(alg, key, client.jwk)
    : makeFloor(alg, key);
}

/**
 * Mintmark as the arguments want it.
 *
 * @returns The server.
 */
export function mintmarkOfArguments(): Promise<AuthorizationServer> {
  const { alg, key } = ARGUMENTS;
  return makeMintmark(alg, key, credential(), {
    clientAssertions: { maxSeconds: ASSERTION_SECONDS },
  });
}

function credential(): Partial<Client> {
  const { secret, client } = ARGUMENTS;
  switch (secret) {
    case "sha256":
      return { client_secrets: [{ hash: client.hash }] };
    case "bcrypt":
      return { client_secrets: [{ hash: BCRYPT_HASH }] };
    case "private_key_jwt":
      return { jwks: { keys: [client.jwk] } };
  }
}
