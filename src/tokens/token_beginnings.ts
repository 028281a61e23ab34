/**
 * What JWTs begin with, encoded once for all that begin alike: the header, and
 * the claims that say who may do what where. What differs comes after them.
 *
 * @module
 */

import { encodeTextBase64Url } from "../encoding/base64url.ts";
import { encodeUtf8 } from "../encoding/utf8.ts";
import type { Signer } from "../keys/signer.ts";
import type { Authorization } from "./access_token.ts";

/** The part of an authorization that the beginning of a token says. */
type Facts = Pick<
  Authorization,
  "client_id" | "subject" | "scope" | "audience" | "accessTokenSeconds"
>;

/** The beginning of a token. */
export interface TokenBeginning {
  /** The scope, space separated. */
  readonly scope: string;
  /** Header and payload in base64url, as far as whole groups of bytes go. */
  readonly encoded: string;
  /** What is left of the payload, up to and with `"iat":`. */
  readonly rest: string;
  /** All of that and the lifetime: a text that is hashed once. */
  readonly key: string;
}

/** A beginning with what it is for; the scope is text already. */
interface Entry extends TokenBeginning, Omit<Facts, "scope"> {}

/**
 * How many are kept: as many as clients are remembered, at most about 20 MB.
 */
const MAXIMUM = 10_000;

/** Longer ones are made anew each time, in characters. */
const MAXIMUM_LENGTH = 2_048;

/** Keeps the beginnings of the tokens of one signer. */
export class TokenBeginnings {
  readonly #issuer: string;
  readonly #header: string;
  readonly #kept = new Map<string, Entry>();

  /**
   * @param issuer The `iss` of every token.
   * @param signer What they are signed with.
   */
  constructor(issuer: string, { alg, kid }: Pick<Signer, "alg" | "kid">) {
    this.#issuer = issuer;
    this.#header = encodeTextBase64Url(
      JSON.stringify({ alg, typ: "at+jwt", kid }),
    );
  }

  /** How many are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /**
   * The beginning of a token.
   *
   * @param facts What is granted.
   * @returns The beginning.
   */
  of(facts: Facts): TokenBeginning {
    const text = facts.scope.join(" ");
    // The key only finds an entry: what it is for is compared in full.
    const key = facts.client_id + text;
    const kept = this.#kept.get(key);
    if (kept !== undefined && isAlike(kept, facts, text)) return kept;
    const entry = this.#make(facts, text);
    if (entry.encoded.length <= MAXIMUM_LENGTH) {
      if (this.#kept.size >= MAXIMUM) this.#kept.clear();
      this.#kept.set(key, entry);
    }
    return entry;
  }

  #make(facts: Facts, scope: string): Entry {
    const { client_id, subject, audience, accessTokenSeconds } = facts;
    const claims = JSON.stringify({
      iss: this.#issuer,
      sub: subject,
      aud: audience.length === 1 ? audience[0] : audience,
      client_id,
      ...(scope === "" ? undefined : { scope }),
    });
    const payload = `${claims.slice(0, -1)},"iat":`;
    // It ends in ASCII, where characters are bytes.
    const whole = payload.length - encodeUtf8(payload).length % 3;
    const encoded = `${this.#header}.${
      encodeTextBase64Url(payload.slice(0, whole))
    }`;
    const rest = payload.slice(whole);
    return {
      client_id,
      subject,
      audience: [...audience],
      scope,
      accessTokenSeconds,
      encoded,
      rest,
      key: `${encoded}${rest}${accessTokenSeconds}`,
    };
  }
}

function isAlike(entry: Entry, facts: Facts, scope: string): boolean {
  return entry.scope === scope && entry.client_id === facts.client_id &&
    entry.subject === facts.subject &&
    entry.accessTokenSeconds === facts.accessTokenSeconds &&
    entry.audience.length === facts.audience.length &&
    entry.audience.every((value, i) => value === facts.audience[i]);
}
