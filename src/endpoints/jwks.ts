/**
 * The JWK Set endpoint (RFC 7517 §5, RFC 8414 `jwks_uri`).
 *
 * @module
 */

import type { Events } from "../events.ts";
import type { KeyRing, PublishedKeys } from "../keys/key_ring.ts";
import { publishedJwk } from "../keys/public_jwk.ts";
import { refreshKeys } from "../keys/refresh_keys.ts";
import { temporarilyUnavailable } from "../temporarily_unavailable.ts";
import { answerDocument, type Document } from "./documents.ts";
import { decidedEvent } from "./token_events.ts";
import type { Endpoint } from "../http/exchange.ts";

/** What the JWK Set endpoint is made of. */
export interface JwksEndpointOptions {
  /** The keys. */
  readonly keys: KeyRing;
  /** The clock, in epoch seconds. */
  readonly now: () => number;
  /** The deadline of a refresh of the keys, in milliseconds. */
  readonly seamMilliseconds: number;
  /** Where events go. */
  readonly events: Events;
}

/**
 * Makes the JWK Set endpoint.
 *
 * @param options What it is made of.
 * @returns The endpoint.
 */
export function jwksEndpoint(options: JwksEndpointOptions): Endpoint {
  const { keys, now, events } = options;
  const documents = new WeakMap<PublishedKeys, Document>();

  /** A ring answers with the same object while nothing changes. */
  function documentOf(published: PublishedKeys): Document {
    let document = documents.get(published);
    if (document === undefined) {
      document = {
        body: JSON.stringify({
          keys: published.keys.map(publishedJwk),
        }),
        maxAge: Math.max(0, Math.floor(published.maxAge)),
      };
      documents.set(published, document);
    }
    return document;
  }

  function read(): Document {
    const time = now();
    try {
      return documentOf(keys.published(time));
    } catch (cause) {
      const error = temporarilyUnavailable(
        "The keys could not be read",
        "key_ring_failed",
        cause,
      );
      events.emit(decidedEvent(error, {}, { now: time, connection: {} }));
      throw error;
    }
  }

  return async (exchange) => {
    if (exchange.method === "GET" || exchange.method === "HEAD") {
      await refreshKeys(keys, now(), options);
    }
    return answerDocument(exchange, read);
  };
}
