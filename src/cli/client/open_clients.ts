/**
 * The clients of a deployment, opened for one command.
 *
 * @module
 */

import type { Client } from "../../client.ts";
import type { Arguments, ExitCode, Io } from "../command.ts";
import { type Deployment, openDeployment } from "../deployment.ts";
import { problemsOfClientTrust } from "../configuration/trusted_issuers.ts";
import type { FileClientRegistry } from "../file_clients.ts";

/** How many clients are read at once. */
const PAGE = 500;

/**
 * Opens the clients, and closes the storage again.
 *
 * @param args What the command was called with.
 * @param io Outside of it.
 * @param work What is done with them.
 * @returns How it ended.
 * @throws {Error} The configuration is wrong, or the storage cannot be opened.
 */
export async function withClients(
  args: Arguments,
  io: Io,
  work: (
    clients: FileClientRegistry,
    deployment: Deployment,
  ) => Promise<ExitCode>,
): Promise<ExitCode> {
  const deployment = await openDeployment(args.text("config"), io);
  try {
    return await work(deployment.clients, deployment);
  } finally {
    await deployment.storage.close();
  }
}

/**
 * Refuses to change what is gone when the command ends.
 *
 * @param deployment The deployment.
 * @throws {Error} Its storage is memory.
 */
export function requireLasting({ configuration }: Deployment): void {
  if (configuration.values.storage !== "memory") return;
  throw new Error(
    'storage is "memory", which ends with this command: write the client into the configuration, or choose another storage',
  );
}

/**
 * Refuses what the check of a store lets through: trusted issuers that trust
 * too much, with which nobody would get in.
 *
 * @param client The record.
 * @param deployment The deployment.
 * @throws {TypeError} The first mistake, in a sentence that names the member.
 */
export function checkTrust(
  client: Client,
  { configuration }: Deployment,
): void {
  const { issuer } = configuration.values;
  const [problem] = problemsOfClientTrust(client, issuer);
  if (problem === undefined) return;
  throw new TypeError(
    `client ${JSON.stringify(client.client_id)}: ${problem.message}`,
  );
}

/**
 * What there is to say of a client that this server does not let in yet.
 *
 * @param client The record.
 * @param deployment The deployment.
 * @param io Where it is said.
 */
export function noteTrust(
  { trusted_issuers }: Client,
  { configuration }: Deployment,
  io: Pick<Io, "error">,
): void {
  const isOff = configuration.values.trustedIssuers === undefined;
  if (trusted_issuers === undefined || !isOff) return;
  io.error(
    "its trusted issuers count once the configuration has trustedIssuers, of which {} is enough",
  );
}

/**
 * Finds a client.
 *
 * @param clients The clients.
 * @param client_id Its id.
 * @returns The client.
 * @throws {Error} There is none.
 */
export async function findClient(
  clients: FileClientRegistry,
  client_id: string,
): Promise<Client> {
  const client = await clients.get(client_id, new AbortController().signal);
  if (client !== undefined) return client;
  throw new Error(`there is no client ${JSON.stringify(client_id)}`);
}

/**
 * Goes through all clients, by id.
 *
 * @param clients The clients.
 */
export async function* everyClient(
  clients: FileClientRegistry,
): AsyncGenerator<Client> {
  let after = "";
  while (true) {
    const page = await clients.list(after, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.client_id;
  }
}
