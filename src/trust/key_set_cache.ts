/**
 * Key sets by URL, for URLs of either kind.
 *
 * @module
 */

import type { JsonWebKeySet } from "../client.ts";
import {
  MAXIMUM_KEYS,
  type VerificationKeys,
  verificationKeys,
} from "../keys/verification_keys.ts";
import type { KeySetNumbers } from "./check_key_set_options.ts";
import { DocumentCache, type DocumentCacheOptions } from "./document_cache.ts";
import { checkDocumentUrl, type UrlPolicy } from "./document_url.ts";
import { FetchBudget } from "./fetch_budget.ts";
import {
  type DocumentFetcher,
  fetchDocument,
  type FetchedDocument,
} from "./fetch_document.ts";
import { KeySetError } from "./key_set_error.ts";
import type { KeySetOptions, KeySetReading } from "./key_set_options.ts";

/** How many flights that nobody may join any more fit into a fetch's time. */
const JOINS = 3;

/** The least time that is waited for what another request has started. */
const MINIMUM_JOIN_MILLISECONDS = 1000;

/** Fetches the documents that a policy allows. */
export type LoadDocument = (
  url: string,
  now: number,
) => Promise<FetchedDocument & { readonly host: string }>;

/**
 * Makes the function that checks, counts and fetches.
 *
 * @param policy Which URLs may be fetched.
 * @param options What is injected.
 * @param numbers The limits.
 * @returns The function.
 */
export function documentLoader(
  policy: UrlPolicy,
  options: KeySetOptions,
  numbers: KeySetNumbers,
): LoadDocument {
  const { fetch = (url, init) => globalThis.fetch(url, init) } = options;
  const fetcher: DocumentFetcher = {
    ...numbers,
    fetch,
    ...(options.resolve !== undefined && { resolve: options.resolve }),
  };
  const budget = new FetchBudget(numbers);
  return async (text, now) => {
    const target = checkDocumentUrl(text, policy);
    const { host } = target;
    const leave = budget.enter(host, now, 2 * numbers.fetchMilliseconds);
    try {
      return { ...await fetchDocument(target, fetcher), host };
    } finally {
      leave();
    }
  };
}

/**
 * When documents are fetched.
 *
 * @param options What is injected.
 * @param numbers The limits.
 * @returns The options of a {@linkcode DocumentCache}.
 */
export function documentCacheOptions(
  options: KeySetOptions,
  numbers: KeySetNumbers,
): DocumentCacheOptions {
  return {
    ...numbers,
    maxEntries: numbers.maxKeySets,
    joinMilliseconds: Math.max(
      MINIMUM_JOIN_MILLISECONDS,
      numbers.fetchMilliseconds / JOINS,
    ),
    onFailure: options.onFailure ?? (() => {}),
  };
}

interface KeySet {
  readonly keys: VerificationKeys;
  readonly kids: ReadonlySet<unknown>;
}

/** Key sets, each fetched when it is needed and not known. */
export class KeySetCache {
  readonly #documents: DocumentCache<KeySet>;

  /**
   * @param load Fetches.
   * @param options What is injected.
   * @param numbers The limits.
   */
  constructor(
    load: LoadDocument,
    options: KeySetOptions & KeySetReading,
    numbers: KeySetNumbers,
  ) {
    const { toKeys = verificationKeys } = options;
    this.#documents = new DocumentCache(async (url, now) => {
      const { json, host, freshSeconds } = await load(url, now);
      const jwks = checkJwks(json, host);
      const kids = new Set(jwks.keys.map(({ kid }) => kid));
      return { value: { keys: toKeys(jwks), kids }, freshSeconds };
    }, documentCacheOptions(options, numbers));
  }

  /** How many key sets are known now. */
  get size(): number {
    return this.#documents.size;
  }

  /**
   * Finds the keys of a set.
   *
   * @param url Its URL.
   * @param now Epoch seconds.
   * @param wantedKid The key that is looked for.
   * @returns The keys, perhaps without the one that is looked for.
   * @throws {KeySetError} There are none to be had.
   */
  async get(
    url: string,
    now: number,
    wantedKid: string | undefined,
  ): Promise<VerificationKeys> {
    const { keys } = await this.#documents.get(
      url,
      now,
      ({ kids }) => wantedKid === undefined || kids.has(wantedKid),
    );
    return keys;
  }
}

function checkJwks(json: unknown, host: string): JsonWebKeySet {
  const keys = isObject(json) ? json["keys"] : undefined;
  if (!Array.isArray(keys) || !keys.every(isObject)) {
    throw new KeySetError("key_set_malformed", { host });
  }
  if (keys.length > MAXIMUM_KEYS) {
    throw new KeySetError("key_set_too_many_keys", { host });
  }
  return { keys };
}

/** Whether a value is a JSON object. */
export function isObject(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
