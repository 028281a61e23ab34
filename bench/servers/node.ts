// A server on Node, without Fetch objects; it says its port.
import { serve } from "@mintmark/oauth/node";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { HEADERS, makeFloor, makeMintmark } from "../subjects.ts";
import { ALGORITHM, KEY, KIND } from "./arguments.ts";

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (piece: string) => body += piece);
    request.once("end", () => resolve(body));
    request.once("error", reject);
  });
}

function send(response: ServerResponse, body: string): void {
  response.writeHead(200, {
    ...HEADERS,
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

if (KIND === "mintmark") {
  const server = await makeMintmark(ALGORITHM, KEY);
  const { address } = await serve(server, { port: 0 });
  console.log(address.port);
} else {
  const floor = await makeFloor(ALGORITHM, KEY);
  const http = createServer(
    KIND === "hello"
      ? (_request, response) => send(response, '{"hello":"world"}')
      : async (request, response) =>
        send(response, await floor(await bodyOf(request))),
  );
  http.listen(0, "127.0.0.1", () => {
    console.log((http.address() as AddressInfo).port);
  });
}
