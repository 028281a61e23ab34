/**
 * `mintmark client rotate-secret`: a new secret beside the old ones.
 *
 * @module
 */

import type { ClientSecret } from "../../client.ts";
import { generateClientSecret } from "../../secrets/generate_client_secret.ts";
import {
  type Command,
  CONFIG_OPTION,
  JSON_OPTION,
  UsageError,
} from "../command.ts";
import { findClient, requireLasting, withClients } from "./open_clients.ts";

/** A day: long enough to bring the new secret to every instance. */
const KEEP_SECONDS = "86400";

/** A client has no more secrets than these. */
const MAXIMUM_SECRETS = 5;

/** The command. */
export const clientRotateSecret: Command = {
  name: "client rotate-secret",
  summary: "give a client a new secret; the old ones end later",
  help: [
    "Makes a secret with 256 random bits and prints it once. The secrets that the client has go on for --keep-seconds, a day unless told otherwise, so that its instances can change one after the other; those that have ended are removed. --keep-seconds 0 ends them at once.",
  ],
  examples: [
    {
      line: "mintmark client rotate-secret backend",
      what: "the old secret ends tomorrow",
    },
    {
      line: "mintmark client rotate-secret backend --keep-seconds 0",
      what: "it has leaked: it ends now",
    },
  ],
  positionals: ["client_id"],
  options: {
    config: CONFIG_OPTION,
    "keep-seconds": {
      type: "string",
      value: "SECONDS",
      what: `how long the old secrets go on; else ${KEEP_SECONDS}`,
    },
    json: JSON_OPTION,
  },
  run: (args, io) =>
    withClients(args, io, async (clients, deployment) => {
      requireLasting(deployment);
      const text = args.text("keep-seconds") ?? KEEP_SECONDS;
      if (!/^[0-9]{1,9}$/.test(text)) {
        throw new UsageError(
          `--keep-seconds must be a number of seconds, not ${text}`,
        );
      }
      const known = await findClient(clients, args.positionals[0]!);
      const { client_id, client_secrets = [] } = known;
      const now = Math.floor(io.now());
      const kept = ending(client_secrets, now, Number(text));
      if (kept.length >= MAXIMUM_SECRETS) {
        throw new Error(
          `the client ${
            JSON.stringify(client_id)
          } has ${MAXIMUM_SECRETS} secrets that are still good: --keep-seconds 0 ends them`,
        );
      }
      const { secret, hash } = generateClientSecret();
      const client_secrets_now = [...kept, { hash }];
      await clients.put({ ...known, client_secrets: client_secrets_now });
      if (args.flag("json")) {
        io.out(JSON.stringify({ client_id, client_secret: secret }));
        return 0;
      }
      io.error(
        `the client ${
          JSON.stringify(client_id)
        } has a new secret, which is shown this once:`,
      );
      io.out(secret);
      return 0;
    }),
};

/** The secrets that are still good, each with an end. */
function ending(
  secrets: readonly ClientSecret[],
  now: number,
  seconds: number,
): readonly ClientSecret[] {
  const end = now + seconds;
  return secrets
    .map((secret) => ({
      ...secret,
      expires_at: Math.min(secret.expires_at ?? end, end),
    }))
    .filter(({ expires_at }) => expires_at > now);
}
