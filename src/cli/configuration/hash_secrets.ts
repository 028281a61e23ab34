/**
 * Clients as the file has them, with the hashes of their secrets.
 *
 * @module
 */

import type { Client, ClientSecret } from "../../client.ts";
import { encodeBase64Url } from "../../encoding/base64url.ts";
import { sha256 as sha256Digest } from "../../encoding/sha256.ts";
import { encodeUtf8 } from "../../encoding/utf8.ts";
import { hashClientSecret } from "../../secrets/hash_client_secret.ts";
import { kindOfSecret } from "../../secrets/secret_format.ts";
import { sha256 } from "../../secrets/sha256.ts";
import { checkClient } from "../../storage/client_record.ts";
import type { Configuration } from "./configuration.ts";
import { withoutPreset, type WrittenTrustedIssuer } from "./presets.ts";
import { leadingPath, type Path, pathText, type Problem } from "./problem.ts";
import { problemsOfClientTrust } from "./trusted_issuers.ts";

/** A client as it is written: a secret in the place of its hash. */
export interface WrittenClient
  extends Omit<Client, "client_secrets" | "trusted_issuers"> {
  /** Its secrets. */
  readonly client_secrets?: readonly WrittenSecret[];
  /** The external issuers that it is known by. */
  readonly trusted_issuers?: readonly WrittenTrustedIssuer[];
}

/** A secret as it is written. */
export interface WrittenSecret extends Partial<ClientSecret> {
  /** The secret itself. */
  readonly secret?: string;
}

/**
 * Makes records of the clients of a file.
 *
 * @param clients The clients as they are written.
 * @param server The rest of the file.
 * @param report Takes each mistake.
 * @returns The records; of no use where a mistake was reported.
 */
export async function hashedClients(
  clients: readonly WrittenClient[],
  server: Pick<Configuration, "issuer" | "trustedIssuers">,
  report: (problem: Problem) => void,
): Promise<readonly Client[]> {
  const hashed: Client[] = [];
  const places = new Map<string, number>();
  for (const [i, client] of clients.entries()) {
    const path = ["clients", i];
    const { client_id } = client;
    const first = places.get(client_id);
    if (first !== undefined) {
      const at = [...path, "client_id"];
      report({
        path: at,
        message: `${pathText(at)} is that of clients[${first}] as well: ${
          JSON.stringify(client_id)
        }`,
      });
      continue;
    }
    places.set(client_id, i);
    let isFine = true;
    const refuse = (problem: Problem) => {
      isFine = false;
      report(problem);
    };
    const { trusted_issuers, ...written } = client;
    const record = {
      ...await hashedClient(written, path, refuse),
      ...trustOf(trusted_issuers, path, server, refuse),
    };
    if (!isFine) continue;
    try {
      checkClient(record);
      hashed.push(record);
    } catch (error) {
      const about = `client ${JSON.stringify(client_id)}: `;
      const message = (error as Error).message.replace(
        about,
        () => `${pathText(path)}.`,
      );
      report({ path: [...path, ...leadingPath(message).slice(2)], message });
    }
  }
  return hashed;
}

/** Its trusted issuers, of which the store would only look at the shape. */
function trustOf(
  written: readonly WrittenTrustedIssuer[] | undefined,
  path: Path,
  { issuer, trustedIssuers }: Pick<Configuration, "issuer" | "trustedIssuers">,
  refuse: (problem: Problem) => void,
): Pick<Client, "trusted_issuers"> {
  if (written === undefined) return {};
  const at = [...path, "trusted_issuers"];
  if (trustedIssuers === undefined) {
    refuse({
      path: at,
      message: `${
        pathText(at)
      } needs trustedIssuers in the file, of which {} is enough`,
    });
  }
  let isFine = true;
  const trusted_issuers = written.map((each, i) =>
    withoutPreset(each, [...at, i], (problem) => {
      isFine = false;
      refuse(problem);
    })
  );
  const problems = isFine
    ? problemsOfClientTrust({ trusted_issuers }, issuer)
    : [];
  for (const { path: inside, message } of problems) {
    refuse({
      path: [...path, ...inside],
      message: `${pathText(path)}.${message}`,
    });
  }
  return { trusted_issuers };
}

async function hashedClient(
  { client_secrets, ...client }: Omit<WrittenClient, "trusted_issuers">,
  path: Path,
  report: (problem: Problem) => void,
): Promise<Client> {
  if (client_secrets === undefined) return client;
  const hashes: ClientSecret[] = [];
  for (const [i, { secret, hash, ...rest }] of client_secrets.entries()) {
    const at = [...path, "client_secrets", i];
    if ((secret === undefined) === (hash === undefined)) {
      report({
        path: at,
        message: `${pathText(at)} must have exactly one of secret and hash`,
      });
      continue;
    }
    try {
      hashes.push({ ...rest, hash: hash ?? await hashOf(secret!) });
    } catch (error) {
      const place = [...at, "secret"];
      report({
        path: place,
        message: `${pathText(place)} cannot be hashed: ${
          (error as Error).message
        }`,
      });
    }
  }
  return { ...client, client_secrets: hashes };
}

/**
 * The hashes of secrets that were hashed before, by a digest that means nothing
 * outside of this process: a reload need not wait for bcrypt again.
 */
const HASHES = new Map<string, string>();

const MAXIMUM_HASHES = 10_000;

const DIGEST_KEY = crypto.getRandomValues(new Uint8Array(32));

async function hashOf(secret: string): Promise<string> {
  const kind = kindOfSecret(secret);
  if (kind === "generated") return await sha256().hash(secret);
  if (kind === "mistyped") {
    throw new RangeError(
      "it begins as a generated secret does, but has a typo in it",
    );
  }
  const digest = encodeBase64Url(
    sha256Digest(new Uint8Array([...DIGEST_KEY, ...encodeUtf8(secret)])),
  );
  const known = HASHES.get(digest);
  if (known !== undefined) return known;
  const hash = await hashClientSecret(secret);
  if (HASHES.size >= MAXIMUM_HASHES) HASHES.clear();
  HASHES.set(digest, hash);
  return hash;
}
