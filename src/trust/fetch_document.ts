/**
 * Fetching one JSON document from a host that is not trusted to be kind.
 *
 * Why redirects are an error: whoever may redirect us chooses what is fetched
 * after every check of the URL was made. Why `manual` and not `error`: not all
 * runtimes know the latter, and those that do report it like a broken network.
 *
 * @module
 */

import { DeadlineError, withinDeadline } from "../deadline.ts";
import type { DocumentUrl } from "./document_url.ts";
import { type FreshnessBounds, freshSeconds } from "./freshness.ts";
import { KeySetError } from "./key_set_error.ts";
import { readCapped } from "./read_capped.ts";
import { checkResolvedHost, type ResolveHost } from "./resolved_host.ts";

/**
 * Fetches a URL, as the global `fetch` does. It must honour `redirect:
 * "manual"` and `signal`.
 *
 * @param url The URL.
 * @param init Method, headers, `redirect` and `signal`.
 * @returns The response.
 */
export type FetchKeySet = (url: string, init: RequestInit) => Promise<Response>;

/** How documents are fetched. */
export interface DocumentFetcher extends FreshnessBounds {
  /** Fetches. */
  readonly fetch: FetchKeySet;
  /** Resolves names; absent = they are not looked at. */
  readonly resolve?: ResolveHost;
  /** The size of a document that is not exceeded. */
  readonly maxBytes: number;
  /** The time in which a document must have arrived, in milliseconds. */
  readonly fetchMilliseconds: number;
}

/** A document that was fetched. */
export interface FetchedDocument {
  /** Its content; any JSON value. */
  readonly json: unknown;
  /** For how long it is fresh. */
  readonly freshSeconds: number;
}

/**
 * Fetches a document.
 *
 * @param target What is fetched; it has been checked already.
 * @param fetcher How.
 * @returns The document.
 * @throws {KeySetError} Whatever went wrong.
 */
export async function fetchDocument(
  target: DocumentUrl,
  fetcher: DocumentFetcher,
): Promise<FetchedDocument> {
  const { host } = target;
  const controller = new AbortController();
  try {
    return await withinDeadline(
      fetchNow(target, fetcher, controller.signal),
      fetcher.fetchMilliseconds,
      () => controller.abort(),
    );
  } catch (error) {
    if (error instanceof KeySetError) throw error;
    if (error instanceof DeadlineError) {
      throw new KeySetError("key_set_timeout", { host });
    }
    throw new KeySetError("key_set_unreachable", { host }, error);
  }
}

async function fetchNow(
  { url, host, needsPublicAddress }: DocumentUrl,
  fetcher: DocumentFetcher,
  signal: AbortSignal,
): Promise<FetchedDocument> {
  if (needsPublicAddress && fetcher.resolve !== undefined) {
    await checkResolvedHost(host, fetcher.resolve);
    signal.throwIfAborted();
  }
  const response = await fetcher.fetch(url.href, {
    method: "GET",
    headers: { accept: "application/jwk-set+json, application/json" },
    redirect: "manual",
    signal,
  });
  const refusal = signal.aborted
    ? new KeySetError("key_set_timeout", { host })
    : refusalOf(response, host);
  if (refusal !== undefined) {
    response.body?.cancel().catch(() => {});
    throw refusal;
  }
  return {
    json: await readJson(response, fetcher.maxBytes, host),
    freshSeconds: freshSeconds(
      response.headers.get("cache-control"),
      response.headers.get("age"),
      fetcher,
    ),
  };
}

function refusalOf(response: Response, host: string): KeySetError | undefined {
  const { status, type, redirected } = response;
  // In a browser a redirect that is not followed has no status.
  if (type === "opaqueredirect" || redirected) {
    return new KeySetError("key_set_redirect", { host });
  }
  if (status >= 300 && status < 400) {
    return new KeySetError("key_set_redirect", { host, status });
  }
  return status === 200
    ? undefined
    : new KeySetError("key_set_status", { host, status });
}

async function readJson(
  response: Response,
  maxBytes: number,
  host: string,
): Promise<unknown> {
  const bytes = response.body === null
    ? new Uint8Array(0)
    : await readCapped(response.body, maxBytes);
  if (bytes === undefined) throw new KeySetError("key_set_too_large", { host });
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return JSON.parse(text);
  } catch {
    // The parser quotes the document in what it throws.
    throw new KeySetError("key_set_malformed", { host });
  }
}
