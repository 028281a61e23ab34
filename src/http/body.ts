/**
 * Reading a body without ever holding more of it than is allowed.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import { DeadlineError, type Within, withinDeadline } from "../deadline.ts";
import { OAuthError } from "../errors.ts";
import { type BodyReader, BodyTakenError, type Exchange } from "./exchange.ts";
import { badRequest, notUtf8, RequestError } from "./request_error.ts";

/** Bounds of a request body. */
export interface BodyLimits {
  /** The size in bytes that is not exceeded. */
  readonly maxBodyBytes: number;
  /** The time in which the body must have arrived, in milliseconds. */
  readonly bodyMilliseconds: number;
}

/**
 * Reads the body of an exchange.
 *
 * A body of known, allowed length is read at once, because a stream reader
 * costs as much as the rest of the request on some runtimes; any other is read
 * piece by piece and given up at the first byte too many.
 *
 * @param exchange The exchange.
 * @param limits Size and time.
 * @returns The bytes, or the text where it is ASCII and at hand.
 * @throws {RequestError} 413 for a body too large, 408 for one too slow, 400
 * for one that breaks off, or that the platform could not decode.
 */
export function readBody(
  exchange: Exchange,
  limits: BodyLimits,
): Promise<Uint8Array | string> {
  const { bodyMilliseconds, maxBodyBytes } = limits;
  const { within = withinDeadline } = exchange;
  const length = declaredLength(exchange);
  if (length === undefined) return readUndeclared(exchange, limits, within);
  if (length > maxBodyBytes) return Promise.reject(tooLarge(limits));
  return within(exchange.readAll(), bodyMilliseconds).then((read) => {
    if (read.length > maxBodyBytes) throw tooLarge(limits);
    const body = typeof read === "string" ? asSent(read, length) : read;
    if (body.length === length) return body;
    if (body.length > maxBodyBytes) throw tooLarge(limits);
    throw badRequest(
      "content_length_mismatch",
      "The body does not have the length that Content-Length says.",
    );
  }, unreadable);
}

async function readUndeclared(
  exchange: Exchange,
  limits: BodyLimits,
  within: Within,
): Promise<Uint8Array> {
  let reader: BodyReader | null = null;
  try {
    reader = exchange.readPieces();
    if (reader === null) return new Uint8Array(0);
    return await within(readPieces(reader, limits), limits.bodyMilliseconds);
  } catch (error) {
    reader?.cancel().catch(() => {});
    return unreadable(error);
  }
}

/** What a platform puts where bytes are no UTF-8. */
const REPLACEMENT = "\ufffd";

const BYTE_ORDER_MARK_BYTES = 3;

/**
 * A body as it was sent, from what the platform has decoded. As many characters
 * as bytes, and none of them a replacement, is ASCII and stays text; anything
 * else goes the same way as bytes.
 */
function asSent(text: string, length: number): Uint8Array | string {
  if (text.includes(REPLACEMENT)) throw notUtf8();
  if (text.length === length) return text;
  const bytes = encodeUtf8(text);
  return bytes.length + BYTE_ORDER_MARK_BYTES === length
    ? encodeUtf8(`\ufeff${text}`)
    : bytes;
}

/**
 * The length that the head declares, if it can be relied on: with a
 * `Transfer-Encoding` beside it, it says nothing (RFC 9112 §6.3).
 */
function declaredLength(exchange: Exchange): number | undefined {
  const length = exchange.header("content-length");
  if (length === null || exchange.header("transfer-encoding") !== null) {
    return undefined;
  }
  return /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

async function readPieces(
  reader: BodyReader,
  limits: BodyLimits,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  while (true) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limits.maxBodyBytes) throw tooLarge(limits);
    pieces.push(value);
  }
  if (pieces.length === 1) return pieces[0]!;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function tooLarge({ maxBodyBytes }: BodyLimits): RequestError {
  return new RequestError({
    status: 413,
    reason: "body_too_large",
    description: `The body may have at most ${maxBodyBytes} bytes.`,
  });
}

function unreadable(cause: unknown): never {
  if (cause instanceof OAuthError) throw cause;
  if (cause instanceof DeadlineError) {
    throw new RequestError({
      status: 408,
      reason: "body_timeout",
      description: "The body did not arrive in time.",
    });
  }
  // A body that was read before us is the operator's mistake, not the client's.
  if (cause instanceof BodyTakenError) {
    throw new OAuthError("server_error", {
      description: "The server could not read the request.",
      reason: "body_already_read",
      cause,
    });
  }
  throw new RequestError({
    status: 400,
    reason: "body_unreadable",
    description: "The body broke off.",
    cause,
  });
}
