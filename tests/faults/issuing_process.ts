/**
 * An instance over an engine. Arguments: its port, the driver, and the port of
 * the engine. It prints the reasons of what it refuses.
 *
 * @module
 */

import {
  clientCredentials,
  createAuthorizationServer,
  createKeyRing,
} from "@mintmark/oauth";
import { serve } from "../../src/adapters/deno.ts";
import { ISSUER, SEAM_MILLISECONDS, WRAPPING_KEY } from "./assertion_load.ts";
import { type DriverName, OPEN } from "./drivers.ts";

const [port, driver, enginePort] = Deno.args;

const { storage } = await OPEN[driver as DriverName](Number(enginePort));

const server = createAuthorizationServer({
  issuer: ISSUER,
  storage,
  keys: createKeyRing({
    store: storage.keys,
    policy: { algs: ["EdDSA"] },
    wrappingKeys: [WRAPPING_KEY],
  }),
  grants: [clientCredentials()],
  seamMilliseconds: SEAM_MILLISECONDS,
  failureMilliseconds: 20,
  // Replays are refused by the thousand here, all from one address.
  failureBudget: { perPair: 1e6, perAddress: 1e6, perClient: 1e6 },
  onEvent(event) {
    const { type } = event;
    if (type === "refused" || type === "failed") console.log(event.reason);
    if (type === "warning") console.log(event.warning);
  },
});

await serve(server, { port: Number(port), hostname: "127.0.0.1" });
