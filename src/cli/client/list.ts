/**
 * `mintmark client list` and `mintmark client show`.
 *
 * @module
 */

import type { Client } from "../../client.ts";
import { type Command, CONFIG_OPTION, JSON_OPTION } from "../command.ts";
import type { FileClientRegistry } from "../file_clients.ts";
import { everyClient, findClient, withClients } from "./open_clients.ts";

/** The command `client list`. */
export const clientList: Command = {
  name: "client list",
  summary: "list the clients, by id",
  help: [
    "Prints a line for each client: its id, how it authenticates, its scopes, and where it is written if that is the configuration. With --json each line is a record, without hashes of secrets.",
  ],
  examples: [
    { line: "mintmark client list", what: "for people" },
    { line: "mintmark client list --json", what: "a line of JSON for each" },
  ],
  options: { config: CONFIG_OPTION, json: JSON_OPTION },
  run: (args, io) =>
    withClients(args, io, async (clients) => {
      for await (const client of everyClient(clients)) {
        io.out(
          args.flag("json")
            ? JSON.stringify(shown(client, clients))
            : await lineOf(client, clients),
        );
      }
      return 0;
    }),
};

/** The command `client show`. */
export const clientShow: Command = {
  name: "client show",
  summary: "show what is registered of a client",
  help: [
    "Prints the record of a client as JSON, with the names and ends of its secrets, but not their hashes: client export has those.",
  ],
  examples: [{ line: "mintmark client show backend", what: "its record" }],
  positionals: ["client_id"],
  options: { config: CONFIG_OPTION },
  run: (args, io) =>
    withClients(args, io, async (clients) => {
      const client = await findClient(clients, args.positionals[0]!);
      io.out(JSON.stringify(shown(client, clients), null, 2));
      return 0;
    }),
};

/** A client as people may see it. */
function shown(
  { client_secrets, ...client }: Client,
  clients: FileClientRegistry,
): unknown {
  return {
    ...client,
    ...(client_secrets && {
      client_secrets: client_secrets.map(({ name, expires_at }) => ({
        ...(name !== undefined && { name }),
        ...(expires_at !== undefined && { expires_at }),
      })),
    }),
    ...(clients.isOfFile(client.client_id) && { in_configuration: true }),
  };
}

async function lineOf(
  client: Client,
  clients: FileClientRegistry,
): Promise<string> {
  const { client_id, client_secrets = [], jwks, jwks_uri, scope } = client;
  return [
    // An id may have any character: it must not write over the terminal.
    /^[\x21-\x7e]+$/.test(client_id) ? client_id : JSON.stringify(client_id),
    client_secrets.length > 0 && `${client_secrets.length} secret(s)`,
    (jwks !== undefined || jwks_uri !== undefined) && "keys",
    client.trusted_issuers !== undefined && "trusted issuers",
    scope !== undefined && scope !== "" && `scope: ${scope}`,
    client.disabled === true && "disabled",
    clients.isOfFile(client_id) && `in ${await clients.whereOf(client_id)}`,
  ].filter((part) => part !== false).join("\t");
}
