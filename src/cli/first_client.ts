/**
 * The first client of a service that was started without a configuration.
 *
 * @module
 */

import { generateClientSecret } from "../secrets/generate_client_secret.ts";
import type { ClientRegistry } from "../storage.ts";

/** What the first client is called. */
export const FIRST_CLIENT = "first-client";

/**
 * Makes a client where there is none at all.
 *
 * @param clients The clients.
 * @returns Its secret, which is nowhere else; or `undefined` where there are
 * clients.
 */
export async function makeFirstClient(
  clients: ClientRegistry,
): Promise<string | undefined> {
  const [known] = await clients.list("", 1);
  if (known !== undefined) return undefined;
  const { secret, hash } = generateClientSecret();
  await clients.put({
    client_id: FIRST_CLIENT,
    client_secrets: [{ hash, name: "first" }],
    grant_types: ["client_credentials"],
  });
  return secret;
}
