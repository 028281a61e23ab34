/**
 * Clients that sign: fresh assertions for the load (RFC 7523 §3), and the floor
 * under a server that takes them.
 *
 * Why all of them in a file: an assertion counts once, so that each request
 * needs its own, and making it costs as much as answering it.
 *
 * @module
 */

import { createPrivateKey, randomBytes, sign } from "node:crypto";
import type { Algorithm } from "./matrix.ts";
import {
  ASSERTION_SECONDS,
  ISSUER,
  type KeyJwk,
  makeFloor,
  SIGN,
} from "./floor.ts";

const CLIENT_ID = "test-client";

/** What is the same in each form, before the assertion. */
const FORM_START = new URLSearchParams({
  grant_type: "client_credentials",
  scope: "orders.read",
  client_assertion_type:
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
}).toString();

/**
 * Makes forms with assertions that are signed with Ed25519.
 *
 * @param count How many.
 * @param jwk The private key of the client.
 * @param now The time, in epoch seconds.
 * @returns The forms; all have the same length.
 */
export function* assertionForms(
  count: number,
  jwk: KeyJwk,
  now: number,
): Generator<string> {
  const key = createPrivateKey({ key: { ...jwk }, format: "jwk" });
  const text = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString("base64url");
  const header = text({ alg: "EdDSA" });
  for (let i = 0; i < count; i++) {
    const claims = {
      iss: CLIENT_ID,
      sub: CLIENT_ID,
      aud: ISSUER,
      jti: randomBytes(16).toString("base64url"),
      iat: now,
      exp: now + ASSERTION_SECONDS - 60,
    };
    const input = `${header}.${text(claims)}`;
    const signature = sign(null, Buffer.from(input), key).toString("base64url");
    yield `${FORM_START}&client_assertion=${input}.${signature}`;
  }
}

/**
 * The floor under a token endpoint whose clients sign: it reads the form,
 * verifies one signature and makes one. It reads no claim and remembers
 * nothing.
 *
 * @param alg The algorithm of its token.
 * @param jwk The private key of its token.
 * @param client The public key of the client.
 * @returns A function from a form to a token response.
 */
export async function makeAssertionFloor(
  alg: Algorithm,
  jwk: KeyJwk,
  client: KeyJwk,
): Promise<(form: string) => Promise<string>> {
  const key = await crypto.subtle.importKey("jwk", client, SIGN.EdDSA, false, [
    "verify",
  ]);
  const floor = await makeFloor(alg, jwk);
  const utf8 = new TextEncoder();
  return async (form) => {
    const assertion = new URLSearchParams(form).get("client_assertion") ?? "";
    const dot = assertion.lastIndexOf(".");
    const isGood = await crypto.subtle.verify(
      SIGN.EdDSA,
      key,
      Buffer.from(assertion.slice(dot + 1), "base64url"),
      utf8.encode(assertion.slice(0, dot)),
    );
    if (!isGood) throw new Error("not an assertion of this benchmark");
    return await floor(form);
  };
}
