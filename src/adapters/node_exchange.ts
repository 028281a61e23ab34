/**
 * The plain exchange of a `node:http` request, without Fetch objects.
 *
 * @module
 */

import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { Within } from "../deadline.ts";
import {
  type BodyReader,
  BodyTakenError,
  type Exchange,
} from "../http/exchange.ts";

/** A request of `node:http`, or of `node:http2` in its compatibility API. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** A request with what frameworks and platforms add to it. */
export type FrameworkRequest = NodeRequest & {
  /** The request target before a framework stripped its mount path. */
  readonly originalUrl?: string;
  /** The bytes of a body that was read already. */
  readonly rawBody?: Uint8Array | string;
};

const UTF8 = new TextEncoder();

/**
 * The exchange of a request.
 *
 * @param request The request.
 * @param within How its body is waited for.
 * @returns The exchange.
 */
export function exchangeOf(
  request: FrameworkRequest,
  within: Within,
): Exchange {
  return {
    method: request.method ?? "GET",
    url: request.originalUrl ?? request.url ?? "/",
    within,
    header: (name) => headerOf(request, name),
    readAll: () => readAll(request),
    readPieces: () => readPieces(request),
  };
}

/** Node keeps only the first of several of these; Fetch joins all. */
function headerOf(request: NodeRequest, name: string): string | null {
  if (name === "authorization" && request.headers[name] !== undefined) {
    const values: string[] = [];
    const { rawHeaders } = request;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      if (rawHeaders[i]!.toLowerCase() === name) {
        values.push(rawHeaders[i + 1]!);
      }
    }
    return values.length === 0 ? null : values.join(", ");
  }
  const value = request.headers[name];
  return value === undefined
    ? null
    : typeof value === "string"
    ? value
    : value.join(", ");
}

/** What a parser in front has kept of a body that it has read. */
function takenBody({ rawBody }: FrameworkRequest): Uint8Array {
  if (typeof rawBody === "string") return UTF8.encode(rawBody);
  if (rawBody instanceof Uint8Array) return rawBody;
  throw new BodyTakenError();
}

function isTaken(request: FrameworkRequest): boolean {
  return request.rawBody !== undefined || request.readableDidRead;
}

/** What a stream emits: text where something in front has set an encoding. */
type Piece = Uint8Array | string;

function toBytes(request: NodeRequest, piece: Piece): Uint8Array {
  return typeof piece === "string"
    ? Buffer.from(piece, request.readableEncoding ?? "utf8")
    : piece;
}

function readAll(request: FrameworkRequest): Promise<Uint8Array | string> {
  return new Promise((resolve, reject) => {
    if (isTaken(request)) return resolve(takenBody(request));
    // What has ended or broken off before will not say so again.
    if (request.readableEnded) return resolve(new Uint8Array(0));
    if (request.destroyed) return reject(brokenOff());
    const pieces: Uint8Array[] = [];
    request.on("data", (piece: Piece) => pieces.push(toBytes(request, piece)));
    request.once("end", () => {
      const body = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      resolve(Buffer.isBuffer(body) ? body.toString() : body);
    });
    request.once("error", reject);
    request.once("close", () => {
      // It closes after every request: an error that nobody sees has a price.
      if (!request.readableEnded) reject(brokenOff());
    });
  });
}

function brokenOff(): Error {
  return new Error("the connection broke off");
}

function readPieces(request: FrameworkRequest): BodyReader {
  if (isTaken(request)) return readerOf(takenBody(request));
  const pieces = request.iterator({ destroyOnReturn: false });
  return {
    async read() {
      const { done, value } = await pieces.next();
      return done ? { done } : { done: false, value: toBytes(request, value) };
    },
    async cancel() {
      await pieces.return?.();
      // What is not wanted is read over: the connection may go on after it.
      request.resume();
    },
  };
}

function readerOf(bytes: Uint8Array): BodyReader {
  let isRead = false;
  return {
    read() {
      if (isRead) return Promise.resolve({ done: true });
      isRead = true;
      return Promise.resolve({ done: false, value: bytes });
    },
    cancel: () => Promise.resolve(),
  };
}
