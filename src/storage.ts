/**
 * The storage roles: what the server asks of a store.
 *
 * @module
 */

import type { Client, JsonWebKey } from "./client.ts";

/** Finds registered clients. */
export interface ClientStore {
  /**
   * Finds one client.
   *
   * @param client_id The exact id; stores compare it byte for byte.
   * @param signal Aborted when the caller no longer waits.
   * @returns The client, or `undefined` where there is none.
   */
  get(client_id: string, signal: AbortSignal): Promise<Client | undefined>;
}

/** A client store that can be changed: administration. */
export interface ClientRegistry extends ClientStore {
  /**
   * Adds a client or replaces the one of the same `client_id`.
   *
   * @param client The whole record.
   * @throws {TypeError} The record is not usable; the message names the member.
   */
  put(client: Client): Promise<void>;
  /**
   * Removes a client.
   *
   * @param client_id The exact id.
   * @returns Whether there was one.
   */
  delete(client_id: string): Promise<boolean>;
  /**
   * Lists clients in ascending order of `client_id` (by UTF-16 code unit).
   *
   * @param after Only ids greater than this one; `""` for the first page.
   * @param limit At most so many.
   * @returns One page; a shorter one than `limit` is the last.
   */
  list(after: string, limit: number): Promise<readonly Client[]>;
}

/** Remembers what may be used only once, such as the `jti` of an assertion. */
export interface ReplayStore {
  /**
   * Claims an id, in one atomic step over all instances.
   *
   * @param id What is claimed: at most 255 bytes.
   * @param expiresAt When it may be forgotten, in epoch seconds; a store may
   * keep it for longer.
   * @param signal Aborted when the caller no longer waits.
   * @returns `true` for exactly one caller, `false` for every other one.
   */
  claim(id: string, expiresAt: number, signal: AbortSignal): Promise<boolean>;
}

/**
 * Counts events in sliding windows. A store may approximate the window by two
 * fixed ones, the older of which counts for the part that still reaches in.
 */
export interface CounterStore {
  /**
   * How often a key was counted lately, without counting it.
   *
   * @param key What is counted: at most 512 bytes.
   * @param windowSeconds The length of the window in seconds.
   * @returns The count, rounded down; 0 for a key that was never counted.
   */
  count(key: string, windowSeconds: number): Promise<number>;
  /**
   * Counts a key once, atomically.
   *
   * @param key What is counted: at most 512 bytes.
   * @param windowSeconds The length of the window in seconds.
   * @returns The count with this one.
   */
  add(key: string, windowSeconds: number): Promise<number>;
}

/** A signing key as it is stored. */
export interface StoredKey {
  /** The id of the key, unique in its set. */
  readonly kid: string;
  /** The JOSE name of its algorithm. */
  readonly alg: string;
  /** When it was written, in epoch seconds. */
  readonly created_at: number;
  /** When it was revoked, in epoch seconds; absent = it was not. */
  readonly revoked_at?: number;
  /**
   * When it was told to sign no more, in epoch seconds; absent = it was not,
   * and retires when others have taken over. It stays published.
   */
  readonly retired_at?: number;
  /** The public key. */
  readonly public_jwk: JsonWebKey;
  /** The private key in clear; exactly one of this and `wrapped_private_jwk`. */
  readonly private_jwk?: JsonWebKey;
  /** The private key, encrypted under a key that the store does not know. */
  readonly wrapped_private_jwk?: string;
}

/** All signing keys of a deployment, which change together. */
export interface KeySet {
  /** 0 before the first write, then one more with every write. */
  readonly version: number;
  /** The keys. */
  readonly keys: readonly StoredKey[];
}

/** Keeps the signing keys that all instances share. */
export interface KeyStore {
  /**
   * Reads the key set.
   *
   * @param signal Aborted when the caller no longer waits.
   * @returns The set as it was last written; version 0 without keys before.
   */
  read(signal: AbortSignal): Promise<KeySet>;
  /**
   * Replaces the key set, in one conditional write: only where the stored
   * version is one less than the new one.
   *
   * @param keySet The new set.
   * @param signal Aborted when the caller no longer waits.
   * @returns Whether it was written; `false` where another writer was first.
   */
  replace(keySet: KeySet, signal: AbortSignal): Promise<boolean>;
}

/** When a client secret was last seen in use. */
export interface SecretUsage {
  /** The name of the client secret; `""` where it has none. */
  readonly secretName: string;
  /** The latest hour of use, in epoch seconds at its start. */
  readonly hour: number;
}

/** Notes which client secrets are in use, so that old ones can be retired. */
export interface UsageStore {
  /**
   * Notes that a secret was used. Called at most once per secret, hour and
   * instance, and never awaited by a token request.
   *
   * @param client_id The client.
   * @param secretName The name of the secret; `""` where it has none.
   * @param hour The hour of use, in epoch seconds at its start.
   */
  note(client_id: string, secretName: string, hour: number): Promise<void>;
  /**
   * Lists when the secrets of a client were last used.
   *
   * @param client_id The client.
   * @returns One entry per secret that was ever noted, by name.
   */
  list(client_id: string): Promise<readonly SecretUsage[]>;
}

/** A bag of roles. A role arrives with the feature that uses it. */
export interface Storage {
  /** The registered clients. */
  readonly clients: ClientStore;
  /** What was used and may not be used again. */
  readonly replays?: ReplayStore;
  /** Counters, such as those of failed authentications. */
  readonly counters?: CounterStore;
  /** The signing keys of a rotating key ring. */
  readonly keys?: KeyStore;
  /** Which client secrets are in use. */
  readonly usage?: UsageStore;
}
