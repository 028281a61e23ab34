/**
 * How the servers of a row are started, and what they are sent.
 *
 * @module
 */

import { generateClientSecret } from "@mintmark/oauth";
import { importJWK, jwtVerify } from "jose";
import { assertionForms } from "./assertions.ts";
import type { Algorithm, Row, Secret } from "./matrix.ts";
import type { BenchClient, ServerArguments } from "./servers/arguments.ts";
import type { RuntimeCommand } from "./runtimes.ts";
import {
  AUDIENCE,
  FORM,
  ISSUER,
  type KeyJwk,
  makeKey,
  publicPart,
} from "./floor.ts";

/** What all servers and the load share; the files go away with it. */
export interface BenchKeys extends AsyncDisposable {
  /** What a server knows of the client. */
  readonly client: BenchClient;
  /** The key of the server, by algorithm. */
  readonly signing: Readonly<Record<Algorithm, KeyJwk>>;
  /** The file of forms, by the way in which the client authenticates. */
  readonly forms: Readonly<Record<Secret, string>>;
  /** How many assertions there are. */
  readonly assertions: number;
}

/**
 * Makes keys, and files with the forms that are sent.
 *
 * @param assertions How many assertions to sign.
 * @returns All of it.
 */
export async function makeBenchKeys(assertions: number): Promise<BenchKeys> {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-forms-" });
  const { secret, hash } = generateClientSecret();
  const clientKey = await makeKey("EdDSA");
  const forms = {
    sha256: `${directory}/sha256`,
    bcrypt: `${directory}/bcrypt`,
    private_key_jwt: `${directory}/private_key_jwt`,
  };
  await Deno.writeTextFile(
    forms.sha256,
    `${FORM.replace("foobar", encodeURIComponent(secret))}\n`,
  );
  await Deno.writeTextFile(forms.bcrypt, `${FORM}\n`);
  await writeAssertions(
    forms.private_key_jwt,
    Math.max(1, assertions),
    clientKey,
  );
  return {
    client: { secret, hash, jwk: publicPart(clientKey) },
    signing: {
      EdDSA: await makeKey("EdDSA"),
      ES256: await makeKey("ES256"),
      RS256: await makeKey("RS256"),
    },
    forms,
    assertions,
    [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }),
  };
}

const PER_WRITE = 5_000;

async function writeAssertions(
  path: string,
  count: number,
  key: KeyJwk,
): Promise<void> {
  using file = await Deno.create(path);
  const writer = file.writable.getWriter();
  const utf8 = new TextEncoder();
  let lines: string[] = [];
  const now = Math.floor(Date.now() / 1_000);
  for (const form of assertionForms(count, key, now)) {
    lines.push(`${form}\n`);
    if (lines.length < PER_WRITE) continue;
    await writer.write(utf8.encode(lines.join("")));
    lines = [];
  }
  await writer.write(utf8.encode(lines.join("")));
  await writer.close();
}

/** The files of those servers that are not their runtime's own. */
const FILES: Readonly<Partial<Record<Row["server"], string>>> = {
  "@hono/node-server": "hono",
  "oidc-provider": "oidc_provider",
  "@node-oauth/oauth2-server": "node_oauth",
  "@jmondi/oauth2-server": "jmondi",
};

/**
 * The command that starts the server of a row.
 *
 * @param row The row.
 * @param runtime What runs it.
 * @param keys What it is told.
 * @returns The command, to be run in the packed project.
 */
export function serverCommand(
  { server, alg, secret, runtime }: Row,
  { command }: RuntimeCommand,
  { client, signing }: BenchKeys,
): readonly string[] {
  const key = signing[alg];
  const told: ServerArguments = { server, alg, key, secret, client };
  const file = `bench/servers/${FILES[server] ?? runtime}.js`;
  return [...command, file, JSON.stringify(told)];
}

/**
 * Asks for one token and verifies it with another library.
 *
 * @param url The token endpoint.
 * @param form What is sent.
 * @param alg The algorithm of the token.
 * @param jwk The key that signed it.
 * @throws {Error} There is no such token.
 */
export async function verifyOnce(
  url: string,
  form: string,
  alg: Algorithm,
  jwk: KeyJwk,
): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form,
  });
  const text = await response.text();
  if (response.status !== 200) {
    throw new Error(`${url} answered ${response.status}: ${text}`);
  }
  const { access_token } = JSON.parse(text);
  await jwtVerify(access_token, await importJWK(publicPart(jwk), alg), {
    issuer: ISSUER,
    audience: AUDIENCE,
    subject: "test-client",
    typ: "at+jwt",
    requiredClaims: ["exp", "iat", "jti", "scope", "client_id"],
  });
}
