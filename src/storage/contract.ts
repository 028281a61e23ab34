/**
 * The contract of a storage: what each of its roles promises, as cases that run
 * in any test runner. The backends that come with this package pass them; with
 * them you prove your own.
 *
 * Why cases and not tests: no test framework is needed, and none is in the way.
 *
 * @module
 */

import { CLIENT_CASES } from "./contract/client_cases.ts";
import { CLIENT_LIST_CASES } from "./contract/client_list_cases.ts";
import { CLOSE_CASES } from "./contract/close_cases.ts";
import type {
  CaseContext,
  ContractClock,
  ContractStorage,
  StorageCase,
  StorageRole,
} from "./contract/contract_case.ts";
import {
  CLOCKED_COUNTER_CASES,
  COUNTER_CASES,
} from "./contract/counter_cases.ts";
import { KEY_CASES } from "./contract/key_cases.ts";
import { CLOCKED_REPLAY_CASES, REPLAY_CASES } from "./contract/replay_cases.ts";
import { USAGE_CASES } from "./contract/usage_cases.ts";

export type {
  ContractClock,
  ContractStorage,
  StorageCase,
  StorageRole,
} from "./contract/contract_case.ts";
export { ContractError } from "./contract/expectation.ts";
export type {
  Client,
  ClientSecret,
  JsonWebKey,
  JsonWebKeySet,
} from "../client.ts";
export type {
  ClientRegistry,
  ClientStore,
  CounterStore,
  KeySet,
  KeyStore,
  ReplayStore,
  SecretUsage,
  Storage,
  StoredKey,
  UsageStore,
} from "../storage.ts";

/** Options of {@linkcode storageContract}. */
export interface StorageContractOptions {
  /**
   * The roles that the storage has; one that it lacks fails. `"close"` is
   * about `close()`.
   *
   * @default all of them
   */
  readonly roles?: readonly (StorageRole | "close")[];
  /**
   * The clock of the storage, where a test can move it: then what it promises
   * about the passing of time is tested too.
   */
  readonly clock?: ContractClock;
}

const CASES = [
  ["clients", CLIENT_CASES],
  ["clients", CLIENT_LIST_CASES],
  ["replays", REPLAY_CASES],
  ["counters", COUNTER_CASES],
  ["keys", KEY_CASES],
  ["usage", USAGE_CASES],
  ["close", CLOSE_CASES],
] as const;

const CLOCKED_CASES = [
  ["replays", CLOCKED_REPLAY_CASES],
  ["counters", CLOCKED_COUNTER_CASES],
] as const;

/**
 * Lists what a storage has to promise.
 *
 * The cases find their own data again by unique names, so the storage need not
 * be empty; run them one after another, and where no other instance writes
 * signing keys.
 *
 * @param open Opens one more handle on the same data, as another process would;
 * for a storage that lives in one process, the same one each time. A handle is
 * closed when its case has ended.
 * @param options Which roles it has, and its clock.
 * @returns The cases.
 *
 * @example
 * ```ts
 * import { storageContract } from "@mintmark/oauth/storage/contract";
 * import { memoryStorage } from "@mintmark/oauth";
 *
 * const storage = memoryStorage();
 * for (const { role, name, run } of storageContract(
 *   () => Promise.resolve(storage),
 *   { roles: ["clients"] },
 * )) {
 *   Deno.test(`${role}: ${name}`, run); // or test(`${role}: ${name}`, run)
 * }
 * ```
 */
export function storageContract(
  open: () => Promise<ContractStorage>,
  options: StorageContractOptions = {},
): readonly StorageCase[] {
  const { roles = CASES.map(([role]) => role), clock } = options;
  const now = () => clock?.now() ?? Math.floor(Date.now() / 1000);
  const advance = (seconds: number) => clock?.advance(seconds);
  const usual = CASES.flatMap(([role, cases]) =>
    Object.entries(cases).map(([name, test]) => ({
      role,
      name,
      run: () => runCase(open, (context) => test({ ...context, now })),
    }))
  );
  const clocked = CLOCKED_CASES.flatMap(([role, cases]) =>
    Object.entries(cases).map(([name, test]) => ({
      role,
      name,
      run: () => runCase(open, (context) => test({ ...context, now, advance })),
    }))
  );
  return [...usual, ...(clock === undefined ? [] : clocked)]
    .filter(({ role }) => roles.includes(role));
}

/** Runs one case, takes away its clients, and closes what it has opened. */
async function runCase(
  open: () => Promise<ContractStorage>,
  test: (context: Omit<CaseContext, "now">) => Promise<void>,
): Promise<void> {
  const unique = `contract-${crypto.randomUUID()}.`;
  const opened: ContractStorage[] = [];
  const openOne = async () => {
    const storage = await open();
    opened.push(storage);
    return storage;
  };
  try {
    await test({ unique, open: openOne });
  } finally {
    await removeClients(await openOne(), unique);
    await Promise.all(opened.map((storage) => storage.close?.()));
  }
}

async function removeClients(
  { clients }: ContractStorage,
  unique: string,
): Promise<void> {
  if (typeof clients.list !== "function") return;
  // What is greater than this begins with it, or comes after all that do.
  for (const { client_id } of await clients.list(unique.slice(0, -1), 100)) {
    if (client_id.startsWith(unique)) await clients.delete(client_id);
  }
}
