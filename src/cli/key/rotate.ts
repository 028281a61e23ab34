/**
 * `mintmark key rotate`: the next key signs from now on.
 *
 * @module
 */

import { type Command, CONFIG_OPTION, JSON_OPTION } from "../command.ts";
import { isConfirmed, YES_OPTION } from "../confirm.ts";
import { dateOf, withStoredKeys } from "./stored_keys.ts";

/** The command. */
export const keyRotate: Command = {
  name: "key rotate",
  summary: "let the next key sign from now on",
  help: [
    "Replaces the key that signs by its successor, which is published already, and makes the next one. No token is refused for it: the replaced key stays published until its last token has expired. Instances that run see it with their next read. Keys rotate by themselves; this is for a rotation that cannot wait. For a key that somebody else may have, there is key revoke.",
    "Where no other key was published for long enough, as on the first day and for a day after the last rotation, the command refuses and says from when on it will not; --without-successor replaces the key all the same, and resource servers refuse the tokens of the next one until they read the set again.",
  ],
  examples: [
    { line: "mintmark key rotate", what: "asks first" },
    { line: "mintmark key rotate --yes --json", what: "in a script" },
    {
      line: "mintmark key rotate --alg RS256",
      what: "the key of another algorithm of the configuration",
    },
  ],
  options: {
    config: CONFIG_OPTION,
    alg: {
      type: "string",
      value: "ALG",
      what: "the algorithm whose key it is; else signing.alg",
    },
    "without-successor": {
      type: "boolean",
      what: "also where no other key was published for long enough",
    },
    yes: YES_OPTION,
    json: JSON_OPTION,
  },
  run: (args, io) =>
    withStoredKeys(args, io, async ({ ring }) => {
      const alg = args.text("alg") ?? ring.algs[0]!;
      const question =
        `Replace the key that signs ${alg}? It will never sign again.`;
      if (!await isConfirmed(args, io, question)) {
        io.error("nothing was rotated");
        return 1;
      }
      const rotated = await ring.rotateKey({
        alg,
        withoutSuccessor: args.flag("without-successor"),
        now: io.now,
      });
      if (args.flag("json")) {
        io.out(JSON.stringify(shown(rotated)));
        return 0;
      }
      io.error(
        `the key ${rotated.replaced} was replaced, and stays published until ${
          dateOf(rotated.publishedUntil)
        }`,
      );
      io.error("the key that signs now:");
      io.out(rotated.kid);
      return 0;
    }),
};

function shown(
  { kid, alg, replaced, publishedUntil }: {
    readonly kid: string;
    readonly alg: string;
    readonly replaced: string;
    readonly publishedUntil: number;
  },
): unknown {
  return { kid, alg, replaced, published_until: publishedUntil };
}
