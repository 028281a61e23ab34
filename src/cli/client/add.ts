/**
 * `mintmark client add`: a new client.
 *
 * @module
 */

import type { Client } from "../../client.ts";
import { generateClientSecret } from "../../secrets/generate_client_secret.ts";
import { hashClientSecret } from "../../secrets/hash_client_secret.ts";
import {
  type Arguments,
  type Command,
  CONFIG_OPTION,
  type Io,
  JSON_OPTION,
  UsageError,
} from "../command.ts";
import { CLIENT_OPTIONS, clientMembers, emptied } from "./client_options.ts";
import {
  checkTrust,
  noteTrust,
  requireLasting,
  withClients,
} from "./open_clients.ts";

/** The command. */
export const clientAdd: Command = {
  name: "client add",
  summary: "make a client, and print its secret once",
  help: [
    "Makes a client in the storage. Without --jwks, --jwks-uri, --trusted-issuers and --secret-from-stdin it makes a secret with 256 random bits as well, prints it once, and stores only its hash.",
    "Without --grant-type the client may use client_credentials. A client that there is already is not changed.",
  ],
  examples: [
    {
      line: 'mintmark client add backend --scope "orders.read orders.write"',
      what: "with a new secret",
    },
    {
      line: "mintmark client add backend --jwks public.jwk",
      what: "for private_key_jwt, without a secret",
    },
    {
      line: "mintmark client add reports --trusted-issuers cluster.json",
      what: "for tokens of its platform, without a secret",
    },
    {
      line: "mintmark client add backend --secret-from-stdin < secret.txt",
      what: "with a secret that exists, stored as bcrypt",
    },
  ],
  positionals: ["client_id"],
  options: {
    config: CONFIG_OPTION,
    ...CLIENT_OPTIONS,
    "secret-from-stdin": {
      type: "boolean",
      what: "take the secret from the first line of standard input",
    },
    json: JSON_OPTION,
  },
  run: (args, io) =>
    withClients(args, io, async (clients, deployment) => {
      requireLasting(deployment);
      const client_id = args.positionals[0]!;
      await clients.refuseOfFile(client_id);
      const { signal } = new AbortController();
      if (await clients.get(client_id, signal) !== undefined) {
        throw new Error(
          `there is a client ${
            JSON.stringify(client_id)
          } already: client edit changes it`,
        );
      }
      const [empty] = emptied(args);
      if (empty !== undefined) {
        throw new UsageError(`--${empty[0]} must not be empty`);
      }
      const members = await clientMembers(args, io);
      const { secret, client_secrets } = await secretOf(args, io, members);
      const client: Client = {
        client_id,
        ...(client_secrets && { client_secrets }),
        grant_types: ["client_credentials"],
        ...members,
      };
      checkTrust(client, deployment);
      await clients.put(client);
      noteTrust(client, deployment, io);
      if (args.flag("json")) {
        io.out(
          JSON.stringify({
            client_id,
            ...(secret && { client_secret: secret }),
          }),
        );
        return 0;
      }
      io.error(`made the client ${JSON.stringify(client_id)}`);
      if (secret !== undefined) {
        io.error("its secret, which is shown this once:");
        io.out(secret);
      }
      return 0;
    }),
};

async function secretOf(
  args: Arguments,
  io: Io,
  { jwks, jwks_uri, trusted_issuers }: Omit<Client, "client_id">,
): Promise<{
  readonly secret?: string;
  readonly client_secrets?: Client["client_secrets"];
}> {
  if (args.flag("secret-from-stdin")) {
    const [chosen = ""] = (await io.readInput()).split(/\r?\n/, 1);
    if (chosen === "") throw new UsageError("standard input has no secret");
    return { client_secrets: [{ hash: await hashClientSecret(chosen) }] };
  }
  if ((jwks ?? jwks_uri ?? trusted_issuers) !== undefined) return {};
  const { secret, hash } = generateClientSecret();
  return { secret, client_secrets: [{ hash }] };
}
