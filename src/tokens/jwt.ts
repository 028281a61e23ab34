/**
 * Access tokens as JWTs (RFC 9068).
 *
 * Why the payload is put together as text: the server's claims and additional
 * ones are serialised apart, so that no additional member, not even a `toJSON`
 * or a `__proto__`, can reach the server's; and what many tokens begin with
 * alike is encoded once.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import type { Client } from "../client.ts";
import type { RequestContext } from "../context.ts";
import { encodeBase64Url, encodeTextBase64Url } from "../encoding/base64url.ts";
import { randomIds } from "../encoding/random.ts";
import { OAuthError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { KeyRing } from "../keys/key_ring.ts";
import { refreshKeys } from "../keys/refresh_keys.ts";
import type { Signer } from "../keys/signer.ts";
import { temporarilyUnavailable } from "../temporarily_unavailable.ts";
import type {
  AccessTokenFormat,
  Authorization,
  IssuedToken,
} from "./access_token.ts";
import { type TokenBeginning, TokenBeginnings } from "./token_beginnings.ts";
import type { ReusableTokens } from "./token_reuse.ts";

/** The claims that only the server writes. */
const OURS: ReadonlySet<string> = new Set([
  "iss",
  "sub",
  "aud",
  "client_id",
  "scope",
  "iat",
  "exp",
  "nbf",
  "jti",
  "cnf",
]);

/** Additional claims in one token, in characters of JSON. */
const MAXIMUM_CLAIMS_LENGTH = 8_192;

/** What the JWT format is made of. */
export interface JwtFormatOptions {
  /** The `iss` of every token. */
  readonly issuer: string;
  /** The keys. */
  readonly keys: KeyRing;
  /** The clock, in epoch seconds. */
  readonly now: () => number;
  /** The deadline of a refresh of the keys, in milliseconds. */
  readonly seamMilliseconds: number;
  /** Where warnings go. */
  readonly events: Events;
  /** The tokens that may be handed out again; absent = none. */
  readonly reusable?: ReusableTokens | undefined;
}

/**
 * The JWT format of RFC 9068.
 *
 * @param options Issuer and keys.
 * @returns The format.
 */
export function jwtFormat(options: JwtFormatOptions): AccessTokenFormat {
  const { issuer, keys, events, reusable } = options;
  const beginnings = new WeakMap<Signer, TokenBeginnings>();
  const newId = randomIds();

  function beginningsOf(signer: Signer): TokenBeginnings {
    let known = beginnings.get(signer);
    if (known === undefined) {
      known = new TokenBeginnings(issuer, signer);
      beginnings.set(signer, known);
      if (signer.ephemeral) {
        events.warn(
          "ephemeral_signer",
          "The signing key was generated in this process and dies with it: keep " +
            "one, and import it with importSigner().",
        );
      }
    }
    return known;
  }

  function issue(
    authorization: Authorization,
    context: RequestContext,
    client: Client | undefined,
  ): IssuedToken | Promise<IssuedToken> {
    const added = claimsAdded(authorization.claims);
    const refreshing = refreshKeys(keys, context.now, options);
    const issueNow = () => issueWithKeys(authorization, context, client, added);
    return refreshing === undefined ? issueNow() : refreshing.then(issueNow);
  }

  function issueWithKeys(
    authorization: Authorization,
    context: RequestContext,
    client: Client | undefined,
    added: string,
  ): IssuedToken | Promise<IssuedToken> {
    const signer = currentSigner(keys, context.now, authorization.alg);
    const beginning = beginningsOf(signer).of(authorization);
    const mint = () => sign(signer, authorization, beginning, added, context);
    return reusable === undefined ? mint() : reusable.issue({
      key: added === "" ? beginning.key : beginning.key + added,
      client,
      now: context.now,
      mint,
    });
  }

  function sign(
    signer: Signer,
    { issuedAt, accessTokenSeconds }: Authorization,
    { scope, encoded, rest }: TokenBeginning,
    added: string,
    context: RequestContext,
  ): IssuedToken | Promise<IssuedToken> {
    const jti = newId();
    const end = `${rest}${issuedAt},"exp":${issuedAt + accessTokenSeconds},` +
      `"jti":"${jti}"${added}}`;
    const input = encoded + encodeTextBase64Url(end);
    const signed = (signature: unknown): IssuedToken => {
      if (!(signature instanceof Uint8Array) || signature.length === 0) {
        return failed(new TypeError("the signer gave no signature"));
      }
      return {
        access_token: `${input}.${encodeBase64Url(signature)}`,
        token_type: "bearer",
        expires_in: accessTokenSeconds,
        scope,
        jti,
        kid: signer.kid,
      };
    };
    try {
      const signature = context.ask(signer, "sign", encodeUtf8(input));
      return signature instanceof Promise
        ? signature.then(signed, failed)
        : signed(signature);
    } catch (cause) {
      return failed(cause);
    }
  }

  return { issue };
}

function currentSigner(
  keys: KeyRing,
  now: number,
  alg: string | undefined,
): Signer {
  try {
    const signer = keys.signer(now, alg);
    if (alg === undefined || signer.alg === alg) return signer;
    throw new Error(`the key ring answered with ${signer.alg}, not ${alg}`);
  } catch (cause) {
    return failed(cause);
  }
}

function failed(cause: unknown): never {
  if (cause instanceof OAuthError) throw cause;
  throw temporarilyUnavailable(
    "The token could not be signed",
    "signer_failed",
    cause,
  );
}

/** Additional claims as they follow others in a JSON object. */
function claimsAdded(claims: Readonly<Record<string, unknown>>): string {
  if (Object.keys(claims).length === 0) return "";
  const added = Object.entries(claims).filter(([name, value]) =>
    !OURS.has(name) && value !== undefined && typeof value !== "function"
  );
  if (added.length === 0) return "";
  const text = JSON.stringify(Object.fromEntries(added));
  if (text.length > MAXIMUM_CLAIMS_LENGTH) {
    throw new OAuthError("server_error", {
      description: "The server could not make the token.",
      reason: "claims_too_large",
      evidence: { length: text.length, maximum: MAXIMUM_CLAIMS_LENGTH },
    });
  }
  // A value that JSON has no form for may leave an empty object.
  return text === "{}" ? "" : `,${text.slice(1, -1)}`;
}
