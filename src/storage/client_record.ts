/**
 * The check that every store makes before it keeps a client, and the JSON that
 * it keeps.
 *
 * @module
 */

import type { Client, ClientSecret } from "../client.ts";
import { isPositiveInteger } from "../positive_integer.ts";
import { parseScope } from "../scope.ts";
import { isText } from "../text.ts";
import { checkClientKeys } from "./client_keys.ts";
import { defaultHashers } from "../secrets/default_hashers.ts";
import type { SecretHasher } from "../secrets/hasher.ts";

const MAXIMUM_CLIENT_ID_BYTES = 255;
const MAXIMUM_SECRETS = 5;
/** What the smallest of the engines takes, with room for its own. */
const MAXIMUM_RECORD_BYTES = 61_440;
const UTF8 = new TextEncoder();

/** The name of a format in front, as `$name$` or as Spring's `{name}`. */
const LOOKS_LIKE_A_HASH = /^(?:\$[^$]+\$|\{[^{}]+\})/;

/** The formats that are known without configuration; none starts a worker. */
const KNOWN: readonly SecretHasher[] = defaultHashers();

/**
 * Checks a client record.
 *
 * A hash of a format that is not known here is left to the hasher that knows
 * it; one that does not look like a hash at all is refused, since it would be
 * a secret in clear.
 *
 * @param client The record.
 * @throws {TypeError} In a sentence that names the client and the member, and
 * repeats nothing of a hash.
 */
export function checkClient(client: Client): void {
  encodeClient(client);
}

/**
 * Checks a client record and writes it as JSON.
 *
 * @param client The record.
 * @returns Its JSON, at most 60 KiB.
 * @throws {TypeError} As {@linkcode checkClient}.
 */
export function encodeClient(client: Client): string {
  const id = client?.client_id;
  if (!isClientId(id)) {
    throw new TypeError(
      `client_id must be a text of 1 to ${MAXIMUM_CLIENT_ID_BYTES} bytes, without control characters`,
    );
  }
  const fail = (member: string, what: string): never => {
    throw new TypeError(
      `client ${JSON.stringify(id)}: ${member} must be ${what}`,
    );
  };
  for (const [what, isRight, ...members] of RULES) {
    for (const member of members) {
      if (!isOptional(client[member], isRight)) fail(member, what);
    }
  }
  checkSecrets(client.client_secrets, fail);
  checkClientKeys(client, fail);
  const { trusted_issuers } = client;
  if (
    !isOptional(
      trusted_issuers,
      (v) => Array.isArray(v) && v.every((each) => each?.issuer && each.claims),
    )
  ) {
    fail("trusted_issuers", "an array of trusted issuers");
  }
  const record = JSON.stringify(client);
  if (UTF8.encode(record).length > MAXIMUM_RECORD_BYTES) {
    throw new TypeError(
      `client ${
        JSON.stringify(id)
      } must be a record of at most ${MAXIMUM_RECORD_BYTES} bytes as JSON`,
    );
  }
  return record;
}

/**
 * Reads what {@linkcode encodeClient} wrote.
 *
 * @param record The JSON.
 * @returns The client.
 */
export function decodeClient(record: unknown): Client {
  return JSON.parse(String(record));
}

/**
 * Whether a client can have an id: no store need be asked for any other one. A
 * lone surrogate would become another id in UTF-8, and some stores refuse NUL.
 *
 * @param id The id.
 * @returns Whether it is a text of 1 to 255 bytes without control characters.
 */
export function isClientId(id: unknown): id is string {
  return isText(id) && id.length <= MAXIMUM_CLIENT_ID_BYTES &&
    id.isWellFormed() &&
    // deno-lint-ignore no-control-regex -- they are what is refused
    !/[\x00-\x1f\x7f]/.test(id) &&
    (id.length * 3 <= MAXIMUM_CLIENT_ID_BYTES ||
      UTF8.encode(id).length <= MAXIMUM_CLIENT_ID_BYTES);
}

/** What members must be, where there are any. */
type Rule = readonly [
  what: string,
  isRight: (value: unknown) => boolean,
  ...members: readonly (keyof Client)[],
];

const RULES: readonly Rule[] = [
  [
    "a text that is not empty",
    isText,
    "client_name",
    "token_endpoint_auth_method",
    "token_endpoint_auth_signing_alg",
    "jwks_uri",
    "default_resource",
  ],
  [
    "an array of texts",
    isTextList,
    "grant_types",
    "token_endpoint_auth_methods",
    "resources",
  ],
  ["space separated scopes", isScope, "scope", "default_scope"],
  ["true or false", (value) => typeof value === "boolean", "disabled"],
  ["a positive integer", isPositiveInteger, "access_token_seconds"],
];

function checkSecrets(
  secrets: readonly ClientSecret[] | undefined,
  fail: (member: string, what: string) => never,
): void {
  if (secrets === undefined) return;
  if (!Array.isArray(secrets) || secrets.length > MAXIMUM_SECRETS) {
    fail("client_secrets", `an array of at most ${MAXIMUM_SECRETS}`);
  }
  secrets.forEach((secret, i) => {
    const member = `client_secrets[${i}]`;
    if (!isOptional(secret?.name, isText)) fail(`${member}.name`, "a text");
    if (!isOptional(secret?.wrapped_secret, isText)) {
      fail(`${member}.wrapped_secret`, "a text that is not empty");
    }
    if (!isOptional(secret?.expires_at, Number.isFinite)) {
      fail(`${member}.expires_at`, "epoch seconds");
    }
    if ("secret" in Object(secret)) {
      fail(member, "without a secret: only its hash is stored");
    }
    const problem = problemOf(secret?.hash);
    if (problem !== undefined) fail(`${member}.hash`, `usable: it ${problem}`);
  });
}

function problemOf(hash: unknown): string | undefined {
  if (
    typeof hash !== "string" || !LOOKS_LIKE_A_HASH.test(hash) ||
    hash.startsWith("{noop}")
  ) {
    return "is not a hash: a secret is stored as what a hasher makes of it";
  }
  return KNOWN.find(({ prefixes }) =>
    prefixes.some((prefix) => hash.startsWith(prefix))
  )?.problem(hash);
}

function isOptional(
  value: unknown,
  check: (value: unknown) => boolean,
): boolean {
  return value === undefined || check(value);
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isScope(value: unknown): boolean {
  return typeof value === "string" && parseScope(value) !== undefined;
}
