// Mintmark as a function of Fetch, mounted on the server of Hono for Node; it
// says its port.
import { serve } from "@hono/node-server";
import { importSigner } from "@mintmark/oauth/node";
import { mintmarkOfArguments } from "./mintmark.ts";

const { fetch } = await mintmarkOfArguments(importSigner);
serve(
  { fetch, port: 0, hostname: "127.0.0.1" },
  ({ port }) => console.log(port),
);
