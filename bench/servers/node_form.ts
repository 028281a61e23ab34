/**
 * A server of `node:http` that reads a form and answers JSON, without Fetch
 * objects: the floor on Node, and what others are mounted on.
 *
 * @module
 */

import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { HEADERS } from "../floor.ts";

/**
 * Reads a body.
 *
 * @param request The request.
 * @returns Its text.
 */
export function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (piece: string) => body += piece);
    request.once("end", () => resolve(body));
    request.once("error", reject);
  });
}

/**
 * Sends JSON.
 *
 * @param response Where to.
 * @param body What.
 */
export function send(
  response: ServerResponse,
  body: string,
): void {
  response.writeHead(200, {
    ...HEADERS,
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

/**
 * Makes a server that listens and says its port.
 *
 * @param listener What it does.
 */
export function listen(
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
): void {
  const http: Server = createServer(listener);
  http.listen(0, "127.0.0.1", () => {
    console.log((http.address() as AddressInfo).port);
  });
}
