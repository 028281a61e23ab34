/**
 * The token endpoint (RFC 6749 §3.2): the order in which a request is decided.
 *
 * @module
 */

import {
  authenticate,
  type AuthenticationOptions,
  recognise,
} from "../client_authentication/authenticate.ts";
import {
  type Connection,
  type RequestContext,
  requestContext,
} from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Events } from "../events.ts";
import { type AuthorizationRules, authorize } from "../grants/authorize.ts";
import { entitle } from "../grants/entitle.ts";
import type { Grant } from "../grants/grant.ts";
import {
  corsHeaders,
  type CorsOptions,
  preflightAnswer,
} from "../http/cors.ts";
import type { Answer, Endpoint, Exchange } from "../http/exchange.ts";
import { type EmptyScope, errorAnswer, tokenAnswer } from "../http/respond.ts";
import {
  readTokenRequest,
  type TokenRequestOptions,
} from "../http/token_request.ts";
import type { AccessTokenFormat } from "../tokens/access_token.ts";
import {
  claimedClientId,
  decidedEvent,
  issuedEvent,
  type Trace,
} from "./token_events.ts";

/** What the token endpoint is made of. */
export interface TokenEndpointOptions {
  /** The grants by `grant_type`. */
  readonly grants: ReadonlyMap<string, Grant>;
  /** How requests are read. */
  readonly reading: Omit<TokenRequestOptions, "allow" | "grantTypes">;
  /** What authentication needs. */
  readonly authentication: AuthenticationOptions;
  /** What is granted. */
  readonly rules: AuthorizationRules;
  /** What tokens look like. */
  readonly format: AccessTokenFormat;
  /** Whether an empty scope is written. */
  readonly emptyScope: EmptyScope;
  /** Which origins may call. */
  readonly cors: CorsOptions | undefined;
  /** Completes what the socket knows with what trusted proxies say. */
  readonly connectionOf: (
    exchange: Exchange,
    connection: Connection,
  ) => Connection;
  /** The clock, in epoch seconds. */
  readonly now: () => number;
  /** The deadline of every seam, in milliseconds. */
  readonly seamMilliseconds: number;
  /** Where events go. */
  readonly events: Events;
}

/**
 * Makes the token endpoint.
 *
 * @param options What it is made of.
 * @returns The endpoint.
 */
export function tokenEndpoint(options: TokenEndpointOptions): Endpoint {
  const { cors, events, now, seamMilliseconds } = options;
  const reading: TokenRequestOptions = {
    ...options.reading,
    grantTypes: [...options.grants.keys()],
    allow: cors === undefined ? "POST" : "POST, OPTIONS",
  };

  function answer(
    exchange: Exchange,
    connection: Connection,
  ): Promise<Answer> {
    const trace: Trace = {};
    let context: RequestContext | undefined;
    const begin = () =>
      context = requestContext(
        now(),
        options.connectionOf(exchange, connection),
        seamMilliseconds,
      );
    return issue(options, exchange, reading, trace, begin).catch((thrown) => {
      // Without a clock there is no event.
      if (context === undefined) throw thrown;
      const error = toOAuthError(thrown);
      events.emit(decidedEvent(error, trace, context));
      return errorAnswer(error);
    });
  }

  return cors === undefined ? answer : async (exchange, connection) => {
    const headers = corsHeaders(cors, exchange);
    if (exchange.method === "OPTIONS") {
      return preflightAnswer("POST", headers, cors.maxAgeSeconds ?? 600);
    }
    const answered = await answer(exchange, connection);
    return { ...answered, headers: { ...answered.headers, ...headers } };
  };
}

/** From the request to the answer: each step hands its result to the next. */
async function issue(
  options: TokenEndpointOptions,
  exchange: Exchange,
  reading: TokenRequestOptions,
  trace: Trace,
  begin: () => RequestContext,
): Promise<Answer> {
  const context = begin();
  const read = await readTokenRequest(exchange, reading);
  const { credential, grant_type, parameters, scope, resource, audience } =
    read;
  const request = { grant_type, parameters, scope, resource, audience };
  trace.grant_type = request.grant_type;
  const presented = credential === undefined
    ? undefined
    : recognise(options.authentication, credential, context.now);
  const claimed = claimedClientId(presented, request.parameters);
  if (claimed !== undefined) trace.client_id = claimed;
  const grant = options.grants.get(request.grant_type)!;
  const authenticating = presented === undefined
    ? undefined
    : authenticate(options.authentication, presented, context);
  const client = authenticating instanceof Promise
    ? await authenticating
    : authenticating;
  const entitling = entitle(grant, request, client, context);
  const { client_id, entitlement } = entitling instanceof Promise
    ? await entitling
    : entitling;
  trace.client_id = client_id;
  const authorizing = authorize(
    options.rules,
    { request, client, client_id, entitlement },
    context,
  );
  const authorization = authorizing instanceof Promise
    ? await authorizing
    : authorizing;
  const issuing = options.format.issue(authorization, context, client?.client);
  const token = issuing instanceof Promise ? await issuing : issuing;
  if (options.events.wants("issued")) {
    options.events.emit(
      issuedEvent(request, client, authorization, token, context),
    );
  }
  return tokenAnswer(
    token,
    options.emptyScope === "omit" && request.scope === undefined,
  );
}

/** Whatever is thrown that is not meant for the client is our failure. */
function toOAuthError(thrown: unknown): OAuthError {
  return thrown instanceof OAuthError
    ? thrown
    : new OAuthError("server_error", {
      description: "The server failed.",
      reason: "unexpected",
      cause: thrown,
    });
}
