/**
 * The stores that instances share in the live test.
 *
 * @module
 */

import type { PersistentStorage } from "../../src/storage/persistent_storage.ts";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { type DriverName, OPEN } from "../faults/drivers.ts";

/** A storage with what ends it. */
export interface OpenStore {
  readonly storage: PersistentStorage;
  end(): Promise<unknown>;
}

/**
 * Opens a store.
 *
 * @param driver `"sqlite"`, or the driver of an engine.
 * @param place The path of the file, or the port of the engine.
 * @returns The store.
 */
export async function openStore(
  driver: string,
  place: string,
): Promise<OpenStore> {
  if (driver !== "sqlite") return OPEN[driver as DriverName](Number(place));
  const storage = await sqliteStorage({ file: place });
  return { storage, end: () => storage.close() };
}
