/**
 * Tokens that are handed out again: whoever asks twice for the same within a
 * while gets the same token, and a signature is made once.
 *
 * @module
 */

import type { Client } from "../client.ts";
import { joinBriefly } from "../join_briefly.ts";
import { RecentEntries } from "../recent_entries.ts";
import { SingleFlight } from "../single_flight.ts";
import type { IssuedToken } from "./access_token.ts";

/** Options of {@linkcode tokenReuse}. */
export interface TokenReuseOptions {
  /**
   * For how many seconds after a token was signed equal requests get it again.
   * No token is handed out past half of its lifetime, whatever this says.
   */
  readonly reuseSeconds: number;
  /**
   * How many tokens are kept, at about 2 KB each; the least recently used goes
   * first.
   *
   * @default {10_000}
   */
  readonly maxTokens?: number;
}

/** A token that is asked for. */
export interface WantedToken {
  /** Everything that the token would say, but for its times and identifier. */
  readonly key: string;
  /** The record of the client, where there is a client. */
  readonly client: Client | undefined;
  /** Epoch seconds. */
  readonly now: number;
  /** Makes the token, where none can be reused. */
  readonly mint: () => IssuedToken | Promise<IssuedToken>;
}

/** Knows the tokens of one server that may be handed out again. */
export interface ReusableTokens {
  /**
   * Finds the token that is wanted, joins whoever is making it, or makes it.
   *
   * @param wanted The token.
   * @returns The token, with the lifetime that it has left.
   */
  issue(wanted: WantedToken): IssuedToken | Promise<IssuedToken>;
}

/** The reuse of tokens: an option of a server. */
export interface TokenReuse {
  /**
   * Makes the memory of one server.
   *
   * @internal
   */
  readonly create: () => ReusableTokens;
}

/**
 * Lets equal requests have the same token. A thousand instances of a service
 * that start at once then cost one signature, and a service that asks for each
 * of its calls costs none.
 *
 * Equal are requests of the same client for the same subject, scope, audience,
 * lifetime, algorithm and claims. A token is not handed out again once the
 * record of the client has changed, once another key signs, or past half of its
 * lifetime; `expires_in` says what is left of it. Each request is still
 * authenticated and authorised in full, and its event says `reused`.
 *
 * What is given up is a token, and so a `jti`, of its own for each response: no
 * log can tell by the token which instance of a client made a call, whoever
 * denies one token by its `jti` denies it to all of them, and a resource server
 * that takes a `jti` only once refuses the second call. Leave it out where any
 * of that matters.
 *
 * @param options How long, and how many.
 * @returns The value of the option `tokenReuse`.
 * @throws {TypeError} A wrong option.
 *
 * @example
 * ```ts
 * import {
 *   clientCredentials,
 *   createAuthorizationServer,
 *   generateSigner,
 *   memoryStorage,
 *   tokenReuse,
 * } from "@mintmark/oauth";
 *
 * const server = createAuthorizationServer({
 *   issuer: "http://localhost:8080",
 *   storage: memoryStorage({ clients: [] }),
 *   signer: await generateSigner("RS256"),
 *   grants: [clientCredentials()],
 *   tokenReuse: tokenReuse({ reuseSeconds: 60 }),
 * });
 * ```
 */
export function tokenReuse(options: TokenReuseOptions): TokenReuse {
  const { reuseSeconds, maxTokens = 10_000 } = options;
  for (const [name, value] of Object.entries({ reuseSeconds, maxTokens })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new TypeError(
        `tokenReuse: ${name} must be an integer of at least 1`,
      );
    }
  }
  return Object.freeze({
    create: () => new KeptTokens(reuseSeconds, maxTokens),
  });
}

/** How long to wait for what another request signs. */
const JOIN_MILLISECONDS = 250;

interface KeptToken {
  readonly token: IssuedToken;
  readonly issuedAt: number;
  readonly client: Client | undefined;
}

class KeptTokens implements ReusableTokens {
  readonly #kept: RecentEntries<KeptToken>;
  readonly #flights = new SingleFlight<KeptToken>();

  constructor(maxAgeSeconds: number, maxEntries: number) {
    this.#kept = new RecentEntries({ maxAgeSeconds, maxEntries });
  }

  issue(wanted: WantedToken): IssuedToken | Promise<IssuedToken> {
    const { key, now } = wanted;
    const kept = this.#kept.find(key, now)?.value;
    return (kept && reused(kept, wanted)) ?? this.#mintOnce(wanted);
  }

  async #mintOnce(wanted: WantedToken): Promise<IssuedToken> {
    const { key, client, now, mint } = wanted;
    const { value, isOwn } = await joinBriefly(this.#flights, {
      key,
      joinMilliseconds: JOIN_MILLISECONDS,
      start: async () => {
        const kept = { token: await mint(), issuedAt: now, client };
        this.#kept.keep(key, kept, now);
        return kept;
      },
    });
    if (isOwn) return value.token;
    return reused(value, wanted) ?? await mint();
  }
}

/** The token with what is left of its lifetime, or none if it may not be used. */
function reused(
  { token, issuedAt, client }: KeptToken,
  wanted: WantedToken,
): IssuedToken | undefined {
  const age = wanted.now - issuedAt;
  const isYoung = age >= 0 && 2 * age <= token.expires_in;
  if (!isYoung || !isSameRecord(client, wanted.client)) return undefined;
  const { access_token, token_type, expires_in, scope, jti, kid } = token;
  return {
    access_token,
    token_type,
    expires_in: expires_in - age,
    scope,
    jti,
    kid,
    reused: true,
  };
}

/** A store without a memory hands out another object each time. */
function isSameRecord(a: Client | undefined, b: Client | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
