/**
 * The authorization server: options are checked and wired together once, and
 * requests are routed to the endpoints.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "./authorization_server_options.ts";
import { consoleEvents } from "./console_events.ts";
import type { Connection } from "./context.ts";
import type { Within } from "./deadline.ts";
import { authorizationEndpoint } from "./endpoints/authorization.ts";
import { jwksEndpoint } from "./endpoints/jwks.ts";
import { metadataEndpoint } from "./endpoints/metadata.ts";
import { arriving, pathsOf } from "./endpoints/paths.ts";
import { tokenEndpoint } from "./endpoints/token.ts";
import { Events } from "./events.ts";
import { describeResources } from "./grants/audience.ts";
import {
  type Answer,
  type Endpoint,
  type Exchange,
  pathOf,
} from "./http/exchange.ts";
import {
  guarded,
  type RequestHandler,
  respond,
  toHandler,
} from "./http/handler.ts";
import { NOT_FOUND } from "./http/respond.ts";
import { type PublishedKeySource, singleKeyRing } from "./keys/key_ring.ts";
import { publicHalf } from "./keys/refresh_keys.ts";
import { checkOptions } from "./options/check_options.ts";
import { SCOPE_MATCHERS } from "./scope.ts";
import { jwtFormat } from "./tokens/jwt.ts";
import { authenticationOf } from "./wiring/authentication.ts";
import { connectionOf } from "./wiring/connection.ts";

/** An authorization server, ready to be mounted. */
export interface AuthorizationServer {
  /** The issuer, as configured. */
  readonly issuer: string;
  /** The public keys, for a verifier in the same process. */
  readonly keys: PublishedKeySource;
  /**
   * Answers a token request (RFC 6749 §3.2), whatever its path.
   */
  readonly handleTokenRequest: RequestHandler;
  /** Answers with the JWK Set (RFC 7517 §5), whatever the path. */
  readonly handleJwksRequest: RequestHandler;
  /** Answers with the metadata (RFC 8414 §3), whatever the path. */
  readonly handleMetadataRequest: RequestHandler;
  /** Routes a request by its path to one of the above; else 404. */
  readonly fetch: RequestHandler;
  /**
   * Routes a request as `fetch` does, with what only its socket knows. For
   * adapters: nothing that a caller sends may reach `connection`. An adapter
   * whose timers outlive a request may also wait for bodies in its own way.
   */
  readonly handle: (
    request: Request,
    connection: Connection,
    within?: Within,
  ) => Promise<Response>;
  /**
   * Routes a request that is no Fetch object, for adapters that spare the cost
   * of one.
   *
   * @returns The answer, which never rejects, or `undefined` where no endpoint
   * has this path.
   */
  readonly handleExchange: (
    exchange: Exchange,
    connection: Connection,
  ) => Promise<Answer> | undefined;
  /**
   * Ends what requests have started, such as hashing workers. Needed by
   * nobody whose process ends; a later request that needs hashing gets 503.
   */
  readonly close: () => void;
}

/**
 * Makes an authorization server. Nothing happens yet: no I/O, no randomness and
 * no timer before the first request.
 *
 * @param options The options.
 * @returns The server.
 * @throws {TypeError} For a wrong option, in a sentence that names it.
 *
 * @example
 * ```ts
 * import {
 *   clientCredentials,
 *   createAuthorizationServer,
 *   generateSigner,
 *   memoryStorage,
 * } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const server = createAuthorizationServer({
 *   issuer: "http://localhost:8080",
 *   storage: memoryStorage({
 *     clients: [{
 *       client_id: "test-client",
 *       client_secrets: [{
 *         hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
 *       }],
 *       grant_types: ["client_credentials"],
 *     }],
 *   }),
 *   signer: await generateSigner("ES256"),
 *   grants: [clientCredentials()],
 *   accessTokenSeconds: 30 * 60,
 *   onEvent: () => {},
 * });
 *
 * const response = await server.fetch(
 *   new Request("http://localhost:8080/token", {
 *     method: "POST",
 *     body: new URLSearchParams({
 *       grant_type: "client_credentials",
 *       client_id: "test-client",
 *       client_secret: "foobar",
 *     }),
 *   }),
 * );
 * assertEquals((await response.json()).expires_in, 1800);
 * server.close();
 * ```
 */
