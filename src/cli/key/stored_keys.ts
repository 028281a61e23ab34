/**
 * The signing keys of a deployment, opened for one command.
 *
 * @module
 */

import { type KeyRotation, keyRotation } from "../../keys/key_rotation.ts";
import type { StoredKeyRing } from "../../keys/stored_key_ring.ts";
import type { KeyStore } from "../../storage.ts";
import type { Arguments, ExitCode, Io } from "../command.ts";
import { rotationPolicy } from "../configuration/server_options.ts";
import { openDeployment } from "../deployment.ts";

/** How the library calls the option of two commands. */
const SUCCESSOR = "withoutSuccessor ";

/** The ring, and where its keys are. */
export interface StoredKeys {
  /** What is stored. */
  readonly store: KeyStore;
  /** What uses it. */
  readonly ring: StoredKeyRing;
  /** When keys change. */
  readonly rotation: KeyRotation;
}

/**
 * Opens the keys, and closes the storage again.
 *
 * @param args What the command was called with.
 * @param io Outside of it.
 * @param work What is done with them.
 * @returns How it ended.
 * @throws {Error} The keys are not in a storage, or it cannot be opened.
 */
export async function withStoredKeys(
  args: Arguments,
  io: Io,
  work: (keys: StoredKeys) => Promise<ExitCode>,
): Promise<ExitCode> {
  const deployment = await openDeployment(args.text("config"), io);
  const { signing, storage, configuration } = deployment;
  try {
    if ("signer" in signing) {
      throw new Error(
        "the configuration has one key (signing.key), which is not in a storage: change it there",
      );
    }
    if (configuration.values.storage === "memory") {
      throw new Error('storage is "memory", which this command cannot see');
    }
    return await work({
      store: storage.keys,
      ring: signing.keys,
      rotation: keyRotation(rotationPolicy(configuration.values)),
    });
  } catch (error) {
    const { message } = error as Error;
    throw message.includes(SUCCESSOR)
      ? new Error(message.replace(SUCCESSOR, "--without-successor "))
      : error;
  } finally {
    await storage.close();
  }
}

/**
 * A moment in words.
 *
 * @param seconds Epoch seconds.
 * @returns The moment, in UTC.
 */
export function dateOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 19) + "Z";
}
