/**
 * The options that say what a client is, and the record that they make.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Client, JsonWebKeySet } from "../../client.ts";
import type { TrustedIssuer } from "../../trusted_issuer.ts";
import {
  type Arguments,
  type Io,
  type Option,
  UsageError,
} from "../command.ts";
import { parseTrustedIssuers } from "../configuration/trusted_issuer_file.ts";

/** The options, the same for a new client and for one that is changed. */
export const CLIENT_OPTIONS: Readonly<Record<string, Option>> = {
  name: { type: "string", value: "NAME", what: "a name for people" },
  "grant-type": {
    type: "string",
    multiple: true,
    value: "GRANT",
    what: "a grant that it may use",
  },
  scope: {
    type: "string",
    value: "SCOPES",
    what: "the scopes that it may request, space separated",
  },
  "default-scope": {
    type: "string",
    value: "SCOPES",
    what: "the scopes that it gets when it requests none",
  },
  resource: {
    type: "string",
    multiple: true,
    value: "URI",
    what: "a resource that it may request",
  },
  "default-resource": {
    type: "string",
    value: "URI",
    what: "the resource of its tokens when it requests none",
  },
  seconds: {
    type: "string",
    value: "SECONDS",
    what: "the lifetime of its access tokens",
  },
  jwks: {
    type: "string",
    value: "FILE",
    what: "its public keys, for private_key_jwt",
  },
  "jwks-uri": {
    type: "string",
    value: "URL",
    what: "where its public keys are published",
  },
  "trusted-issuers": {
    type: "string",
    value: "FILE",
    what: "the external issuers that it is known by, as clients[] has them",
  },
};

/** Which member of a client each option is about. */
const MEMBERS: Readonly<Record<string, keyof Client>> = {
  name: "client_name",
  "grant-type": "grant_types",
  scope: "scope",
  "default-scope": "default_scope",
  resource: "resources",
  "default-resource": "default_resource",
  seconds: "access_token_seconds",
  jwks: "jwks",
  "jwks-uri": "jwks_uri",
  "trusted-issuers": "trusted_issuers",
};

/**
 * The options that were given without a value, and the members that they are
 * about.
 *
 * @param args What the command was called with.
 * @returns Pairs of an option and a member.
 */
export function emptied(
  args: Arguments,
): readonly (readonly [option: string, member: keyof Client])[] {
  return Object.entries(MEMBERS).filter(([option]) => {
    if (CLIENT_OPTIONS[option]?.multiple !== true) {
      return args.text(option) === "";
    }
    const values = args.list(option);
    return values.length > 0 && values.every((value) => value === "");
  });
}

/**
 * The members of a client that options set.
 *
 * @param args What the command was called with.
 * @param io The directory that a file is in, and the environment.
 * @returns The members; none for an option that was not given, or is empty.
 * @throws {UsageError} A value is not what it must be.
 * @throws {ConfigurationError} What is wrong with trusted issuers.
 */
export async function clientMembers(
  args: Arguments,
  io: Pick<Io, "directory" | "environment">,
): Promise<Omit<Client, "client_id">> {
  const none = new Set<string>(emptied(args).map(([, member]) => member));
  const grants = args.list("grant-type");
  const resources = args.list("resource");
  const members = {
    client_name: args.text("name"),
    grant_types: grants.length === 0 ? undefined : grants,
    scope: args.text("scope"),
    default_scope: args.text("default-scope"),
    resources: resources.length === 0 ? undefined : resources,
    default_resource: args.text("default-resource"),
    access_token_seconds: seconds(args.text("seconds")),
    jwks: await keySet(args.text("jwks"), io),
    jwks_uri: args.text("jwks-uri"),
    trusted_issuers: await trustedIssuers(args.text("trusted-issuers"), io),
  };
  return Object.fromEntries(
    Object.entries(members).filter(([name, value]) =>
      value !== undefined && !none.has(name)
    ),
  );
}

function seconds(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (!/^[1-9][0-9]{0,9}$/.test(text)) {
    throw new UsageError(`--seconds must be a number of seconds, not ${text}`);
  }
  return Number(text);
}

async function keySet(
  file: string | undefined,
  { directory }: Pick<Io, "directory">,
): Promise<JsonWebKeySet | undefined> {
  if (file === undefined || file === "") return undefined;
  const text = await textOf("--jwks", file, directory);
  try {
    const value: unknown = JSON.parse(text);
    const isKey = typeof value === "object" && value !== null &&
      "kty" in value;
    return (isKey ? { keys: [value] } : value) as JsonWebKeySet;
  } catch {
    throw new UsageError(`--jwks: ${file} is no JSON`);
  }
}

async function trustedIssuers(
  file: string | undefined,
  io: Pick<Io, "directory" | "environment">,
): Promise<readonly TrustedIssuer[] | undefined> {
  if (file === undefined || file === "") return undefined;
  const text = await textOf("--trusted-issuers", file, io.directory);
  return parseTrustedIssuers(text, file, io.environment);
}

async function textOf(
  option: string,
  file: string,
  directory: string,
): Promise<string> {
  try {
    return await readFile(resolve(directory, file), "utf8");
  } catch {
    throw new UsageError(`${option}: ${file} cannot be read`);
  }
}
