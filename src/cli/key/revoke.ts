/**
 * `mintmark key revoke`: a signing key that somebody else may have.
 *
 * @module
 */

import { type Command, CONFIG_OPTION } from "../command.ts";
import { isConfirmed, YES_OPTION } from "../confirm.ts";
import { withStoredKeys } from "./stored_keys.ts";

/** The command. */
export const keyRevoke: Command = {
  name: "key revoke",
  summary: "let a signing key sign no more, and take it out of the key set",
  help: [
    "For a key that somebody else may have. It is taken out of the JWK Set, so that every token that it signed is refused as soon as resource servers read the set again; instances that run see it with their next read. The key that was published before it was needed takes over.",
    "Where no other key was published for long enough, the command refuses; --without-successor revokes it all the same, and resource servers refuse the tokens of its successor until they read the set again.",
  ],
  examples: [
    { line: "mintmark key revoke Q2rV…", what: "asks first" },
    {
      line: "mintmark key revoke Q2rV… --yes --without-successor",
      what: "now, whatever it costs",
    },
  ],
  positionals: ["kid"],
  options: {
    config: CONFIG_OPTION,
    "without-successor": {
      type: "boolean",
      what: "also where no other key was published for long enough",
    },
    yes: YES_OPTION,
  },
  run: (args, io) =>
    withStoredKeys(args, io, async ({ ring }) => {
      const kid = args.positionals[0]!;
      const question =
        `Revoke the key ${kid}? Every token that it signed will be refused.`;
      if (!await isConfirmed(args, io, question)) {
        io.error("nothing was revoked");
        return 1;
      }
      await ring.revokeKey(kid, {
        withoutSuccessor: args.flag("without-successor"),
        now: io.now,
      });
      io.error(`revoked the key ${kid}`);
      return 0;
    }),
};
