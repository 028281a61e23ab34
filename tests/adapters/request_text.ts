/**
 * Token requests of HTTP/1.1 as text, in which nothing is corrected.
 *
 * @module
 */

/** The body of the simplest request that succeeds. */
export const GOOD_BODY =
  "grant_type=client_credentials&client_id=test-client&client_secret=foobar";

/** A request. */
export interface RequestText {
  /** @default {"POST"} */
  readonly method?: string;
  /** @default {"/token"} */
  readonly target?: string;
  /** Lines of the head besides `Host` and the media type of a form. */
  readonly headers?: readonly string[];
  /** What follows the head; its length is declared unless `headers` say it. */
  readonly body?: string;
}

/** Writes a request. */
export function requestText(
  { method = "POST", target = "/token", headers = [], body }: RequestText,
): string {
  const isFramed = headers.some((line) =>
    /^(content-length|transfer-encoding):/i.test(line)
  );
  const lines = [
    `${method} ${target} HTTP/1.1`,
    "Host: 127.0.0.1",
    ...(body === undefined
      ? []
      : ["Content-Type: application/x-www-form-urlencoded"]),
    ...(body === undefined || isFramed
      ? []
      : [`Content-Length: ${body.length}`]),
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body ?? ""}`;
}

/** Writes a chunk (RFC 9112 §7.1). */
export function chunk(data: string): string {
  return `${data.length.toString(16)}\r\n${data}\r\n`;
}

/** The end of a chunked body. */
export const LAST_CHUNK = "0\r\n\r\n";

/** The simplest request that succeeds. */
export const GOOD_REQUEST: string = requestText({ body: GOOD_BODY });
