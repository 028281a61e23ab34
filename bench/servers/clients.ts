// Mintmark with its clients in an engine and a memory of 10,000 of them; it says
// its port. Runs on Deno, Bun and Node.
import {
  cachedClients,
  clientCredentials,
  createAuthorizationServer,
  importSigner,
  type Storage,
} from "@mintmark/oauth";
import { postgresStorage } from "@mintmark/oauth/storage/postgres";
import { sqliteStorage } from "@mintmark/oauth/storage/sqlite";
import postgres from "postgres";
import process from "node:process";
import { ISSUER, type KeyJwk } from "../floor.ts";

/** Where clients are, and what is signed with. */
export interface ClientsArguments {
  /** The key. */
  readonly key: KeyJwk;
  /** A file of SQLite, if that is the engine. */
  readonly file?: string;
  /** A database and a schema of Postgres, if that is the engine. */
  readonly postgres?: { readonly url: string; readonly schema: string };
}

const { key, file, postgres: remote }: ClientsArguments = JSON.parse(
  process.argv[2] ?? "{}",
);

/** Nobody changes a client here, and a sample is not to pay for asking anew. */
const clientCache = { maxClients: 10_000, maxAgeSeconds: 3_600 };

async function openStorage(): Promise<Storage> {
  if (remote !== undefined) {
    const client = postgres(remote.url);
    return await postgresStorage({
      client,
      schema: remote.schema,
      clientCache,
    });
  }
  const storage = await sqliteStorage({ file: file ?? "" });
  return { ...storage, clients: cachedClients(storage.clients, clientCache) };
}

const server = createAuthorizationServer({
  issuer: ISSUER,
  storage: await openStorage(),
  signer: await importSigner("EdDSA", key),
  grants: [clientCredentials()],
  verifiedSecrets: { maxClients: 10_000 },
});

const { serve } = await import(
  "Bun" in globalThis
    ? "@mintmark/oauth/bun"
    : "Deno" in globalThis
    ? "@mintmark/oauth/deno"
    : "@mintmark/oauth/node"
);
const { address } = await serve(server, { port: 0 });
console.log(address.port);
