/**
 * `mintmark client edit` and `mintmark client disable`.
 *
 * @module
 */

import { type Command, CONFIG_OPTION, UsageError } from "../command.ts";
import { CLIENT_OPTIONS, clientMembers, emptied } from "./client_options.ts";
import {
  checkTrust,
  findClient,
  noteTrust,
  requireLasting,
  withClients,
} from "./open_clients.ts";

/** The command `client edit`. */
export const clientEdit: Command = {
  name: "client edit",
  summary: "change what is registered of a client",
  help: [
    "Replaces each member that an option names; an empty value removes it. Lists are replaced as a whole. --enable undoes client disable. Running instances see it within half a minute.",
  ],
  examples: [
    {
      line: "mintmark client edit backend --scope orders.read --seconds 600",
      what: "other scopes, and shorter tokens",
    },
    { line: "mintmark client edit backend --enable", what: "let it in again" },
  ],
  positionals: ["client_id"],
  options: {
    config: CONFIG_OPTION,
    ...CLIENT_OPTIONS,
    enable: { type: "boolean", what: "undo client disable" },
  },
  run: (args, io) =>
    withClients(args, io, async (clients, deployment) => {
      requireLasting(deployment);
      const known = await findClient(clients, args.positionals[0]!);
      const members = await clientMembers(args, io);
      const removed = new Set<string>(emptied(args).map(([, name]) => name));
      const enables = args.flag("enable");
      if (
        Object.keys(members).length === 0 && removed.size === 0 && !enables
      ) {
        throw new UsageError("nothing was said to be changed");
      }
      const { disabled, ...rest } = known;
      const kept = enables || disabled === undefined ? rest : known;
      const changed = Object.entries({ ...kept, ...members }).filter(
        ([name]) => !removed.has(name),
      );
      const client = Object.fromEntries(changed) as unknown as typeof known;
      checkTrust(client, deployment);
      await clients.put(client);
      io.error(`changed the client ${JSON.stringify(known.client_id)}`);
      if (members.trusted_issuers !== undefined) {
        noteTrust(client, deployment, io);
      }
      return 0;
    }),
};

/** The command `client disable`. */
export const clientDisable: Command = {
  name: "client disable",
  summary: "refuse every request of a client from now on",
  help: [
    "The record stays, and client edit --enable lets it in again. Running instances see it within half a minute; tokens that were issued stay good until they end.",
  ],
  examples: [{ line: "mintmark client disable backend", what: "let it wait" }],
  positionals: ["client_id"],
  options: { config: CONFIG_OPTION },
  run: (args, io) =>
    withClients(args, io, async (clients, deployment) => {
      requireLasting(deployment);
      const known = await findClient(clients, args.positionals[0]!);
      await clients.put({ ...known, disabled: true });
      io.error(`disabled the client ${JSON.stringify(known.client_id)}`);
      return 0;
    }),
};
