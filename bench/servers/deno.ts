// A server on Deno; it says its port.
import { serve } from "@mintmark/oauth/deno";
import { makeHandler, makeMintmark } from "../subjects.ts";
import { ALGORITHM, KEY, KIND } from "./arguments.ts";

if (KIND === "mintmark") {
  const server = await makeMintmark(ALGORITHM, KEY);
  const { address } = await serve(server, { port: 0 });
  console.log(address.port);
} else {
  const handler = await makeHandler(KIND, ALGORITHM, KEY);
  Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen: ({ port }) => console.log(port),
  }, handler);
}
