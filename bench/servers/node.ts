// A server on Node, without Fetch objects; it says its port.
import { serve } from "@mintmark/oauth/node";
import { HELLO } from "../subjects.ts";
import {
  ARGUMENTS,
  floorOfArguments,
  mintmarkOfArguments,
} from "./arguments.ts";
import { bodyOf, listen, send } from "./node_form.ts";

if (ARGUMENTS.server.startsWith("mintmark")) {
  const { address } = await serve(await mintmarkOfArguments(), { port: 0 });
  console.log(address.port);
} else if (ARGUMENTS.server === "hello") {
  listen((_request, response) => send(response, HELLO));
} else {
  const floor = await floorOfArguments();
  listen(async (request, response) =>
    send(response, await floor(await bodyOf(request)))
  );
}
