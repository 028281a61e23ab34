/**
 * A test vector: one token request, and how it must be answered.
 *
 * @module
 */

import type { Client } from "@mintmark/oauth";

/** One token request and what must come of it. */
export interface Vector {
  /** Unique; the part before the first `/` is its group. */
  readonly id: string;
  /** What is said about it where. */
  readonly section: string;
  /** It, in a few words. */
  readonly about: string;
  /** What is sent: `POST /token` with these headers and this body. */
  readonly request: {
    /** @default {"POST"} */
    readonly method?: string;
    /** The query of the URL, with its question mark. */
    readonly query?: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** The status; `error` is that of the JSON body, absent for a token. */
  readonly answer: { readonly status: number; readonly error?: string };
  /** The private reason in the event, absent for a token. */
  readonly reason?: string;
  /** The vector that must have been sent before. */
  readonly after?: string;
}

/** The whole file. */
export interface Vectors {
  /** How the file is meant. */
  readonly description: readonly string[];
  /** The issuer of the server. */
  readonly issuer: string;
  /** The time of the server, in epoch seconds. */
  readonly now: number;
  /** The registered clients. */
  readonly clients: readonly Client[];
  /** The vectors, in the order in which they are sent. */
  readonly vectors: readonly Vector[];
}

/** The issuer of the server. */
export const ISSUER = "https://as.example.com";

/** The time of the server. */
export const NOW = 1_700_000_000;

/** What a request is answered with. */
export type Expected =
  | "token"
  | readonly [status: number, error: string, reason: string];

/** Makes a vector. */
export function vector(
  [id, section, about]: readonly [string, string, string],
  request: Partial<Vector["request"]>,
  expected: Expected,
): Vector {
  const { headers = {}, body = "", ...rest } = request;
  const type = { "content-type": "application/x-www-form-urlencoded" };
  return {
    id,
    section,
    about,
    request: { ...rest, headers: { ...type, ...headers }, body },
    ...(expected === "token" ? { answer: { status: 200 } } : {
      answer: { status: expected[0], error: expected[1] },
      reason: expected[2],
    }),
  };
}

/** A failed authentication. */
export function invalidClient(reason: string): Expected {
  return [401, "invalid_client", reason];
}

/** A request that is none. */
export function invalidRequest(reason: string): Expected {
  return [400, "invalid_request", reason];
}
