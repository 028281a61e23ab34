/**
 * A secret verifier without a server around it.
 *
 * @module
 */

import type { ClientSecret } from "../../src/client.ts";
import { type RequestContext, requestContext } from "../../src/context.ts";
import { Events } from "../../src/events.ts";
import type { SecretHasher } from "../../src/secrets/hasher.ts";
import {
  type PresentedSecret,
  SecretVerifier,
} from "../../src/secrets/secret_verifier.ts";
import { countingHasher, NOW } from "../fixtures.ts";

/** The stored secret of most tests: `foobar`. */
export const STORED: ClientSecret = { hash: "$test$foobar" };

/**
 * A secret as a client presents it.
 *
 * @param secret What it presents.
 * @param active What is stored.
 * @param client_id The client.
 * @returns All of it.
 */
export function presented(
  secret: string,
  active: readonly ClientSecret[] = [STORED],
  client_id = "a",
): PresentedSecret {
  return { client_id, secret, active };
}

/**
 * The context of one request.
 *
 * @param milliseconds The deadline of its seams.
 * @returns The context.
 */
export function contextOf(milliseconds = 5_000): RequestContext {
  return requestContext(NOW, {}, milliseconds);
}

/**
 * A verifier whose events nobody hears.
 *
 * @param hashers Its hashers.
 * @returns The verifier.
 */
export function verifierOf(
  ...hashers: readonly SecretHasher[]
): SecretVerifier {
  return new SecretVerifier({
    hashers,
    cache: { maxClients: 10 },
    events: new Events(() => {}, () => NOW),
  });
}

/** One verification that a test settles by hand. */
export interface Asked {
  /** What was presented. */
  readonly secret: string;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Answers. */
  readonly resolve: (matches: boolean) => void;
  /** Fails. */
  readonly reject: (error: unknown) => void;
}

/**
 * A hasher whose verifications a test settles by hand.
 *
 * @returns The hasher, and what it was asked so far.
 */
export function manualHasher(): {
  readonly hasher: SecretHasher;
  readonly asked: readonly Asked[];
} {
  const asked: Asked[] = [];
  const hasher: SecretHasher = {
    ...countingHasher(),
    verify: (secret, _hash, signal) =>
      new Promise((resolve, reject) =>
        asked.push({ secret, signal, resolve, reject })
      ),
  };
  return { hasher, asked };
}
