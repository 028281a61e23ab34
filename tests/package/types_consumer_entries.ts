// A program that uses the entries for runtimes; only its types are checked.
import type { AuthorizationServer } from "@mintmark/oauth";
import { type BunServeOptions, serve as serveOnBun } from "@mintmark/oauth/bun";
import {
  serve as serveOnDeno,
  type ServeOptions,
  type Serving,
} from "@mintmark/oauth/deno";
import {
  type NodeServeOptions,
  type RequestListener,
  requestListener,
  serve as serveOnNode,
} from "@mintmark/oauth/node";
import { type Otel, otel } from "@mintmark/oauth/otel";
import {
  type StorageCase,
  storageContract,
} from "@mintmark/oauth/storage/contract";
import { type DenoKv, denoKvStorage } from "@mintmark/oauth/storage/deno-kv";
import {
  type PgPool,
  postgresStorage,
  type RemoteStorage,
} from "@mintmark/oauth/storage/postgres";
import { type RedisClient, redisStorage } from "@mintmark/oauth/storage/redis";
import {
  type PersistentStorage,
  sqliteStorage,
} from "@mintmark/oauth/storage/sqlite";
import {
  type AccessTokenClaims,
  AccessTokenError,
  createVerifier,
  type VerifiedClaims,
  type VerifierOptions,
} from "@mintmark/oauth/resource-server";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";

export async function serveEverywhere(
  server: AuthorizationServer,
): Promise<readonly Serving[]> {
  const deno: ServeOptions = { port: 0, signal: new AbortController().signal };
  const bun: BunServeOptions = { ...deno, idleSeconds: 5 };
  const node: NodeServeOptions = { ...deno, headersMilliseconds: 5_000 };
  const listener: RequestListener = requestListener(server);
  createServer(listener).listen(0);
  createTlsServer({}, listener).listen(0);
  // @ts-expect-error A port is a number.
  serveOnNode(server, { port: "8080" });
  return [
    await serveOnDeno(server, deno),
    await serveOnBun(server, bun),
    await serveOnNode(server, node),
  ];
}

export function observe(server: AuthorizationServer): AuthorizationServer {
  const { instrument }: Otel = otel({});
  // @ts-expect-error No meter can be a name.
  otel({ meter: "mintmark" });
  return instrument(server);
}

export async function openEverything(): Promise<readonly StorageCase[]> {
  const storage: PersistentStorage = await sqliteStorage({ file: ":memory:" });
  // @ts-expect-error A file is a string.
  await sqliteStorage({ file: 1 });
  const client = undefined as unknown as PgPool;
  const remote: RemoteStorage = await postgresStorage({
    client,
    clientCache: { maxAgeSeconds: 10 },
  });
  remote.clients.forget("reports");
  const redis = {
    sendCommand: (command: string[]) => Promise.resolve(command),
  };
  await redisStorage({ client: redis satisfies RedisClient, prefix: "tokens" });
  await denoKvStorage({ kv: undefined as unknown as DenoKv, prefix: "tokens" });
  // @ts-expect-error Nothing to reach Postgres with.
  await postgresStorage({ client: "postgres://localhost" });
  return storageContract(() => Promise.resolve(storage));
}

const options: VerifierOptions = {
  issuer: "https://as.example.com",
  audience: ["https://api.example.com/"],
};

export async function protectEverywhere(request: Request): Promise<string> {
  const strict = createVerifier({ ...options, profile: "strict" });
  const lenient = createVerifier({ ...options, profile: "lenient" });
  const plain: (request: Request) => Promise<Response> = strict.protect(
    (_request, claims) => Response.json(claims.client_id.length),
  );
  const ofWorker = strict.protect(
    async (
      _request,
      { exp },
      env: { readonly NAME: string },
      _context: object,
    ) => await Promise.resolve(new Response(env.NAME + exp)),
    { scope: "orders.read" },
  );
  await plain(request);
  await ofWorker(request, { NAME: "n" }, {});
  // @ts-expect-error The environment is missing.
  await ofWorker(request);
  // @ts-expect-error A profile is one of two.
  createVerifier({ ...options, profile: "none" });
  try {
    const claims: AccessTokenClaims = await strict.verify(request);
    const other: VerifiedClaims = await lenient.verify("a token", {
      scope: "orders.read",
    });
    // @ts-expect-error It may be lacking there.
    other.sub.length;
    return claims.sub;
  } catch (error) {
    if (!(error instanceof AccessTokenError)) throw error;
    strict.refuse(error).headers.get("www-authenticate");
    return `${error.status} ${error.reason}`;
  }
}
