/**
 * What the document endpoints have in common: GET and HEAD, readable from
 * everywhere, since they hold nothing that is not public.
 *
 * @module
 */

import { OAuthError } from "../errors.ts";
import { preflightAnswer } from "../http/cors.ts";
import type { Answer, Exchange } from "../http/exchange.ts";
import { documentAnswer, errorAnswer } from "../http/respond.ts";
import { methodNotAllowed } from "../http/token_request.ts";

/** A document and how long it may be kept, in seconds. */
export interface Document {
  /** The JSON text. */
  readonly body: string;
  /** How long it may be kept, in seconds. */
  readonly maxAge: number;
}

const ALLOW = "GET, HEAD, OPTIONS";

const PREFLIGHT = preflightAnswer("GET, HEAD", {
  "access-control-allow-origin": "*",
}, 86_400);

/**
 * Answers a request for a document.
 *
 * @param exchange The exchange.
 * @param read Reads the document; an `OAuthError` that it throws is answered.
 * @returns The answer.
 */
export function answerDocument(
  exchange: Exchange,
  read: () => Document,
): Answer {
  try {
    switch (exchange.method) {
      case "OPTIONS":
        return PREFLIGHT;
      case "GET":
      case "HEAD": {
        const { body, maxAge } = read();
        return documentAnswer(body, maxAge);
      }
      default:
        throw methodNotAllowed(ALLOW);
    }
  } catch (error) {
    if (error instanceof OAuthError) return errorAnswer(error);
    throw error;
  }
}
