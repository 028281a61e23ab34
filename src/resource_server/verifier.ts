/**
 * What a verifier offers, and how requests are let in or refused.
 *
 * @module
 */

import { parseScope, type ScopeMatcher } from "../scope.ts";
import type { RequestHandler } from "../http/handler.ts";
import type { VerifiedClaims } from "./access_token_claims.ts";
import { AccessTokenError } from "./access_token_error.ts";
import { bearerToken, missingToken } from "./bearer_token.ts";
import { covers, grantedScope } from "./granted_scope.ts";
import { type ChallengeOptions, refuse } from "./refuse.ts";
import { invalidToken } from "./refusal.ts";
import type { VerifierOptions } from "./verifier_options.ts";
import { type TokenRules, verifyToken } from "./verify_token.ts";

/** What a request needs besides a token. */
export interface Needed {
  /** The scopes, space separated; the token must grant each of them. */
  readonly scope?: string;
}

/**
 * Answers a request that was let in.
 *
 * @param request The request, untouched.
 * @param claims What its token says.
 * @param rest What the runtime or framework passes after the request.
 * @returns The response.
 */
export type ProtectedHandler<
  Claims extends VerifiedClaims,
  Rest extends readonly unknown[],
> = (
  request: Request,
  claims: Claims,
  ...rest: Rest
) => Response | PromiseLike<Response>;

/** Verifies access tokens; none of its functions needs `this`. */
export interface Verifier<Claims extends VerifiedClaims> {
  /**
   * Verifies the token of a request, or a token by itself.
   *
   * @param credential The request, of which only the URL and the
   * `Authorization` header are read; or the token.
   * @param needed The scopes that the token must grant.
   * @returns The claims of the token.
   * @throws {AccessTokenError} The request is not to be let in.
   * @throws {TypeError} `needed` is no scope.
   */
  readonly verify: (
    credential: Request | string,
    needed?: Needed,
  ) => Promise<Claims>;
  /**
   * Puts a handler behind the verifier. What the handler throws is not caught.
   *
   * @param handler Answers the requests that are let in.
   * @param needed The scopes that the token must grant.
   * @returns A handler that answers the others itself.
   * @throws {TypeError} `needed` is no scope.
   */
  readonly protect: <Rest extends readonly unknown[]>(
    handler: ProtectedHandler<Claims, Rest>,
    needed?: Needed,
  ) => (request: Request, ...rest: Rest) => Promise<Response>;
  /**
   * The answer to a request that {@linkcode Verifier.verify} refused.
   *
   * @param error What it threw; anything else is answered with 500.
   * @returns The response, with the challenge of RFC 6750 §3.
   */
  readonly refuse: (error: unknown) => Response;
  /**
   * Answers with the metadata of the resource (RFC 9728 §3), whatever the path;
   * with 404 where the verifier has no `metadata`.
   */
  readonly handleMetadataRequest: RequestHandler;
  /** The path of the metadata on the server of the resource, if there are any. */
  readonly metadataPath: string | undefined;
}

/** What a verifier is made of. */
export interface VerifierParts {
  /** What is asked of every token. */
  readonly rules: TokenRules;
  /** How granted scopes cover needed ones. */
  readonly matchScope: ScopeMatcher;
  /** What every challenge says. */
  readonly challenge: ChallengeOptions;
  /** Where refusals go. */
  readonly onRefused: VerifierOptions["onRefused"];
  /** The clock, in epoch seconds. */
  readonly now: () => number;
}

/** The functions of a verifier that are about tokens. */
export type TokenFunctions = Omit<
  Verifier<VerifiedClaims>,
  "handleMetadataRequest" | "metadataPath"
>;

/**
 * Makes the functions of a verifier.
 *
 * @param parts What it is made of.
 * @returns The functions.
 */
export function tokenFunctions(parts: VerifierParts): TokenFunctions {
  const { rules, matchScope, now } = parts;

  async function letIn(
    credential: Request | string,
    scopes: readonly string[],
  ): Promise<VerifiedClaims> {
    const scope = scopes.length === 0 ? undefined : scopes.join(" ");
    try {
      // Who works without types may well pass what was not there.
      if (!credential) throw missingToken(scope);
      const token = typeof credential === "string"
        ? credential
        : bearerToken(credential, scope);
      const claims = await verifyToken(token, rules, now(), scope);
      const granted = grantedScope(claims, rules.profile);
      if (granted === undefined) {
        const evidence = { claim: "scope" };
        throw invalidToken({ reason: "malformed_claim", evidence }, scope);
      }
      if (!covers(granted, scopes, matchScope)) {
        throw insufficientScope(granted, scope!);
      }
      return claims as VerifiedClaims;
    } catch (error) {
      throw asAccessTokenError(error);
    }
  }

  function tell(error: AccessTokenError, request: Request): void {
    try {
      const pending = parts.onRefused?.(error, request);
      if (pending !== undefined) {
        Promise.resolve(pending).then(undefined, () => {});
      }
    } catch {
      // A sink that fails must not fail the request.
    }
  }

  return {
    verify(credential, needed = {}) {
      // No async function, which would wait for the one that it returns.
      let scopes: readonly string[];
      try {
        scopes = scopesOf(needed);
      } catch (error) {
        return Promise.reject(error);
      }
      return letIn(credential, scopes);
    },
    protect<Rest extends readonly unknown[]>(
      handler: ProtectedHandler<VerifiedClaims, Rest>,
      needed: Needed = {},
    ) {
      const scopes = scopesOf(needed);
      return async (request: Request, ...rest: Rest): Promise<Response> => {
        let claims: VerifiedClaims;
        try {
          claims = await letIn(request, scopes);
        } catch (error) {
          tell(error as AccessTokenError, request);
          return refuse(error as AccessTokenError, parts.challenge);
        }
        return await handler(request, claims, ...rest);
      };
    },
    refuse: (error) => refuse(asAccessTokenError(error), parts.challenge),
  };
}

function scopesOf({ scope }: Needed): readonly string[] {
  const scopes = typeof scope === "string" || scope === undefined
    ? parseScope(scope)
    : undefined;
  if (scopes !== undefined) return scopes;
  throw new TypeError("scope must be scopes, separated by spaces");
}

function insufficientScope(
  granted: readonly string[],
  scope: string,
): AccessTokenError {
  return new AccessTokenError("insufficient_scope", {
    description: "The access token does not grant the scope that is needed.",
    reason: "insufficient_scope",
    evidence: { granted },
    scope,
  });
}

function asAccessTokenError(error: unknown): AccessTokenError {
  if (error instanceof AccessTokenError) return error;
  return new AccessTokenError("server_error", {
    description: "The access token could not be verified.",
    reason: "verifier_failed",
    cause: error,
  });
}
