/**
 * Runs the storage contract as tests.
 *
 * @module
 */

import {
  storageContract,
  type StorageContractOptions,
} from "../../src/storage/contract.ts";

/**
 * Defines one test for every case.
 *
 * @param store The name of the store.
 * @param open Opens one more handle on it.
 * @param options The roles that it has, and its clock.
 */
export function testContract(
  store: string,
  open: Parameters<typeof storageContract>[0],
  options: StorageContractOptions = {},
): void {
  for (const { role, name, run } of storageContract(open, options)) {
    Deno.test(`${store}: ${role}: ${name}`, run);
  }
}

/** A clock that tests move; it starts at a moment like any other. */
export class TestClock {
  #now = 1_800_000_017;

  readonly now = (): number => this.#now;

  readonly advance = (seconds: number): void => {
    this.#now += seconds;
  };
}
