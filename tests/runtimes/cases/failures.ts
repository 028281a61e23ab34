/**
 * The failure budget over real sockets: by the address that the runtime knows,
 * or that a proxy has written beside what its sender wrote.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { RawConnection } from "../raw_http.ts";
import { formOf, GOOD_BODY, toText } from "../requests.ts";
import type { Served } from "../served.ts";
import { HOW_TO } from "../servers/clients.ts";
import type { ShutdownCase } from "./shutdown.ts";

const WRONG_BODY = formOf({
  grant_type: "client_credentials",
  ...HOW_TO,
  client_secret: "wrong",
});

/** Sends a form through a proxy that adds a header line of its own. */
async function ask({ base }: Served, body: string, ...addresses: string[]) {
  using connection = await RawConnection.open(base);
  const headers = { "x-forwarded-for": addresses };
  await connection.send(toText({ body, headers }));
  const answer = await connection.answer();
  return { ...answer, body: JSON.parse(answer.body) };
}

/** From where, and the answer to a wrong secret. */
type Step = readonly [addresses: readonly string[], status: number];

/** Three wrong secrets for an address, four for the client. */
const BY_ADDRESS: readonly Step[] = [
  [["203.0.113.1"], 401],
  [["1.1.1.1", "203.0.113.1"], 401],
  [["1.1.1.1, 2.2.2.2", "203.0.113.1"], 429],
  [["203.0.113.2"], 401],
  [[], 401],
  [["203.0.113.3"], 429],
];

/** Where the runtime knows no peer, no header is believed. */
const BY_CLIENT: readonly Step[] = [
  [["203.0.113.1"], 401],
  [["203.0.113.2"], 401],
  [["203.0.113.3"], 401],
  [[], 401],
  [["203.0.113.4"], 429],
];

/** A budget that is soon spent. */
export const FAILURE_CASE: ShutdownCase = {
  name: "past the failure budget the answer is 429, but for who was verified",
  settings: {
    FAILURE_BUDGET: JSON.stringify({
      trustedProxies: ["127.0.0.1"],
      failureBudget: {
        windowSeconds: 3_600,
        perPair: 2,
        perAddress: 100,
        perClient: 4,
      },
    }),
  },
  async run(served) {
    const knowsPeer = served.peer !== "unknown";
    const good = async (...addresses: string[]) => {
      const { status, body } = await ask(served, GOOD_BODY, ...addresses);
      assertEquals(status, 200, JSON.stringify(body));
      const { peer } = await served.claims(body.access_token);
      assertEquals(peer, knowsPeer ? addresses.at(-1) : "unknown");
    };
    await good("198.51.100.7");
    for (const [addresses, expected] of knowsPeer ? BY_ADDRESS : BY_CLIENT) {
      const { status, headers, body } = await ask(
        served,
        WRONG_BODY,
        ...addresses,
      );
      assertEquals(status, expected, `from ${addresses}`);
      const retryAfter = headers.get("retry-after");
      if (status === 401) {
        assertEquals([body.error, retryAfter], ["invalid_client", null]);
        continue;
      }
      assertEquals(body.error, "temporarily_unavailable");
      assert(/^[1-9]\d*$/.test(retryAfter ?? ""), `${retryAfter}`);
    }
    // What was verified before is served from wherever it comes.
    await good("1.1.1.1", "203.0.113.1");
    await good("2001:db8::1");
  },
};
