/**
 * The service: what a configuration describes, behind a listener, reloaded
 * and ended by signals.
 *
 * @module
 */

import type { Address } from "../adapters/serve.ts";
import type { Io } from "./command.ts";
import {
  type LoadedConfiguration,
  USUAL_STORAGE,
} from "./configuration/configuration.ts";
import { deploy, type Deployment, prepareKeys } from "./deployment.ts";
import { listen, listenOptions } from "./listen.ts";
import {
  createOperations,
  type Operations,
  type Running,
} from "./operations.ts";
import { RunningServer } from "./running_server.ts";

/** A service that runs. */
export interface Service {
  /** Where it listens. */
  readonly address: Address;
  /** Settles when it has ended, with everything closed. */
  readonly finished: Promise<void>;
}

/** Reads the configuration anew. */
export type ReadConfiguration = () => Promise<LoadedConfiguration>;

/**
 * Starts the service of a deployment. It reloads on SIGHUP and ends on SIGTERM
 * and SIGINT, with `/ready` first; the second of those cuts off what is still
 * being answered.
 *
 * @param deployment The deployment; its storage is closed at the end.
 * @param read Reads the configuration anew, for a reload.
 * @param io Outside.
 * @returns The service, once it listens.
 * @throws {Error} It cannot listen.
 */
export async function startService(
  deployment: Deployment,
  read: ReadConfiguration,
  io: Io,
): Promise<Service> {
  const operations = createOperations(
    deployment.configuration.values,
    () => running,
    io,
  );
  let running: Running = operations.start(deployment);
  const served = new RunningServer(running.server);
  const stop = new AbortController();
  const stopMetrics = new AbortController();
  let isEnding = false;
  const subscriptions: (() => void)[] = [];
  try {
    const options = await listenOptions(deployment.configuration);
    const metrics = await operations.listen(stopMetrics.signal);
    const serving = await listen(io.runtime, operations.probed(served), {
      ...options,
      signal: stop.signal,
    });
    const cut = deferred();
    for (const name of ["SIGTERM", "SIGINT"] as const) {
      subscriptions.push(io.onSignal(name, () => {
        if (isEnding) return cut.resolve();
        isEnding = true;
        io.error(`mintmark: ${name}: ending`);
        operations.end().then(() => stop.abort());
      }));
    }
    let reloading: Promise<void> = Promise.resolve();
    subscriptions.push(io.onSignal("SIGHUP", () => {
      // One after the other: the last configuration is the one that stays.
      reloading = reloading.then(async () => {
        if (!isEnding) {
          running = await reload(running, read, served, operations, io);
        }
      });
    }));
    return {
      address: serving.address,
      finished: Promise.race([serving.finished, cut.promise]).then(async () => {
        for (const unsubscribe of subscriptions) unsubscribe();
        await reloading;
        stopMetrics.abort();
        await metrics?.finished;
        running.server.close();
        await running.deployment.storage.close();
      }),
    };
  } catch (error) {
    stopMetrics.abort();
    for (const unsubscribe of subscriptions) unsubscribe();
    running.server.close();
    await deployment.storage.close();
    throw error;
  }
}

/** Puts the new configuration in the place of the old one, if it is sound. */
async function reload(
  before: Running,
  read: ReadConfiguration,
  served: RunningServer,
  operations: Operations,
  io: Io,
): Promise<Running> {
  const { configuration: old, storage } = before.deployment;
  try {
    const configuration = await read();
    const isSameStorage = storageOf(configuration) === storageOf(old);
    const deployment = await deploy(
      configuration,
      io,
      isSameStorage ? storage : undefined,
    );
    try {
      await prepareKeys(deployment, io.now);
    } catch (error) {
      if (!isSameStorage) await deployment.storage.close();
      throw error;
    }
    const after = operations.start(deployment);
    // Not waited for: a request may take its time.
    served.replace(after.server).then(async () => {
      before.server.close();
      if (!isSameStorage) await storage.close();
    }).catch((error) => io.error(`mintmark: SIGHUP: ${error}`));
    const isSameListener = JSON.stringify(configuration.values.listen) ===
      JSON.stringify(old.values.listen);
    io.error(
      isSameListener
        ? "mintmark: SIGHUP: the configuration was read again"
        : "mintmark: SIGHUP: the configuration was read again; a new listen counts from the next start",
    );
    return after;
  } catch (error) {
    io.error(
      `mintmark: SIGHUP: the old configuration stays, since the new one cannot be used\n${
        (error as Error).message
      }`,
    );
    return before;
  }
}

function storageOf({ values, directory }: LoadedConfiguration): string {
  return `${directory} ${values.storage ?? USUAL_STORAGE}`;
}

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => resolve = settle);
  return { promise, resolve };
}
