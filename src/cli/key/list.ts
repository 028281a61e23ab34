/**
 * `mintmark key list`: the signing keys in the storage.
 *
 * @module
 */

import { byAge } from "../../keys/key_chain.ts";
import { planKeys } from "../../keys/plan_keys.ts";
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
    "Prints a line for each key, the oldest first: its id, its algorithm, when it was made, whether it signs, when it was revoked or replaced by key rotate, and whether its private half is encrypted. Never a private key.",
  ],
  examples: [
    { line: "mintmark key list", what: "for people" },
    { line: "mintmark key list --json", what: "a line of JSON for each" },
  ],
  options: { config: CONFIG_OPTION, json: JSON_OPTION },
  run: (args, io) =>
    withStoredKeys(args, io, async ({ store, rotation }) => {
      const signal = AbortSignal.timeout(DEADLINE_MILLISECONDS);
      const keySet = await store.read(signal);
      const { signing } = planKeys(keySet, Math.floor(io.now()), rotation);
      for (const key of [...keySet.keys].sort(byAge)) {
        const signs = signing.get(key.alg) === key;
        io.out(
          args.flag("json")
            ? JSON.stringify(shown(key, signs))
            : lineOf(key, signs),
        );
      }
      return 0;
    }),
};

function shown(key: StoredKey, signs: boolean): unknown {
  const { kid, alg, created_at, revoked_at, retired_at, public_jwk } = key;
  return {
    kid,
    alg,
    created_at,
    signs,
    ...(revoked_at !== undefined && { revoked_at }),
    ...(retired_at !== undefined && { retired_at }),
    is_wrapped: key.wrapped_private_jwk !== undefined,
    public_jwk,
  };
}

function lineOf(key: StoredKey, signs: boolean): string {
  const { kid, alg, created_at, revoked_at, retired_at } = key;
  return [
    kid,
    alg,
    `made ${dateOf(created_at)}`,
    signs && "signs",
    revoked_at !== undefined && `revoked ${dateOf(revoked_at)}`,
    retired_at !== undefined && `replaced ${dateOf(retired_at)}`,
    key.wrapped_private_jwk === undefined && "not encrypted",
  ].filter((part) => part !== false).join("\t");
}
