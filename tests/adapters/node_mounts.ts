// The request listener in every place where it is mounted, each with a port of
// its own, and one that tells what happened: a program for Node and for Deno.

import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type Server } from "node:http";
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
} from "node:http2";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import process from "node:process";
import type { AuthorizationServerOptions, Policy } from "@mintmark/oauth";
import {
  type RequestListener,
  requestListener,
  serve,
} from "@mintmark/oauth/node";
import express from "express";
import { type TestServer, testServer } from "../fixtures.ts";

const origins: Record<string, string> = {};
const servers = new Map<string, TestServer>();
const latest = new Map<string, Http2ServerRequest>();
const stop = new AbortController();

/** A token says what the server knew of the connection. */
const policy: Policy = (_authorization, { context: { connection } }) => ({
  claims: {
    address: connection.remoteAddress,
    ...(connection.clientCertificate !== undefined && {
      certificate: Buffer.from(connection.clientCertificate).toString("base64"),
    }),
  },
});

/** Makes the server of one mount. */
function serverOf(
  name: string,
  options: Partial<AuthorizationServerOptions> = {},
): TestServer {
  const server = testServer({ policy, ...options });
  servers.set(name, server);
  return server;
}

async function listen(
  name: string,
  server: Server | Http2SecureServer,
  scheme = "http",
): Promise<void> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  origins[name] = `${scheme}://127.0.0.1:${port}`;
}

/** Mounts a listener of its own, on `node:http`. */
function mount(
  name: string,
  options: Partial<AuthorizationServerOptions> = {},
  wrap = (listener: RequestListener) => listener,
): Promise<void> {
  return listen(
    name,
    createServer(wrap(requestListener(serverOf(name, options)))),
  );
}

/** Mounts it under Express, behind a body parser that keeps what it is told. */
function mountBehindParser(
  name: string,
  keep?: (bytes: Uint8Array) => unknown,
): Promise<void> {
  const app = express();
  app.use(express.urlencoded({
    extended: false,
    verify(request: IncomingMessage, _response: unknown, bytes: Uint8Array) {
      if (keep !== undefined) {
        Object.assign(request, { rawBody: keep(bytes) });
      }
    },
  }));
  app.use(requestListener(serverOf(name)));
  return listen(name, createServer(app));
}

await mount("http", { cors: { origins: ["https://app.example.com"] } });
await mount("impatient", { bodyMilliseconds: 200 });
await mount("abandoned");
await mount("slowFailures", { failureMilliseconds: 100 });
// Something in front has set an encoding, but read nothing.
await mount("decoded", {}, (listener) => (request, response) => {
  request.setEncoding("utf8");
  listener(request, response);
});
// Something in front takes its time.
await mount("late", {}, (listener) => (request, response) => {
  setTimeout(() => listener(request, response), 50);
});
// Something in front makes it impossible to answer.
await mount("unanswerable", {}, (listener) => (request, response) => {
  response.statusMessage = "\u2603";
  listener(request, response);
});

const prefixed = express();
prefixed.use(
  "/tenants/one",
  requestListener(
    serverOf("prefix", { issuer: "https://as.example.com/tenants/one" }),
  ),
);
prefixed.use((_request, response) => {
  response.status(418).send("what follows");
});
await listen("prefix", createServer(prefixed));

await mountBehindParser("parsed");
await mountBehindParser("rawBytes", (bytes) => bytes);
await mountBehindParser("rawText", (bytes) => Buffer.from(bytes).toString());

const tls = { cert: process.env.CERTIFICATE!, key: process.env.KEY! };
const { address } = await serve(serverOf("https"), {
  port: 0,
  tls: { ...tls, requestClientCertificate: true },
});
origins.https = `https://127.0.0.1:${address.port}`;

/** Mounts it on `node:http2`, where HTTP/1.1 is understood as well. */
function mountHttp2(
  name: string,
  options: Partial<AuthorizationServerOptions> = {},
): Promise<void> {
  const listener = requestListener(serverOf(name, options));
  const settings = {
    ...tls,
    allowHTTP1: true,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const http2 = createSecureServer(settings, (request, response) => {
    latest.set(name, request);
    const socket = request.socket as TLSSocket;
    response.setHeader("x-http-version", request.httpVersion);
    response.setHeader("x-session-reused", String(socket.isSessionReused?.()));
    listener(request, response);
  });
  return listen(name, http2, "https");
}

await mountHttp2("http2");
await mountHttp2("http2Impatient", { bodyMilliseconds: 200 });

const served = await serve(serverOf("served"), {
  port: 0,
  headersMilliseconds: 300,
  signal: stop.signal,
});
origins.served = `http://127.0.0.1:${served.address.port}`;

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 5));
}

/** Tells of the events of a mount, once there is one, and forgets them. */
async function eventsOf(name: string): Promise<readonly unknown[]> {
  const { events } = servers.get(name)!;
  const decisions = () => events.filter(({ type }) => type !== "warning");
  await until(() => decisions().length > 0);
  const told = decisions();
  events.length = 0;
  return told;
}

const control = createServer(async (request, response) => {
  const [, what = "", name = ""] = (request.url ?? "").split("/");
  if (what === "stop") stop.abort();
  if (what === "forget") {
    servers.get(name)!.events.length = 0;
    latest.delete(name);
  }
  if (what === "finished") await served.finished;
  if (what === "verified") {
    await until(() => servers.get(name)!.hasher.count > 0);
  }
  if (what === "read") {
    await until(() => latest.get(name)?.readableDidRead === true);
  }
  const events = what === "events" ? await eventsOf(name) : [];
  response.end(
    JSON.stringify(
      events,
      (_key, value) => value instanceof Error ? value.message : value,
    ),
  );
});
await listen("control", control);

process.once("SIGTERM", () => process.exit(0));
console.log(`serving on ${JSON.stringify(origins)}`);
