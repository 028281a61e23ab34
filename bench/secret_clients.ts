/**
 * Clients whose secret is the same and stored in different ways.
 *
 * @module
 */

import { bcrypt, type Client, generateClientSecret } from "@mintmark/oauth";

/** The secret of every client whose hash is bcrypt. */
export const SECRET = "correct horse battery staple";

/** How many clients take turns where no secret may be remembered. */
const MANY = 200;

const ALLOWED = {
  grant_types: ["client_credentials"],
  default_resource: "https://api.example.com/",
  resources: ["https://api.example.com/"],
} as const;

/** Clients with what they present. */
export interface SecretClients {
  /** One whose secret was generated, and is stored as SHA-256. */
  readonly generated: { readonly client: Client; readonly secret: string };
  /** Many whose secret is stored as bcrypt of cost 10. */
  readonly chosen: readonly Client[];
}

/**
 * Makes the clients.
 *
 * @returns The clients.
 */
export async function secretClients(): Promise<SecretClients> {
  const hasher = bcrypt();
  const hash = await hasher.hash(SECRET);
  hasher.close();
  const { secret, hash: generatedHash } = generateClientSecret();
  return {
    generated: {
      client: {
        ...ALLOWED,
        client_id: "generated",
        client_secrets: [{ hash: generatedHash }],
      },
      secret,
    },
    chosen: Array.from({ length: MANY }, (_, i) => ({
      ...ALLOWED,
      client_id: `chosen-${i}`,
      client_secrets: [{ hash }],
    })),
  };
}

/**
 * The form of a token request.
 *
 * @param client_id The client.
 * @param client_secret What it presents.
 * @returns The form.
 */
export function formOf(client_id: string, client_secret: string): string {
  return new URLSearchParams({
    grant_type: "client_credentials",
    client_id,
    client_secret,
  }).toString();
}
