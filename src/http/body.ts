/**
 * Reading a body without ever holding more of it than is allowed.
 *
 * @module
 */

import { DeadlineError, withinDeadline } from "../deadline.ts";
import { OAuthError } from "../errors.ts";
import { type BodyReader, BodyTakenError, type Exchange } from "./exchange.ts";
import { badRequest, RequestError } from "./request_error.ts";

/** Bounds of a request body. */
export interface BodyLimits {
  /** The size in bytes that is not exceeded. */
  readonly maxBodyBytes: number;
  /** The time in which the body must have arrived, in milliseconds. */
  readonly bodyMilliseconds: number;
}

const EMPTY = new Uint8Array(0);

/**
 * Reads the body of an exchange.
 *
 * A body of known, allowed length is read at once, because a stream reader
 * costs as much as the rest of the request on some runtimes; any other is read
 * piece by piece and given up at the first byte too many.
 *
 * @param exchange The exchange.
 * @param limits Size and time.
 * @returns The bytes.
 * @throws {RequestError} 413 for a body too large, 408 for one too slow, 400
 * for one that breaks off.
 */
export async function readBody(
  exchange: Exchange,
  limits: BodyLimits,
): Promise<Uint8Array> {
  const { maxBodyBytes, bodyMilliseconds } = limits;
  const { within = withinDeadline } = exchange;
  const length = declaredLength(exchange);
  if (length !== undefined && length > maxBodyBytes) throw tooLarge(limits);
  let reader: BodyReader | null = null;
  try {
    if (length !== undefined) {
      const bytes = await within(exchange.readAll(), bodyMilliseconds);
      if (bytes.length === length) return bytes;
      if (bytes.length > maxBodyBytes) throw tooLarge(limits);
      throw badRequest(
        "content_length_mismatch",
        "The body does not have the length that Content-Length says.",
      );
    }
    reader = exchange.readPieces();
    if (reader === null) return EMPTY;
    return await within(readPieces(reader, limits), bodyMilliseconds);
  } catch (error) {
    reader?.cancel().catch(() => {});
    if (error instanceof OAuthError) throw error;
    if (error instanceof DeadlineError) {
      throw new RequestError({
        status: 408,
        reason: "body_timeout",
        description: "The body did not arrive in time.",
      });
    }
    throw unreadable(error);
  }
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

function unreadable(cause: unknown): OAuthError {
  // A body that was read before us is the operator's mistake, not the client's.
  if (cause instanceof BodyTakenError) {
    return new OAuthError("server_error", {
      description: "The server could not read the request.",
      reason: "body_already_read",
      cause,
    });
  }
  return new RequestError({
    status: 400,
    reason: "body_unreadable",
    description: "The body broke off.",
    cause,
  });
}
