/**
 * AWS Signature Version 4 from the other side: what AWS computes of a request
 * and compares with what it carries.
 *
 * @module
 */

import { createHash, createHmac } from "node:crypto";
import { assert, assertEquals } from "@std/assert";

/** The credentials that the other side knows. */
export const CREDENTIALS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "session/token+=",
  region: "eu-central-1",
};

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

const sha256 = (text: string) =>
  createHash("sha256").update(text).digest("hex");

const hmac = (key: string | Uint8Array, text: string) =>
  new Uint8Array(createHmac("sha256", key).update(text).digest());

/**
 * Fails unless a request to KMS is signed with the credentials, now.
 *
 * @param request The request.
 * @param body Its body.
 */
export function assertSigV4(request: Request, body: string): void {
  const { headers, method, url } = request;
  const [, credential = "", names = "", signature] =
    HEADER.exec(headers.get("authorization") ?? "") ?? [];
  const date = headers.get("x-amz-date") ?? "";
  const at = Date.parse(
    date.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"),
  );
  assert(Math.abs(at - Date.now()) < 5 * 60_000, "the clock");
  const scope = [date.slice(0, 8), CREDENTIALS.region, "kms", "aws4_request"];
  assertEquals(credential, [CREDENTIALS.accessKeyId, ...scope].join("/"));

  const signed = names.split(";");
  for (const name of ["host", "x-amz-date", "x-amz-target"]) {
    assert(signed.includes(name), `${name} is signed`);
  }
  assertEquals(signed, signed.toSorted());
  assertEquals(
    headers.get("x-amz-security-token"),
    CREDENTIALS.sessionToken,
  );

  const { pathname, search } = new URL(url);
  const canonical = [
    method,
    pathname,
    search.slice(1),
    ...signed.map((name) => `${name}:${headers.get(name)?.trim()}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", date, scope.join("/"), sha256(canonical)]
    .join("\n");
  const key = scope.reduce<string | Uint8Array>(
    hmac,
    `AWS4${CREDENTIALS.secretAccessKey}`,
  );
  assertEquals(hmac(key, text).toHex(), signature, "the signature");
}
