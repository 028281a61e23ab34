/**
 * Token requests as text.
 *
 * @module
 */

import { HOW_TO } from "./servers/clients.ts";

/** A request that is written by hand. */
export interface RawRequest {
  /** @default {"POST"} */
  readonly method?: string;
  /** @default {"/token"} */
  readonly target?: string;
  /** Headers, each once or several times; a form's media type if it is not here. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** The body; its length is declared unless a header frames it. */
  readonly body?: string;
}

const UTF8 = new TextEncoder();

/** Writes a form. */
export function formOf(parameters: Readonly<Record<string, string>>): string {
  return new URLSearchParams(parameters).toString();
}

/** The body of the simplest request that succeeds. */
export const GOOD_BODY: string = formOf({
  grant_type: "client_credentials",
  ...HOW_TO,
});

/** The simplest request that succeeds. */
export const GOOD: string = toText({ body: GOOD_BODY });

/** Writes a request; nothing is corrected. */
export function toText(request: RawRequest): string {
  const { method = "POST", target = "/token", body } = request;
  const headers: Record<string, string | readonly string[]> = {
    "host": "127.0.0.1",
    ...(body !== undefined && {
      "content-type": "application/x-www-form-urlencoded",
    }),
    ...request.headers,
  };
  if (
    body !== undefined && headers["transfer-encoding"] === undefined &&
    headers["content-length"] === undefined
  ) {
    headers["content-length"] = String(UTF8.encode(body).length);
  }
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}\r\n`)
  );
  return `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`;
}

/** Writes one chunk of a body (RFC 9112 §7.1). */
export function chunk(data: string): string {
  return `${UTF8.encode(data).length.toString(16)}\r\n${data}\r\n`;
}

/** The end of a chunked body. */
export const LAST_CHUNK = "0\r\n\r\n";
