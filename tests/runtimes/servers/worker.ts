// The server under test on workerd, which needs no adapter.
import type { AuthorizationServer } from "@mintmark/oauth";
import { serverUnderTest, type Settings } from "./suite_server.ts";

// Made by the first request: checking the key draws random bytes, and Workers
// draw none while a module is loaded.
let server: Promise<AuthorizationServer> | undefined;

const worker: {
  readonly fetch: (request: Request, settings: Settings) => Promise<Response>;
} = {
  async fetch(request, settings) {
    server ??= serverUnderTest(settings);
    return await (await server).fetch(request);
  },
};

// Workers take their handlers from the default export.
export default worker;
