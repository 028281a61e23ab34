// A server on Bun; it says its port.
import { handlerOf, HEADERS, HELLO } from "../floor.ts";
import { ARGUMENTS, floorOfArguments } from "./arguments.ts";

interface Bun {
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly fetch: (request: Request) => Response | Promise<Response>;
  }): { readonly port: number };
}

if (ARGUMENTS.server.startsWith("mintmark")) {
  // Imported here, so that no floor pays for it.
  const { importSigner, serve } = await import("@mintmark/oauth/bun");
  const { mintmarkOfArguments } = await import("./mintmark.ts");
  const server = await mintmarkOfArguments(importSigner);
  const { address } = await serve(server, { port: 0 });
  console.log(address.port);
} else {
  const { Bun } = globalThis as unknown as { readonly Bun: Bun };
  const fetch = ARGUMENTS.server === "hello"
    ? () => new Response(HELLO, { headers: HEADERS })
    : handlerOf(await floorOfArguments());
  console.log(Bun.serve({ port: 0, hostname: "127.0.0.1", fetch }).port);
}
