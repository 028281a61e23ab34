/**
 * Whether a server can issue tokens: what an orchestrator asks before it sends
 * requests.
 *
 * @module
 */

import { withinDeadline } from "../deadline.ts";
import type { PublishedKeySource } from "../keys/key_ring.ts";
import type { ClientRegistry, ClientStore } from "../storage.ts";

/** Something that has to be reachable. */
export interface ReadinessCheck {
  /** What it is, in a word. */
  readonly name: string;
  /** Rejects where it is not reachable. */
  readonly check: () => Promise<unknown>;
}

/** What was found. */
export interface ReadinessState {
  /** Whether requests may come. */
  readonly isReady: boolean;
  /** What became of each check; empty once the end has begun. */
  readonly checks: Readonly<Record<string, "ok" | "failed">>;
}

/** Options of {@linkcode Readiness}. */
export interface ReadinessOptions {
  /** What has to be reachable. */
  readonly checks: readonly ReadinessCheck[];
  /**
   * How long each may take, in milliseconds.
   *
   * @default {1_000}
   */
  readonly deadlineMilliseconds?: number;
  /**
   * How long an answer is good for, in milliseconds, so that probes put no load
   * on a store.
   *
   * @default {1_000}
   */
  readonly cacheMilliseconds?: number;
  /** A clock in milliseconds that never goes back. */
  readonly now?: () => number;
}

/** Answers whether requests may come. */
export class Readiness {
  readonly #options: Required<ReadinessOptions>;
  readonly #hanging = new Set<ReadinessCheck>();
  #isEnding = false;
  #state: Promise<ReadinessState> | undefined;
  #goodUntil = 0;

  /** @param options What is checked, and how often. */
  constructor(options: ReadinessOptions) {
    this.#options = {
      deadlineMilliseconds: 1_000,
      cacheMilliseconds: 1_000,
      now: () => performance.now(),
      ...options,
    };
  }

  /** What is the case, or was a moment ago; never rejects. */
  state(): Promise<ReadinessState> {
    if (this.#isEnding) return Promise.resolve({ isReady: false, checks: {} });
    const { now, cacheMilliseconds } = this.#options;
    if (this.#state === undefined || now() >= this.#goodUntil) {
      // Until it is known nobody asks again; then for as long as it is good.
      this.#goodUntil = Infinity;
      this.#state = this.#look().finally(() => {
        this.#goodUntil = now() + cacheMilliseconds;
      });
    }
    return this.#state;
  }

  /** Says from now on that no request may come: the server is ending. */
  end(): void {
    this.#isEnding = true;
  }

  async #look(): Promise<ReadinessState> {
    const { checks } = this.#options;
    const results = await Promise.all(
      checks.map(async (check) =>
        [check.name, await this.#passes(check) ? "ok" : "failed"] as const
      ),
    );
    return {
      isReady: !this.#isEnding && results.every(([, is]) => is === "ok"),
      checks: Object.fromEntries(results),
    };
  }

  async #passes(check: ReadinessCheck): Promise<boolean> {
    // A store that never answers is asked once, not once a second.
    if (this.#hanging.has(check)) return false;
    this.#hanging.add(check);
    const work = (async () => await check.check())();
    const settled = () => this.#hanging.delete(check);
    work.then(settled, settled);
    try {
      await withinDeadline(work, this.#options.deadlineMilliseconds);
      return true;
    } catch {
      return false;
    }
  }
}

/** No client has it, since no registered id holds a control character. */
const NOBODY = "\u0000readiness";

/**
 * Whether the clients can be read. A registry is listed, because that goes past
 * a memory of clients to the store itself.
 *
 * @param clients The clients.
 * @returns The check.
 */
export function storeCheck(
  clients: ClientStore | ClientRegistry,
): ReadinessCheck {
  return {
    name: "store",
    check: () =>
      "list" in clients
        ? clients.list("", 1)
        : clients.get(NOBODY, new AbortController().signal),
  };
}

/**
 * Whether there are keys to verify tokens with, and so one to sign them.
 *
 * @param keys The keys of the server.
 * @param now The clock, in epoch seconds.
 * @returns The check.
 */
export function keysCheck(
  keys: PublishedKeySource,
  now: () => number = () => Date.now() / 1_000,
): ReadinessCheck {
  return {
    name: "keys",
    check: async () => {
      const { keys: published } = await keys.published(Math.floor(now()));
      if (published.length === 0) throw new Error("no key is published");
    },
  };
}
