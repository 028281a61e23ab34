/**
 * Mintmark as the arguments want it.
 *
 * @module
 */

import {
  type AuthorizationServer,
  type Client,
  type Signer,
  tokenReuse,
} from "@mintmark/oauth";
import { ASSERTION_SECONDS, BCRYPT_HASH, type KeyJwk } from "../floor.ts";
import type { Algorithm } from "../matrix.ts";
import { makeMintmark } from "../subjects.ts";
import { ARGUMENTS } from "./arguments.ts";

/**
 * Makes it.
 *
 * @param importSigner How the runtime signs.
 * @returns The server.
 */
export async function mintmarkOfArguments(
  importSigner: (alg: Algorithm, key: KeyJwk) => Promise<Signer>,
): Promise<AuthorizationServer> {
  const { alg, key, server } = ARGUMENTS;
  return await makeMintmark(alg, key, credential(), {
    signer: await importSigner(alg, key),
    clientAssertions: { maxSeconds: ASSERTION_SECONDS },
    ...(server === "mintmark-reuse" && {
      tokenReuse: tokenReuse({ reuseSeconds: 60 }),
    }),
  });
}

function credential(): Partial<Client> {
  const { secret, client } = ARGUMENTS;
  switch (secret) {
    case "sha256":
      return { client_secrets: [{ hash: client.hash }] };
    case "bcrypt":
      return { client_secrets: [{ hash: BCRYPT_HASH }] };
    case "private_key_jwt":
      return { jwks: { keys: [client.jwk] } };
  }
}
