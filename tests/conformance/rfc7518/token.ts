/**
 * What the rows of RFC 7518 look at: a token, its key, and its signature.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { importSigner, type JsonWebKey } from "@mintmark/oauth";
import type { SigningAlgorithm } from "@mintmark/oauth";
import { testServer } from "../../fixtures.ts";
import { verifyBytes } from "../../interop/node_crypto.js";
import { issue, visit } from "../black_box.ts";

/** One RSA key for all algorithms of RSA: it takes long to make. */
export const RSA: KeyObject = generateKeyPairSync("rsa", {
  modulusLength: 2048,
}).privateKey;

/** A token that a server has issued. */
export interface Issued {
  /** Its signature. */
  readonly signature: Uint8Array;
  /** The published key that it names. */
  readonly jwk: JsonWebKey;
  /** Whether OpenSSL verifies it under an algorithm. */
  holds(alg: string): boolean;
}

/** Issues a token with a key that OpenSSL has made. */
export async function issueWith(
  alg: SigningAlgorithm,
  key: KeyObject,
): Promise<Issued> {
  const jwk = key.export({ format: "jwk" }) as JsonWebKey;
  const server = testServer({ signer: await importSigner(alg, jwk) });
  const { token } = await issue(server);
  const { keys: [published] } = (await visit(server, "/jwks")).body;
  const at = token.lastIndexOf(".");
  const data = Buffer.from(token.slice(0, at));
  const signature = Buffer.from(token.slice(at + 1), "base64url");
  return {
    signature,
    jwk: published,
    holds: (alg) => verifyBytes({ alg, jwk: published, data, signature }),
  };
}
