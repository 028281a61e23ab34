/**
 * The seams of the token endpoint, each with a guard in front of what it does.
 *
 * @module
 */

import {
  type AuthorizationServerOptions,
  clientCredentials,
  type ClientGrant,
  memoryStorage,
  type Signer,
} from "@mintmark/oauth";
import { CLIENT, countingHasher, SIGNER } from "../fixtures.ts";

/** Stands in front of a seam: fails, or lets the call through. */
export type Guard = <T>(
  signal: AbortSignal,
  call: () => T | Promise<T>,
) => T | Promise<T>;

/** A seam: how it is guarded, and what is answered when it fails. */
export interface Seam {
  /** The options that put a guard in front of it. */
  readonly options: (guard: Guard) => Partial<AuthorizationServerOptions>;
  /** The status of the answer. */
  readonly status: number;
  /** The code of the answer. */
  readonly error: string;
  /** The private reason. */
  readonly reason: string;
}

const UNAVAILABLE = { status: 503, error: "temporarily_unavailable" };
const BROKEN = { status: 500, error: "server_error" };

const STORE = memoryStorage({ clients: [CLIENT] }).clients;
const HASHER = countingHasher();
const GRANT = clientCredentials();

/** Signs without leaving the thread, in time for every deadline. */
export const INSTANT: Signer = {
  ...SIGNER,
  sign: () => Promise.resolve(new Uint8Array(64)),
};

/** The seams that are awaited, by name. */
export const SEAMS: Readonly<Record<string, Seam>> = {
  "storage.clients.get": {
    options: (guard) => ({
      storage: {
        clients: {
          get: (id, signal) =>
            guard(signal, () => STORE.get(id, signal)) as ReturnType<
              typeof STORE.get
            >,
        },
      },
    }),
    ...UNAVAILABLE,
    reason: "client_store_failed",
  },
  "hasher.verify": {
    options: (guard) => ({
      hashers: [{
        ...HASHER,
        verify: (secret, hash, signal) =>
          guard(
            signal,
            () => HASHER.verify(secret, hash, signal),
          ) as Promise<boolean>,
      }],
    }),
    ...UNAVAILABLE,
    reason: "hasher_failed",
  },
  "signer.sign": {
    options: (guard) => ({
      signer: {
        ...INSTANT,
        sign: (data, signal) =>
          guard(signal, () => INSTANT.sign(data, signal)) as Promise<
            Uint8Array
          >,
      },
    }),
    ...UNAVAILABLE,
    reason: "signer_failed",
  },
  "grant.entitle": {
    options: (guard) => ({
      grants: [
        {
          ...GRANT,
          entitle: (request, client, context) =>
            guard(
              context.signal,
              () => GRANT.entitle(request, client, context),
            ),
        } satisfies ClientGrant,
      ],
    }),
    ...BROKEN,
    reason: "grant_failed",
  },
  "policy": {
    options: (guard) => ({
      policy: (_authorization, { context }) =>
        guard(context.signal, () => undefined),
    }),
    ...BROKEN,
    reason: "policy_failed",
  },
};