export function createAuthorizationServer(
  options: AuthorizationServerOptions,
): AuthorizationServer {
  checkOptions(options);
  const {
    issuer,
    basePath = "",
    resources = [],
    seamMilliseconds = 5_000,
  } = options;
  const clock = options.now ?? (() => Date.now() / 1000);
  const now = () => Math.floor(clock());
  const events = new Events(
    options.onEvent ?? consoleEvents({ show: "problems" }),
    now,
  );
  const everywhere = { now, seamMilliseconds, events };
  const keys = options.keys ?? singleKeyRing(options.signer!);
  const grants = new Map(
    options.grants.map((g) => [g.grant_type, g.forServer?.(options) ?? g]),
  );
  const described = describeResources(resources);
  const { origin } = new URL(issuer);
  const paths = pathsOf(issuer, options.authorizationEndpoint ?? true);
  const authentication = authenticationOf(
    options,
    origin + paths.token,
    now,
    events,
  );

  const token = guarded(tokenEndpoint({
    grants,
    reading: {
      limits: {
        maxBodyBytes: options.maxBodyBytes ?? 16_384,
        bodyMilliseconds: options.bodyMilliseconds ?? 10_000,
      },
      basicCredentials: options.basicCredentials ?? "lenient",
    },
    authentication,
    rules: {
      matchScope: typeof options.scopeMatching === "function"
        ? options.scopeMatching
        : SCOPE_MATCHERS.get(options.scopeMatching ?? "exact")!,
      resources: {
        issuer,
        defaultAudience: options.defaultAudience,
        matching: options.resourceMatching ?? "exact",
        multipleResources: options.multipleResources ?? false,
        described,
      },
      accessTokenSeconds: options.accessTokenSeconds ?? 3_600,
      maxAccessTokenSeconds: options.maxAccessTokenSeconds ?? 86_400,
      policy: options.policy,
      events,
    },
    format: jwtFormat({
      ...everywhere,
      issuer,
      keys,
      reusable: options.tokenReuse?.create(),
    }),
    emptyScope: options.emptyScope ?? "include",
    cors: options.cors,
    connectionOf: connectionOf(options),
    ...everywhere,
  }));
  const jwks = guarded(jwksEndpoint({ keys, ...everywhere }));
  const metadata = guarded(metadataEndpoint({
    issuer,
    origin,
    paths,
    grantTypes: [...grants.keys()],
    authenticationMethods: [...authentication.methods],
    assertionAlgorithms: authentication.algorithms,
    additional: Object.assign({}, ...options.grants.map((g) => g.metadata)),
    scopes: [...new Set([...described.values()].flatMap((d) => d.scopes))],
  }));

  const routes = new Map<string, Endpoint>([
    [arriving(paths.token, basePath), token],
    [arriving(paths.jwks, basePath), jwks],
    ...paths.metadata.map((path) =>
      [arriving(path, basePath), metadata] as const
    ),
  ]);
  if (paths.authorization !== undefined) {
    routes.set(
      arriving(paths.authorization, basePath),
      guarded(authorizationEndpoint()),
    );
  }
  const handleExchange = (exchange: Exchange, connection: Connection) =>
    routes.get(pathOf(exchange.url))?.(exchange, connection);
  const notFound = guarded(() => Promise.resolve(NOT_FOUND));
  const route: Endpoint = (exchange, connection) =>
    handleExchange(exchange, connection) ?? notFound(exchange, connection);

  return Object.freeze({
    issuer,
    keys: publicHalf(keys, everywhere),
    handleTokenRequest: toHandler(token),
    handleJwksRequest: toHandler(jwks),
    handleMetadataRequest: toHandler(metadata),
    fetch: toHandler(route),
    handle: (request: Request, connection: Connection, within?: Within) =>
      respond(route, request, connection, within),
    handleExchange,
    close: () => authentication.close(),
  });
}
