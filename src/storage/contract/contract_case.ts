/**
 * One case of the storage contract, and what it works with.
 *
 * @module
 */

import type { Storage } from "../../storage.ts";
import type { ClientRegistry } from "../../storage.ts";

/** A role of a storage, by its name in {@linkcode Storage}. */
export type StorageRole =
  | "clients"
  | "replays"
  | "counters"
  | "keys"
  | "usage";

/** A storage under test. */
export interface ContractStorage extends Storage {
  /** The clients; the role `clients` is tested where they can be changed. */
  readonly clients: ClientRegistry;
  /** Ends it, where that means something. */
  close?(): Promise<void>;
}

/** One thing that a storage promises. */
export interface StorageCase {
  /** The role that it is about; `close` is about them all. */
  readonly role: StorageRole | "close";
  /** What is promised, in plain words. */
  readonly name: string;
  /**
   * Tries it.
   *
   * @returns When it was kept.
   * @throws {ContractError} When it was not; the message says what was seen.
   */
  run(): Promise<void>;
}

/** A clock of epoch seconds that a test can move forward. */
export interface ContractClock {
  /** The time in epoch seconds, also that of the storage under test. */
  now(): number;
  /**
   * Moves the time forward.
   *
   * @param seconds By how much.
   */
  advance(seconds: number): void;
}

/** What a case is given. */
export interface CaseContext {
  /** Different for every case and run, so that nothing left over matters. */
  readonly unique: string;
  /** The time in epoch seconds. */
  now(): number;
  /** Opens one more handle on the same data; it is closed after the case. */
  open(): Promise<ContractStorage>;
}

/** What a case with a clock of its own is given. */
export interface ClockedContext extends CaseContext {
  /** Moves the time of the storage forward. */
  advance(seconds: number): void;
}

/** The cases of one role, by their names. */
export type Cases = Readonly<
  Record<string, (context: CaseContext) => Promise<void>>
>;

/** The cases of one role that need a clock which can be moved. */
export type ClockedCases = Readonly<
  Record<string, (context: ClockedContext) => Promise<void>>
>;

/** A signal that is never aborted: nobody gives up in a case. */
export const SIGNAL: AbortSignal = new AbortController().signal;

/** How many ask at once where a step has to be atomic. */
export const CALLERS = 50;

/** Texts that careless stores merge, cut, or cannot hold. */
export const PECULIAR_TEXTS: readonly string[] = [
  ...["a", "A", "ä", "a\u0308", "ﬁ", "fi", "ß", "ss", "İ", "i", "ı", " ", "a "],
  ...[" a", "\u200B", "\uFEFF", "\u202Ea", "鍵", "😀", "\u{10FFFF}", "\uFFFF"],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "*",
    "a*",
    "%",
    "_",
    "a:b",
    "a/b",
  ],
  ...["'; drop table clients; --", '"', "\\", "\\u0061", "$1", "{a}", "[a]"],
  ...["0", "00", "1e3", "null", "undefined", "a\u2028b", "e\u0301", "\u00E9"],
];
