// The server under test on Node, with its adapter.
import { serve } from "@mintmark/oauth/node";
import process from "node:process";
import { serverUnderTest, type Settings } from "./suite_server.ts";

const settings = process.env as unknown as Settings;
const server = await serverUnderTest(settings);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());

const port = Number(new URL(settings.ISSUER).port);
const { address, finished } = await serve(server, {
  port,
  signal: stop.signal,
  drainMilliseconds: Number(settings.DRAIN_MILLISECONDS),
});
console.log(`serving on http://${address.hostname}:${address.port}`);
await finished;
console.log(`decided ${server.decided()}`);
