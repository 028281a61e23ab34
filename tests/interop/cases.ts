/**
 * Every client library against a server: a token, and a refusal.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import type { Case } from "../runtimes/case.ts";
import { ORDERS } from "../runtimes/servers/clients.ts";
import { LIBRARIES, type Library } from "./libraries.ts";

const WISH = {
  client_id: ORDERS.client_id,
  scope: "orders.write",
  resource: "https://stock.example.com/",
};

function casesOf({ name, secret, token, code }: Library): readonly Case[] {
  return [
    {
      name: `interop: ${name} gets a token`,
      async run({ base, claims }) {
        const wish = { ...WISH, client_secret: secret };
        const { client_id, scope, aud } = await claims(await token(base, wish));
        assertEquals({ client_id, scope, resource: aud }, WISH);
      },
    },
    {
      name: `interop: ${name} understands a refusal`,
      async run({ base }) {
        const wish = { ...WISH, client_secret: `${secret}x` };
        const error = await assertRejects(() => token(base, wish));
        assertEquals(code(error), "invalid_client");
      },
    },
  ];
}

/** The cases. */
export const INTEROP_CASES: readonly Case[] = LIBRARIES.flatMap(casesOf);
