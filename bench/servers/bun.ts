// A server on Bun; it says its port.
import { serve } from "@mintmark/oauth/bun";
import { handlerOf, HEADERS, HELLO } from "../subjects.ts";
import {
  ARGUMENTS,
  floorOfArguments,
  mintmarkOfArguments,
} from "./arguments.ts";

interface Bun {
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly fetch: (request: Request) => Response | Promise<Response>;
  }): { readonly port: number };
}

if (ARGUMENTS.server.startsWith("mintmark")) {
  const { address } = await serve(await mintmarkOfArguments(), { port: 0 });
  console.log(address.port);
} else {
  const { Bun } = globalThis as unknown as { readonly Bun: Bun };
  const fetch = ARGUMENTS.server === "hello"
    ? () => new Response(HELLO, { headers: HEADERS })
    : handlerOf(await floorOfArguments());
  console.log(Bun.serve({ port: 0, hostname: "127.0.0.1", fetch }).port);
}
