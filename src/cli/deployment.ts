/**
 * What a configuration describes, opened: for the service, and for every
 * command that looks at or changes what the service uses.
 *
 * @module
 */

import { importSigner } from "../adapters/import_signer.ts";
import {
  type AuthorizationServer,
  createAuthorizationServer,
} from "../authorization_server.ts";
import type { EventSink } from "../events.ts";
import { createKeyRing } from "../keys/create_key_ring.ts";
import type { Signer } from "../keys/signer.ts";
import type { StoredKeyRing } from "../keys/stored_key_ring.ts";
import type { KeyStore } from "../storage.ts";
import type { Io } from "./command.ts";
import {
  type Configuration,
  type LoadedConfiguration,
  USUAL_STORAGE,
} from "./configuration/configuration.ts";
import { loadConfiguration } from "./configuration/load_configuration.ts";
import { ConfigurationError } from "./configuration/problem.ts";
import { dataOptions, rotationPolicy } from "./configuration/server_options.ts";
import {
  clientsInBoth,
  type FileClientRegistry,
  withFileClients,
} from "./file_clients.ts";
import { type OpenStorage, openStorage } from "./open_storage.ts";

/** What signs: keys in the storage, or the one key of the configuration. */
export type Signing =
  | { readonly keys: StoredKeyRing }
  | { readonly signer: Signer };

/** What a configuration describes, opened. */
export interface Deployment {
  /** The configuration. */
  readonly configuration: LoadedConfiguration;
  /** The storage; its clients are those that it stores alone. */
  readonly storage: OpenStorage;
  /** The clients, those of the file in front. */
  readonly clients: FileClientRegistry;
  /** What signs. */
  readonly signing: Signing;
}

/** What holds where there is no configuration file. */
export const WITHOUT_FILE: Configuration = { issuer: "http://localhost:8080" };

/** Outside of a deployment. */
export type Surroundings = Pick<
  Io,
  "directory" | "environment" | "runtime" | "error"
>;

/**
 * Reads the configuration and opens what it describes.
 *
 * @param named The file, as `--config` names it.
 * @param io The directory, the environment, the runtime.
 * @returns The deployment; close its storage.
 * @throws {Error} The configuration is wrong, or something cannot be opened.
 */
export async function openDeployment(
  named: string | undefined,
  io: Surroundings,
): Promise<Deployment> {
  return await deploy(await loadConfiguration(named, io, WITHOUT_FILE), io);
}

/**
 * Opens what a configuration describes.
 *
 * @param configuration The configuration.
 * @param io Outside.
 * @param opened A storage that is open already, of the same URL.
 * @returns The deployment; close its storage.
 * @throws {Error} Something cannot be opened, or a client is in both places.
 */
export async function deploy(
  configuration: LoadedConfiguration,
  io: Surroundings,
  opened?: OpenStorage,
): Promise<Deployment> {
  const { values, directory, file = "the configuration" } = configuration;
  const storage = opened ??
    await openStorage(values.storage ?? USUAL_STORAGE, { ...io, directory });
  try {
    const { clients = [] } = values;
    const twice = await clientsInBoth(clients, storage.clients);
    const lineOf = (i: number) =>
      configuration.lineOf?.(["clients", i, "client_id"]);
    const problems = twice.map((i) => {
      const line = lineOf(i);
      const quoted = JSON.stringify(clients[i]!.client_id);
      return {
        path: ["clients", i, "client_id"],
        message:
          `clients[${i}].client_id is in the storage as well: ${quoted}; rename it here, or delete it there`,
        ...(line !== undefined && { line }),
      };
    });
    if (problems.length > 0) throw new ConfigurationError(file, problems);
    const whereOf = (i: number) => {
      const line = lineOf(i);
      return Promise.resolve(line === undefined ? file : `${file}:${line}`);
    };
    return {
      configuration,
      storage,
      clients: withFileClients(clients, whereOf, storage.clients),
      signing: await signingOf(values, storage.keys),
    };
  } catch (error) {
    if (opened === undefined) await storage.close();
    throw error;
  }
}

/**
 * Makes what signs.
 *
 * @param values The configuration.
 * @param store Where keys are stored.
 * @returns The keys in the store, or the one of the configuration.
 * @throws {Error} The key of the configuration cannot be used.
 */
export async function signingOf(
  values: Configuration,
  store: KeyStore,
): Promise<Signing> {
  const { signing: { key, alg = "ES256" } = {}, wrappingKeys } = values;
  if (key === undefined) {
    const keys = createKeyRing({
      importSigner,
      store,
      policy: rotationPolicy(values),
      ...(wrappingKeys !== undefined && { wrappingKeys }),
    });
    return { keys };
  }
  try {
    const isJwk = key.trimStart().startsWith("{");
    return { signer: await importSigner(alg, isJwk ? JSON.parse(key) : key) };
  } catch (error) {
    // What JSON.parse says repeats what it was given.
    throw error instanceof SyntaxError
      ? new Error("signing.key begins as a JWK does, but is no JSON")
      : new Error(`signing.key cannot be used: ${(error as Error).message}`);
  }
}

/**
 * Makes the server of a deployment.
 *
 * @param deployment The deployment.
 * @param onEvent Where its events go.
 * @returns The server.
 */
export function serverOf(
  { configuration, storage, clients, signing }: Deployment,
  onEvent: EventSink,
): AuthorizationServer {
  const { replays, counters, usage, keys } = storage;
  return createAuthorizationServer({
    ...dataOptions(configuration.values),
    ...signing,
    storage: { clients, replays, counters, usage, keys },
    onEvent,
  });
}

/**
 * Makes the first key, where there is none yet, and finds out whether the
 * storage and the key can be used.
 *
 * @param deployment The deployment.
 * @param now The clock, in epoch seconds.
 * @returns The id of the key that signs, and whether it was there before.
 * @throws {Error} It cannot sign.
 */
export async function prepareKeys(
  { signing, storage }: Pick<Deployment, "signing" | "storage">,
  now: () => number,
): Promise<{ readonly kid: string; readonly isNew: boolean }> {
  if ("signer" in signing) return { kid: signing.signer.kid, isNew: false };
  const signal = AbortSignal.timeout(10_000);
  const { version } = await storage.keys.read(signal);
  const clock = () => Math.floor(now());
  let warning = "";
  await signing.keys.refresh?.(clock())?.({
    now: clock,
    signal,
    warn: (_code, message) => warning ||= ` (${message})`,
  });
  try {
    const { kid } = signing.keys.signer(clock());
    return { kid, isNew: version === 0 };
  } catch (error) {
    throw new Error(`${(error as Error).message}${warning}`);
  }
}
