/**
 * `mintmark key list`: the signing keys in the storage.
 *
 * @module
 */

import type { StoredKey } from "../../storage.ts";
import { type Command, CONFIG_OPTION, JSON_OPTION } from "../command.ts";
import { dateOf, withStoredKeys } from "./stored_keys.ts";

/** How long the storage may take, in milliseconds. */
const DEADLINE_MILLISECONDS = 10_000;

/** The command. */
export const keyList: Command = {
  name: "key list",
  summary: "list the signing keys in the storage",
  help: [
    "Prints a line for each key, the oldest first: its id, its algorithm, when it was made, when it was revoked or replaced by key rotate, and whether its private half is encrypted. Never a private key.",
  ],
  examples: [
    { line: "mintmark key list", what: "for people" },
    { line: "mintmark key list --json", what: "a line of JSON for each" },
  ],
  options: { config: CONFIG_OPTION, json: JSON_OPTION },
  run: (args, io) =>
    withStoredKeys(args, io, async ({ store }) => {
      const signal = AbortSignal.timeout(DEADLINE_MILLISECONDS);
      const { keys } = await store.read(signal);
      const sorted = [...keys].sort((a, b) => a.created_at - b.created_at);
      for (const key of sorted) {
        io.out(args.flag("json") ? JSON.stringify(shown(key)) : lineOf(key));
      }
      return 0;
    }),
};

function shown(key: StoredKey): unknown {
  const { kid, alg, created_at, revoked_at, retired_at, public_jwk } = key;
  return {
    kid,
    alg,
    created_at,
    ...(revoked_at !== undefined && { revoked_at }),
    ...(retired_at !== undefined && { retired_at }),
    is_wrapped: key.wrapped_private_jwk !== undefined,
    public_jwk,
  };
}

function lineOf(key: StoredKey): string {
  const { kid, alg, created_at, revoked_at, retired_at } = key;
  return [
    kid,
    alg,
    `made ${dateOf(created_at)}`,
    revoked_at !== undefined && `revoked ${dateOf(revoked_at)}`,
    retired_at !== undefined && `replaced ${dateOf(retired_at)}`,
    key.wrapped_private_jwk === undefined && "not encrypted",
  ].filter((part) => part !== false).join("\t");
}
