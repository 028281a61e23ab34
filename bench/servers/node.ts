// A server on Node, without Fetch objects; it says its port.
import { HELLO } from "../floor.ts";
import { ARGUMENTS, floorOfArguments } from "./arguments.ts";

// Each imports what it uses, so that none pays for another.
if (ARGUMENTS.server.startsWith("mintmark")) {
  const { importSigner, serve } = await import("@mintmark/oauth/node");
  const { mintmarkOfArguments } = await import("./mintmark.ts");
  const server = await mintmarkOfArguments(importSigner);
  const { address } = await serve(server, { port: 0 });
  console.log(address.port);
} else {
  const { bodyOf, listen, send } = await import("./node_form.ts");
  if (ARGUMENTS.server === "hello") {
    listen((_request, response) => send(response, HELLO));
  } else {
    const floor = await floorOfArguments();
    listen(async (request, response) =>
      send(response, await floor(await bodyOf(request)))
    );
  }
}
