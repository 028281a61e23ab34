/**
 * HTTP as plain data: an exchange comes in, an answer goes out. Endpoints see
 * nothing else, so that a server without Fetch objects costs no Fetch objects.
 *
 * @module
 */

import type { Connection } from "../context.ts";
import type { Within } from "../deadline.ts";
import { textBefore } from "../text_before.ts";

/** A request, read as far as its head: what adapters hand in. */
export interface Exchange {
  /** The method, in upper case. */
  readonly method: string;
  /** The request target: an absolute URL, or a path with its query. */
  readonly url: string;
  /**
   * Reads a header.
   *
   * @param name Its name in lower case.
   * @returns Its value, or `null`.
   */
  header(name: string): string | null;
  /**
   * The body as a whole, for when its length is known to be small: its bytes, or
   * what the platform has decoded as UTF-8, with U+FFFD for what is none and
   * maybe without a byte order mark, where that is the shorter way.
   *
   * @throws {BodyTakenError} When something in front has read it.
   */
  readAll(): Promise<Uint8Array | string>;
  /**
   * The body in pieces, or `null` where there is none.
   *
   * @throws {BodyTakenError} When something in front has read it.
   */
  readPieces(): BodyReader | null;
  /** How the body is waited for; absent = with a timer of its own. */
  readonly within?: Within | undefined;
}

/** Reads a body piece by piece, as a `ReadableStreamDefaultReader` does. */
export interface BodyReader {
  /** The next piece, or the end. */
  read(): Promise<
    | { readonly done: false; readonly value: Uint8Array }
    | { readonly done: true; readonly value?: unknown }
  >;
  /** Gives the rest up. */
  cancel(): Promise<void>;
}

/** An endpoint: a plain exchange in, a plain answer out. It never rejects. */
export type Endpoint = (
  exchange: Exchange,
  connection: Connection,
) => Promise<Answer>;

/** Something in front of the endpoint has read the body already. */
export class BodyTakenError extends Error {
  /** The name of the class, for logs. */
  override readonly name: string = "BodyTakenError";

  /** Made without arguments: there is only one thing to say. */
  constructor() {
    super(
      "the body was read already: mount the endpoint in front of whatever " +
        "parses bodies",
    );
  }
}

/** An answer that has not been sent. */
export interface Answer {
  /** The status code. */
  readonly status: number;
  /** The headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, or `null` for none. */
  readonly body: string | null;
}

/**
 * The exchange of a Fetch request.
 *
 * @param request The request.
 * @param within How its body is waited for.
 * @returns The exchange.
 */
export function fromRequest(request: Request, within?: Within): Exchange {
  const { headers } = request;
  return {
    method: request.method,
    url: request.url,
    within,
    header: (name) => headers.get(name),
    readAll: () =>
      request.bodyUsed
        ? Promise.reject(new BodyTakenError())
        : request.text().catch((error) => {
          // Only now: merely looking at `request.body` makes a stream of it,
          // which costs Deno and Bun the short way to the bytes.
          if (!request.bodyUsed) refuseTaken(request);
          throw error;
        }),
    readPieces: () => {
      refuseTaken(request);
      return request.body?.getReader() ?? null;
    },
  };
}

function refuseTaken(request: Request): void {
  if (request.bodyUsed || request.body?.locked) throw new BodyTakenError();
}

/**
 * The Fetch response of an answer.
 *
 * @param answer The answer.
 * @returns The response.
 */
export function toResponse(answer: Answer): Response {
  return new Response(answer.body, {
    status: answer.status,
    headers: answer.headers,
  });
}

/**
 * The path of a request target, without parsing what is not needed.
 *
 * @param url An absolute URL or a path.
 * @returns The path, beginning with `/`.
 */
export function pathOf(url: string): string {
  const target = textBefore(url, "#");
  const hierarchy = textBefore(target, "?");
  if (hierarchy.startsWith("/")) return hierarchy;
  const scheme = hierarchy.indexOf("://");
  const start = scheme === -1 ? -1 : hierarchy.indexOf("/", scheme + 3);
  return start === -1 ? "/" : hierarchy.slice(start);
}

/**
 * The query of a request target.
 *
 * @param url An absolute URL or a path.
 * @returns What follows the `?`, without a fragment; empty where there is none.
 */
export function queryOf(url: string): string {
  const target = textBefore(url, "#");
  const query = target.indexOf("?");
  return query === -1 ? "" : target.slice(query + 1);
}
