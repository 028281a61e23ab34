/** The vectors, against a server in this process, with their reasons. @module */

import { assert, assertEquals } from "@std/assert";
import { bcrypt, memoryStorage } from "@mintmark/oauth";
import { ISSUER, NOW, read, testServer } from "../fixtures.ts";
import type { Vectors } from "./vector.ts";

const file: Vectors = JSON.parse(
  await Deno.readTextFile(new URL("token_endpoint.json", import.meta.url)),
);

Deno.test("vectors: every request is answered as it must be, for the reason that it must be", async (t) => {
  const { clients, now, issuer, vectors } = file;
  assertEquals([issuer, now], [ISSUER, NOW]);
  const server = testServer({
    storage: memoryStorage({ clients, now: () => now }),
    hashers: [bcrypt({ workers: 0 })],
  });
  for (const { id, section, about, request, answer, reason } of vectors) {
    await t.step(`${id}: ${section}: ${about}`, async () => {
      const { method = "POST", query = "", headers, body } = request;
      server.events.length = 0;
      const response = await server.handleTokenRequest(
        new Request(`${issuer}/token${query}`, { method, headers, body }),
      );
      const { status, body: { error } } = await read(response);
      const event = server.events.findLast(({ type }) => type !== "warning")!;
      assertEquals(
        { status, error, reason: "reason" in event ? event.reason : undefined },
        { status: answer.status, error: answer.error, reason },
      );
      const wholeEvent = Deno.inspect(event, {
        depth: 9,
        strAbbreviateSize: 1e6,
      });
      for (const secret of secretsOf(body)) {
        assert(!wholeEvent.includes(secret));
      }
    });
  }
  server.close();
});

/** What no event may repeat: a secret, an assertion. */
function secretsOf(body: string): readonly string[] {
  const form = new URLSearchParams(body);
  return ["client_secret", "client_assertion"].map((name) => form.get(name))
    .filter((value): value is string => (value?.length ?? 0) > 5);
}

Deno.test("vectors: there are enough of each group, each with a name of its own", () => {
  const { vectors } = file;
  assertEquals(new Set(vectors.map(({ id }) => id)).size, vectors.length);
  const refused = vectors.filter(({ answer }) => answer.error !== undefined);
  const counts = Object.groupBy(refused, ({ id }) => id.split("/")[0]!);
  assert(refused.length >= 120, `${refused.length}`);
  for (
    const [group, least] of [["assertion", 100], ["basic", 30], ["form", 40]]
  ) {
    assert(counts[group!]!.length >= Number(least), String(group));
  }
  for (const { after } of vectors) {
    if (after !== undefined) assert(vectors.some(({ id }) => id === after));
  }
});
