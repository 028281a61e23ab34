/**
 * Secrets in each of the stored forms.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Case, Target } from "../case.ts";
import { FLEET, MOVED } from "../servers/moved_clients.ts";

async function statusOf(
  { base }: Target,
  client_id: string,
  client_secret: string,
): Promise<number> {
  const response = await fetch(`${base}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id,
      client_secret,
    }),
  });
  await response.body?.cancel();
  return response.status;
}

/** The cases. */
export const STORED_SECRET_CASES: readonly Case[] = [
  {
    name: "secrets verify as they were stored, here or by other programs",
    async run(target) {
      for (const { client_id, client_secret } of MOVED) {
        const wrong = `${client_secret}!`;
        assertEquals(await statusOf(target, client_id, wrong), 401, client_id);
        for (const time of ["first", "second"]) {
          const status = await statusOf(target, client_id, client_secret);
          assertEquals(status, 200, `${client_id}, ${time} time`);
        }
      }
    },
  },
  {
    name: "a fleet whose secrets are PBKDF2 starts at once, and all are served",
    async run(target) {
      const statuses = await Promise.all(
        FLEET.map(({ client_id, client_secret }) =>
          statusOf(target, client_id, client_secret)
        ),
      );
      assertEquals(statuses, FLEET.map(() => 200));
    },
  },
];
