// The server under test on Deno, with its adapter.
import { serve } from "@mintmark/oauth/deno";
import { serverUnderTest, type Settings } from "./suite_server.ts";

const settings = Deno.env.toObject() as unknown as Settings;
const server = await serverUnderTest(settings);
const stop = new AbortController();
const onSignal = () => {
  Deno.removeSignalListener("SIGTERM", onSignal);
  stop.abort();
};
// Windows has no such signal.
if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", onSignal);

const port = Number(new URL(settings.ISSUER).port);
const { address, finished } = await serve(server, {
  port,
  signal: stop.signal,
  drainMilliseconds: Number(settings.DRAIN_MILLISECONDS),
});
console.log(`serving on http://${address.hostname}:${address.port}`);
await finished;
console.log(`decided ${server.decided()}`);
