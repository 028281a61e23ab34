/**
 * HTTP Basic as OAuth uses it (RFC 6749 §2.3.1, RFC 7617).
 *
 * Why two readings: RFC 6749 wants id and secret form-urlencoded before they
 * are joined with a colon; `curl -u` and many SDKs do not encode. Where the
 * two differ, the encoded form is tried first and the raw one after it.
 *
 * @module
 */

import { decodeBase64 } from "../encoding/base64.ts";
import { decodeUtf8 } from "../encoding/utf8.ts";
import { textBefore } from "../text_before.ts";
import type { BasicReading, ClientCredential } from "../token_request.ts";
import { decodeComponent } from "./form.ts";

/** Which readings of Basic are accepted. */
export type BasicCredentials = "lenient" | "strict";

/**
 * Reads an `Authorization` header.
 *
 * @param header Its value.
 * @param accepted `"strict"` leaves the raw form out.
 * @returns The credential; one that cannot be read is a credential that fails.
 */
export function parseAuthorization(
  header: string,
  accepted: BasicCredentials,
): ClientCredential {
  const scheme = textBefore(header, " ");
  if (scheme.toLowerCase() !== "basic") {
    return { method: "unrecognised", reason: "unknown_authorization_scheme" };
  }
  const userPass = decodeUserPass(header.slice(scheme.length).trim());
  const colon = userPass?.indexOf(":") ?? -1;
  const readings = userPass === undefined || colon === -1
    ? []
    : toReadings(userPass.slice(0, colon), userPass.slice(colon + 1), accepted);
  return readings.length === 0
    ? { method: "unrecognised", reason: "malformed_basic_credentials" }
    : { method: "client_secret_basic", readings };
}

function decodeUserPass(base64: string): string | undefined {
  const bytes = decodeBase64(base64);
  return bytes === undefined ? undefined : decodeUtf8(bytes);
}

function toReadings(
  id: string,
  secret: string,
  accepted: BasicCredentials,
): readonly BasicReading[] {
  const readings: BasicReading[] = [];
  const client_id = decodeComponent(id);
  const client_secret = decodeComponent(secret);
  if (client_id !== undefined && client_secret !== undefined) {
    readings.push({ form: "encoded", client_id, client_secret });
  }
  if (
    accepted === "lenient" && (client_id !== id || client_secret !== secret)
  ) {
    readings.push({ form: "raw", client_id: id, client_secret: secret });
  }
  return readings.filter(({ client_id }) => client_id !== "");
}
