/**
 * `mintmark key add`: a new signing key, or one that was made elsewhere.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { JsonWebKey } from "../../client.ts";
import {
  type Arguments,
  type Command,
  CONFIG_OPTION,
  type Io,
  JSON_OPTION,
  UsageError,
} from "../command.ts";
import { dateOf, withStoredKeys } from "./stored_keys.ts";

/** The command. */
export const keyAdd: Command = {
  name: "key add",
  summary: "add a signing key, which is published before it signs",
  help: [
    "Makes a key, or takes one that was made elsewhere: PKCS#8 in PEM, or a JWK, from a file or from standard input, never from the command line. It is published from now on. Once it was for long enough (signing.rotation.leadSeconds), the successor that was there before takes over, and the added key is the next one: key rotate lets it sign then. The first key of an empty storage signs at once.",
    "Prints the id of the key. The algorithm is that of the JWK, else signing.alg, unless --alg names another one of the configuration.",
  ],
  examples: [
    { line: "mintmark key add", what: "begins a rotation" },
    {
      line: "mintmark key add --key private.pem",
      what: "a key of your own, from a file",
    },
    {
      line: "mintmark key add --key-from-stdin --alg RS256 < private.jwk",
      what: "from standard input",
    },
  ],
  options: {
    config: CONFIG_OPTION,
    alg: {
      type: "string",
      value: "ALG",
      what: "its algorithm; else that of the JWK, else signing.alg",
    },
    key: {
      type: "string",
      value: "FILE",
      what: "take the private key in this file",
    },
    "key-from-stdin": {
      type: "boolean",
      what: "take the private key from standard input",
    },
    json: JSON_OPTION,
  },
  run: (args, io) =>
    withStoredKeys(args, io, async ({ ring }) => {
      const privateKey = await keyOf(args, io);
      const ofKey = typeof privateKey === "object" ? privateKey.alg : undefined;
      const alg = args.text("alg") ?? ofKey ?? ring.algs[0]!;
      const added = await ring.addKey({
        alg,
        ...(privateKey !== undefined && { privateKey }),
        now: io.now,
      });
      const { kid, readyAt } = added;
      if (args.flag("json")) {
        io.out(JSON.stringify({ kid, alg, ready_at: readyAt }));
        return 0;
      }
      io.error(
        readyAt > io.now()
          ? `added a key for ${alg}, which may sign from ${dateOf(readyAt)} on:`
          : `added a key for ${alg}, which signs from now on:`,
      );
      io.out(kid);
      return 0;
    }),
};

async function keyOf(
  args: Arguments,
  io: Io,
): Promise<string | JsonWebKey | undefined> {
  const file = args.text("key");
  const isInput = args.flag("key-from-stdin");
  if (file !== undefined && isInput) {
    throw new UsageError("only one of --key and --key-from-stdin may be given");
  }
  if (file === undefined && !isInput) return undefined;
  const text = isInput ? await io.readInput() : await textOf(file!, io);
  if (text.trim() === "") {
    throw new UsageError(
      `${isInput ? "standard input" : `--key: ${file}`} has no key`,
    );
  }
  if (!text.trimStart().startsWith("{")) return text;
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says repeats what it was given.
    throw new UsageError("the key begins as a JWK does, but is no JSON");
  }
}

async function textOf(file: string, { directory }: Io): Promise<string> {
  // A key in the place of its file would otherwise be repeated here.
  if (/[{\n]|-----/.test(file)) {
    throw new UsageError(
      "--key must be the name of a file: a key on the command line can be read by others on the machine",
    );
  }
  try {
    return await readFile(resolve(directory, file), "utf8");
  } catch {
    throw new UsageError(`--key: ${file} cannot be read`);
  }
}
