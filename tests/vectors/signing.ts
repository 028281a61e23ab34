/**
 * Assertions for vectors: right but for what a definition says.
 *
 * @module
 */

import type { JsonWebKey } from "@mintmark/oauth";
import {
  encodeBase64Url,
  encodeTextBase64Url,
} from "../../src/encoding/base64url.ts";
import { algorithm } from "../../src/keys/algorithms.ts";
import { ED } from "../runtimes/servers/client_keys.ts";
import { ISSUER, NOW } from "./vector.ts";

/** What differs from a right assertion; `undefined` leaves a member out. */
export interface Difference {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The texts themselves, where JSON cannot say it. */
  readonly headerText?: string;
  readonly claimsText?: string;
  /** The client. */
  readonly client_id?: string;
  /** The key that signs, with the algorithm that it signs with. */
  readonly key?: JsonWebKey;
  readonly alg?: string;
}

const UTF8 = new TextEncoder();

/** Signs an assertion whose `jti` is the id of its vector. */
export async function signedFor(
  id: string,
  difference: Difference = {},
): Promise<string> {
  const { key = ED, alg = "EdDSA", client_id = "ed" } = difference;
  const header = { alg, kid: key.kid, typ: "JWT", ...difference.header };
  const claims = {
    iss: client_id,
    sub: client_id,
    aud: ISSUER,
    iat: NOW,
    exp: NOW + 60,
    jti: id,
    ...difference.claims,
  };
  const input = [
    difference.headerText ?? JSON.stringify(header),
    difference.claimsText ?? JSON.stringify(claims),
  ].map(encodeTextBase64Url).join(".");
  return `${input}.${encodeBase64Url(await signature(input, key, alg))}`;
}

/** Not `importSigner`: some of these keys are too weak for it. */
async function signature(
  input: string,
  { alg: _, use: _use, key_ops: _ops, ...key }: JsonWebKey,
  alg: string,
): Promise<Uint8Array> {
  const data = UTF8.encode(input);
  if (alg.startsWith("HS")) {
    const name = { name: "HMAC", hash: `SHA-${alg.slice(2)}` };
    const secret = await crypto.subtle.importKey(
      "raw",
      UTF8.encode(JSON.stringify(key)),
      name,
      false,
      ["sign"],
    );
    return new Uint8Array(await crypto.subtle.sign("HMAC", secret, data));
  }
  const entry = algorithm(alg);
  const imported = await crypto.subtle.importKey(
    "jwk",
    key as globalThis.JsonWebKey,
    { ...entry.generate, hash: entry.keyHash } as never,
    false,
    ["sign"],
  );
  const signed = await crypto.subtle.sign(entry.sign, imported, data);
  return new Uint8Array(signed);
}
