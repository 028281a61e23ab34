// A server on Deno; it says its port.
import { handlerOf, HEADERS, HELLO } from "../floor.ts";
import { ARGUMENTS, floorOfArguments } from "./arguments.ts";

if (ARGUMENTS.server.startsWith("mintmark")) {
  // Imported here, so that no floor pays for it.
  const { importSigner, serve } = await import("@mintmark/oauth/deno");
  const { mintmarkOfArguments } = await import("./mintmark.ts");
  const server = await mintmarkOfArguments(importSigner);
  const { address } = await serve(server, { port: 0 });
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
