/**
 * `mintmark client remove`: a client that is gone.
 *
 * @module
 */

import { type Command, CONFIG_OPTION } from "../command.ts";
import { isConfirmed, YES_OPTION } from "../confirm.ts";
import { findClient, requireLasting, withClients } from "./open_clients.ts";

/** The command. */
export const clientRemove: Command = {
  name: "client remove",
  summary: "remove a client for good",
  help: [
    "Asks first, unless --yes says that it is meant. Tokens that were issued stay good until they end. client disable keeps the record.",
  ],
  examples: [
    { line: "mintmark client remove backend", what: "asks first" },
    { line: "mintmark client remove backend --yes", what: "for a script" },
  ],
  positionals: ["client_id"],
  options: {
    config: CONFIG_OPTION,
    yes: YES_OPTION,
  },
  run: (args, io) =>
    withClients(args, io, async (clients, deployment) => {
      requireLasting(deployment);
      const { client_id } = await findClient(clients, args.positionals[0]!);
      await clients.refuseOfFile(client_id);
      const quoted = JSON.stringify(client_id);
      if (
        !await isConfirmed(args, io, `Remove the client ${quoted} for good?`)
      ) {
        io.error("nothing was removed");
        return 1;
      }
      await clients.delete(client_id);
      io.error(`removed the client ${quoted}`);
      return 0;
    }),
};
