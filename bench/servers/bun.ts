// A server on Bun; it says its port.
import { serve } from "@mintmark/oauth/bun";
import { makeHandler, makeMintmark } from "../subjects.ts";
import { ALGORITHM, KEY, KIND } from "./arguments.ts";

interface Bun {
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly fetch: (request: Request) => Response | Promise<Response>;
  }): { readonly port: number };
}

if (KIND === "mintmark") {
  const server = await makeMintmark(ALGORITHM, KEY);
  const { address } = await serve(server, { port: 0 });
  console.log(address.port);
} else {
  const { Bun } = globalThis as unknown as { readonly Bun: Bun };
  const fetch = await makeHandler(KIND, ALGORITHM, KEY);
  console.log(Bun.serve({ port: 0, hostname: "127.0.0.1", fetch }).port);
}
