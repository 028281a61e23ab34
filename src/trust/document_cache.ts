/**
 * A bounded memory of documents that are fetched when they are needed.
 *
 * Why no request relies on what another has started: on Workers a fetch ends
 * with the request that made it, and its promise then never settles. Whoever
 * has joined one makes another after a moment.
 *
 * Why what is old is used while the host does not answer: otherwise an outage
 * of every host of keys would be one of the server. It ends where the host says
 * that there is no document any more, and after a time that is bounded.
 *
 * @module
 */

import { withinDeadline } from "../deadline.ts";
import { joinBriefly } from "../join_briefly.ts";
import { RecentEntries } from "../recent_entries.ts";
import { SingleFlight } from "../single_flight.ts";
import { KeySetError } from "./key_set_error.ts";

/** When documents are fetched. */
export interface DocumentCacheOptions {
  /** How many documents are kept; the least recently used goes first. */
  readonly maxEntries: number;
  /** The longest that a document can be fresh, in seconds. */
  readonly maxFreshSeconds: number;
  /** How long an old one is used where fetching fails, in seconds. */
  readonly staleSeconds: number;
  /** After a fetch that succeeded no other is made for so long, in seconds. */
  readonly cooldownSeconds: number;
  /** After a fetch that failed no other is made for so long, in seconds. */
  readonly retrySeconds: number;
  /** How long to wait for what another request has started. */
  readonly joinMilliseconds: number;
  /** Told of every fetch that failed. */
  readonly onFailure: (error: KeySetError) => void;
}

/** A document that was fetched and understood. */
export interface LoadedDocument<T> {
  /** What it says. */
  readonly value: T;
  /** For how long it is fresh. */
  readonly freshSeconds: number;
}

interface KnownDocument<T> {
  readonly value: T;
  readonly fetchedAt: number;
  readonly freshUntil: number;
}

/** How the last fetch ended, and until when there is no other. */
interface Attempt {
  readonly failure?: KeySetError;
  readonly until: number;
}

/** How long to wait for a new one where an old one will do. */
const STALE_MILLISECONDS = 1000;

/** Requests under way may be so much older than the last, in seconds. */
const LATE_SECONDS = 60;

/** Documents by key, each fetched when it is needed and not known. */
export class DocumentCache<T> {
  readonly #load: (key: string, now: number) => Promise<LoadedDocument<T>>;
  readonly #options: DocumentCacheOptions;
  readonly #known: RecentEntries<KnownDocument<T>>;
  readonly #attempts: RecentEntries<Attempt>;
  readonly #flights = new SingleFlight<T>();
  #latest = 0;

  /**
   * @param load Fetches the document of a key; it ends in bounded time, and
   * fails with a {@linkcode KeySetError}.
   * @param options When.
   */
  constructor(
    load: (key: string, now: number) => Promise<LoadedDocument<T>>,
    options: DocumentCacheOptions,
  ) {
    const { maxEntries, maxFreshSeconds, staleSeconds } = options;
    this.#load = load;
    this.#options = options;
    this.#known = new RecentEntries({
      maxEntries,
      maxAgeSeconds: maxFreshSeconds + staleSeconds,
    });
    this.#attempts = new RecentEntries({
      maxEntries,
      maxAgeSeconds: Math.max(options.cooldownSeconds, options.retrySeconds),
    });
  }

  /** How many documents are known now. */
  get size(): number {
    return this.#known.size;
  }

  /**
   * Finds a document, and fetches it where it is not known, is too old or does
   * not have what is looked for.
   *
   * @param key Its key.
   * @param time Epoch seconds.
   * @param has Whether it has what is looked for; a document that does not is
   * returned all the same where no newer one is to be had.
   * @returns What it says.
   * @throws {KeySetError} There is none.
   */
  async get(
    key: string,
    time: number,
    has: (value: T) => boolean = () => true,
  ): Promise<T> {
    const now = this.#clock(time);
    const known = this.#known.find(key, now)?.value;
    const isFresh = known !== undefined && now < known.freshUntil;
    if (isFresh && has(known.value)) return known.value;
    const isUsable = known !== undefined &&
      now < known.freshUntil + this.#options.staleSeconds;
    const attempt = this.#attempts.find(key, now)?.value;
    if (attempt !== undefined && now < attempt.until) {
      // What was fetched a moment ago is not fetched for what it lacks.
      if (isFresh) return known.value;
      if (attempt.failure !== undefined) {
        if (isUsable) return known.value;
        throw attempt.failure;
      }
    }
    const fetched = this.#fetch(key, now);
    if (!isUsable) return await fetched;
    try {
      return await (has(known.value)
        ? withinDeadline(fetched, STALE_MILLISECONDS)
        : fetched);
    } catch (error) {
      if (error instanceof KeySetError && error.isGone) throw error;
      return known.value;
    }
  }

  /** Joins the fetch that is under way, but not for long, or starts one. */
  async #fetch(key: string, now: number): Promise<T> {
    const before = this.#known.find(key, now)?.value;
    const { value } = await joinBriefly(this.#flights, {
      key,
      joinMilliseconds: this.#options.joinMilliseconds,
      // What it started itself ends by itself.
      start: () => {
        const known = this.#known.find(key, now)?.value;
        // Of those that gave up waiting at about the same time, one fetches.
        return known === undefined || known === before
          ? this.#loadNow(key, now)
          : Promise.resolve(known.value);
      },
    });
    return value;
  }

  async #loadNow(key: string, now: number): Promise<T> {
    const { cooldownSeconds, retrySeconds } = this.#options;
    try {
      const { value, freshSeconds } = await this.#load(key, now);
      this.#keep(key, {
        value,
        fetchedAt: now,
        freshUntil: now + freshSeconds,
      });
      this.#attempts.keep(key, { until: now + cooldownSeconds }, now);
      return value;
    } catch (error) {
      const failure = error instanceof KeySetError
        ? error
        : new KeySetError("key_set_unreachable", {}, error);
      if (failure.isGone) this.#known.forget(key);
      if (!failure.isBudget) {
        this.#attempts.keep(key, { failure, until: now + retrySeconds }, now);
      }
      this.#tell(failure);
      throw failure;
    }
  }

  #keep(key: string, document: KnownDocument<T>): void {
    const { fetchedAt } = document;
    const known = this.#known.find(key, this.#latest)?.value;
    // A slow one does not replace one that was asked for after it.
    if (known !== undefined && known.fetchedAt > fetchedAt) return;
    this.#known.keep(key, document, fetchedAt);
  }

  #tell(failure: KeySetError): void {
    try {
      this.#options.onFailure(failure);
    } catch {
      // Who listens must not decide.
    }
  }

  /**
   * Requests under way at once do not agree about the second, and one that is
   * late must not take what is new for something from the future.
   */
  #clock(time: number): number {
    const isLate = time < this.#latest && time > this.#latest - LATE_SECONDS;
    if (!isLate) this.#latest = time;
    return this.#latest;
  }
}
