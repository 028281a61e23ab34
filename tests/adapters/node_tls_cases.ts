/**
 * The request listener of node:http over TLS, where clients may prove
 * themselves with a certificate.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { connect } from "node:http2";
import { claimsOf } from "../fixtures.ts";
import {
  eventsOf,
  PATIENCE_MILLISECONDS,
  SERVER_CERTIFICATE,
  type Target,
  tell,
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
);

/** A body of which only the beginning comes. */
function endlessBody(size: number): {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Settles once the client has been told that the rest is not wanted. */
  readonly isUnwanted: Promise<void>;
} {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const patience = setTimeout(
    () => reject(new Error("the rest of the body is still waited for")),
    PATIENCE_MILLISECONDS,
  );
  const body = new ReadableStream({
    start: (controller) =>
      controller.enqueue(new TextEncoder().encode("a".repeat(size))),
    cancel() {
      clearTimeout(patience);
      resolve();
    },
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
  "a connection of HTTP/2 that breaks off in mid-body",
  async (target) => {
    await tell(target, "forget/http2");
    const session = connect(target.origins.http2!, {
      ca: SERVER_CERTIFICATE.cert,
    });
    const stream = session.request({
      ":method": "POST",
      ":path": "/token",
      "content-type": "application/x-www-form-urlencoded",
    });
    stream.on("error", () => {});
    stream.write(GOOD_BODY);
    await tell(target, "read/http2");
    const isOver = new Promise((resolve) => session.once("close", resolve));
    session.destroy();
    await isOver;
    const [event] = await eventsOf(target, "http2");
    assertEquals(event.reason, "body_unreadable");
  },
);
