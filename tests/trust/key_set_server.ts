/**
 * A server of key sets that does what a test says, over a real socket.
 *
 * @module
 */

import { assertRejects } from "@std/assert";
import type { JsonWebKey } from "../../src/client.ts";
import type { VerificationKeys } from "../../src/keys/verification_keys.ts";
import { KeySetError } from "../../src/trust/key_set_error.ts";
import type { FetchKeySet } from "../../src/trust/fetch_document.ts";

/** How a server answers. */
export type Answer = (request: Request) => Response | Promise<Response>;

/** A server that runs. */
export interface KeySetServer extends AsyncDisposable {
  /** Where it is reached, without a slash at its end. */
  readonly origin: string;
  /** The URL of its key set. */
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  /** How it answers from now on. */
  answer: Answer;
}

/** Epoch seconds of the first request of a test. */
export const NOW = 1_800_000_000;

/** What lets a test reach its own servers. */
export const LOCAL = { allowInsecureLoopback: true } as const;

/**
 * Starts a server.
 *
 * @param answer How it answers.
 * @param tls Certificate and key; absent = plain http.
 * @returns The server.
 */
export function keySetServer(
  answer: Answer,
  tls: { readonly cert?: string; readonly key?: string } = {},
): KeySetServer {
  const asked: string[] = [];
  const state = { answer };
  // Not `shutdown`: it would wait for answers that a test holds back, and hide
  // what it found.
  const ending = new AbortController();
  const http = Deno.serve({
    signal: ending.signal,
    port: 0,
    hostname: "127.0.0.1",
    onListen: () => {},
    onError: () => new Response(null, { status: 500 }),
    ...tls as { cert: string; key: string },
  }, (request) => {
    asked.push(new URL(request.url).pathname);
    return state.answer(request);
  });
  const scheme = tls.cert === undefined ? "http" : "https";
  const origin = `${scheme}://127.0.0.1:${http.addr.port}`;
  return {
    origin,
    url: `${origin}/jwks`,
    asked,
    get answer() {
      return state.answer;
    },
    set answer(answer) {
      state.answer = answer;
    },
    [Symbol.asyncDispose]: () => {
      ending.abort();
      return http.finished;
    },
  };
}

/** The coordinates of a key on P-256 (RFC 7517 A.1). */
const POINT = {
  kty: "EC",
  crv: "P-256",
  x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
};

/** A key that verifies ES256, under an ID. */
export function key(kid: string): JsonWebKey {
  return { ...POINT, kid };
}

/** An answer with a key set. */
export function keySet(
  kids: readonly string[],
  headers: Record<string, string> = {},
): Response {
  return Response.json({ keys: kids.map(key) }, { headers });
}

/** The IDs of the keys for ES256. */
export function kidsOf(keys: VerificationKeys): readonly unknown[] {
  return keys.candidates({ alg: "ES256" }).map(({ jwk }) => jwk.kid);
}

/** A fetch that finds any host at one server. */
export function fetchFrom({ origin }: KeySetServer): FetchKeySet {
  return (url, init) => fetch(origin + new URL(url).pathname, init);
}

/** What went wrong. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error = await assertRejects(() => work, KeySetError);
  return error.reason;
}
