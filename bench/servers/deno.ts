// A server on Deno; it says its port.
import { serve } from "@mintmark/oauth/deno";
import { handlerOf, HEADERS, HELLO } from "../subjects.ts";
import {
  ARGUMENTS,
  floorOfArguments,
  mintmarkOfArguments,
} from "./arguments.ts";

if (ARGUMENTS.server.startsWith("mintmark")) {
  const { address } = await serve(await mintmarkOfArguments(), { port: 0 });
  console.log(address.port);
} else {
  const handler = ARGUMENTS.server === "hello"
    ? () => new Response(HELLO, { headers: HEADERS })
    : handlerOf(await floorOfArguments());
  Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen: ({ port }) => console.log(port),
  }, handler);
}
