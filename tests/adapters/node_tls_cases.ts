/**
 * The request listener of node:http over TLS, where clients may prove
 * themselves with a certificate.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { claimsOf } from "../fixtures.ts";
import {
  DENO,
  eventsOf,
  SERVER_CERTIFICATE,
  type Target,
  testMounts,
} from "./node_targets.ts";
import { GOOD_BODY } from "./request_text.ts";
import { selfSigned } from "./self_signed.ts";

const CLIENT_CERTIFICATE = await selfSigned();

/** The DER of a certificate in PEM, in base64. */
function derOf(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\s/g, "");
}

/** Asks for a token over TLS. */
async function askOverTls(
  { origins }: Target,
  mount: string,
  client: Deno.HttpClient,
): Promise<{ readonly headers: Headers; readonly certificate: unknown }> {
  const response = await fetch(`${origins[mount]}/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: GOOD_BODY,
    client,
  });
  const { access_token } = await response.json();
  const { certificate } = claimsOf(access_token);
  return { headers: response.headers, certificate };
}

const EXCEPT = {
  except: { [DENO]: "it gives a server no client certificate" },
};

for (
  const [mount, version, protocol] of [
    ["https", undefined, { http1: true, http2: false }],
    ["http2", "1.1", { http1: true, http2: false }],
    ["http2", "2.0", { http1: false, http2: true }],
  ] as const
) {
  testMounts(
    `${mount} with HTTP/${
      version ?? "1.1"
    }: the certificate of a client reaches the server in DER`,
    async (target) => {
      const caCerts = [SERVER_CERTIFICATE.cert];
      for (const proof of [CLIENT_CERTIFICATE, undefined]) {
        using client = Deno.createHttpClient({
          ...protocol,
          caCerts,
          ...proof,
        });
        // The second request comes over the same connection.
        for (let request = 0; request < 2; request++) {
          const answer = await askOverTls(target, mount, client);
          assertEquals(answer.certificate, proof && derOf(proof.cert));
          if (version !== undefined) {
            assertEquals(answer.headers.get("x-http-version"), version);
          }
        }
      }
    },
    EXCEPT,
  );
}

testMounts(
  "RFC 8446 §2.2: the certificate of a session outlives its connection",
  async (target) => {
    using client = Deno.createHttpClient({
      caCerts: [SERVER_CERTIFICATE.cert],
      ...CLIENT_CERTIFICATE,
      poolMaxIdlePerHost: 0,
    });
    await askOverTls(target, "http2", client);
    const answer = await askOverTls(target, "http2", client);
    assertEquals(answer.headers.get("x-session-reused"), "true");
    assertEquals(answer.certificate, derOf(CLIENT_CERTIFICATE.cert));
  },
  EXCEPT,
);

/** A body of which only the beginning comes. */
function endlessBody(size: number): {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Settles once the client has been told that the rest is not wanted. */
  readonly isUnwanted: Promise<void>;
} {
  const { promise, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream({
    start: (controller) =>
      controller.enqueue(new TextEncoder().encode("a".repeat(size))),
    cancel: () => resolve(),
  });
  return { body, isUnwanted: promise };
}

testMounts(
  "RFC 9113 §8.1: an early answer over HTTP/2 ends the stream of the body",
  async (target) => {
    using client = Deno.createHttpClient({
      caCerts: [SERVER_CERTIFICATE.cert],
      http1: false,
      http2: true,
    });
    for (const [size, status] of [[10, 408], [20_000, 413]] as const) {
      const { body, isUnwanted } = endlessBody(size);
      const response = await fetch(`${target.origins.http2Impatient}/token`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body,
        client,
      });
      assertEquals(response.status, status);
      await response.body?.cancel();
      await isUnwanted;
    }
  },
);

testMounts(
  "RFC 9113 §5.4.2: a client that resets its stream in mid-body",
  async (target) => {
    using client = Deno.createHttpClient({
      caCerts: [SERVER_CERTIFICATE.cert],
      http1: false,
      http2: true,
    });
    await askOverTls(target, "http2Impatient", client);
    await eventsOf(target, "http2Impatient");
    const hangUp = new AbortController();
    const asked = fetch(`${target.origins.http2Impatient}/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: endlessBody(10).body,
      signal: hangUp.signal,
      client,
    });
    setTimeout(() => hangUp.abort(), 50);
    await assertRejects(() => asked);
    const [event] = await eventsOf(target, "http2Impatient");
    console.log(event);
    await askOverTls(target, "http2Impatient", client);
  },
);
