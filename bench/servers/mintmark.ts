/**
 * Mintmark as the arguments want it.
 *
 * @module
 */

import {
  type AuthorizationServer,
  type Client,
  tokenReuse,
} from "@mintmark/oauth";
import { ASSERTION_SECONDS, BCRYPT_HASH } from "../floor.ts";
import { makeMintmark } from "../subjects.ts";
import { ARGUMENTS } from "./arguments.ts";

/**
 * Makes it.
 *
 * @returns The server.
 */
export function mintmarkOfArguments(): Promise<AuthorizationServer> {
  const { alg, key, server } = ARGUMENTS;
  return makeMintmark(alg, key, credential(), {
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
