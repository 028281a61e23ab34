/**
 * Clients whose secrets are stored in each of the known forms, most of them by
 * other programs.
 *
 * @module
 */

import type { Client } from "@mintmark/oauth";

/** A client, its secret, and how it is stored. */
export interface MovedClient {
  readonly client_id: string;
  readonly client_secret: string;
  readonly hash: string;
}

const HYDRA =
  "$pbkdf2-sha256$i=25000,l=32$9+PhFISYk7T5oPha6LOx0A$BFZRvBe6tSexuJRIgSEbdb9rfeob/PMnnh6BFRyGJMo";

/** Salt 00ff10a5b7c9d2e3f4051627384950ff, 1,000 rounds, by OpenSSL. */
const OPENSSL = "i=1000,l=32$AP8QpbfJ0uP0BRYnOElQ/w$";

/** One of each form. */
export const MOVED: readonly MovedClient[] = [
  {
    client_id: "generated",
    client_secret: "mintmark_EZwdNgqxUGBSHAjuavg8MYlzlOgdFNQre83XwD4p39l1FSQMh",
    hash:
      "$sha256$UDv0/46M5qqPe5ElSZK6vw$rwWlgpvu88UaBYWBAc/NRRRRGhNmbXp6rLbVAYyI8Rc",
  },
  {
    client_id: "spring",
    client_secret: "foobar",
    hash:
      "{bcrypt}$2y$05$XpzczJA/yv.HcDvOCvg3fu5X3csrxXAGr2BqDyX7h0PoTXpavvMCm",
  },
  { client_id: "hydra", client_secret: "secret-1", hash: HYDRA },
  {
    client_id: "pbkdf2-sha1",
    client_secret: "p\u00e4ssw\u00f6rd \u2713",
    hash: `$pbkdf2-sha1$${OPENSSL}1+jbN/ePPKucR/F3EQenCnghSz4vO+gJVROQne4pYfo`,
  },
  {
    client_id: "pbkdf2-sha512",
    client_secret: "p\u00e4ssw\u00f6rd \u2713",
    hash:
      `$pbkdf2-sha512$${OPENSSL}RR9L0IXl0QvW8AXy6wFxDLJ/8DM+ZHuB+O9Tt+sHPBs`,
  },
];

/** A fleet that moved over from Hydra, and starts at once. */
export const FLEET: readonly MovedClient[] = Array.from(
  { length: 20 },
  (_, i) => ({
    client_id: `hydra-${i}`,
    client_secret: "secret-1",
    hash: HYDRA,
  }),
);

/** All of them, as they are registered. */
export const MOVED_CLIENTS: readonly Client[] = [...MOVED, ...FLEET].map((
  { client_id, hash },
) => ({
  client_id,
  client_secrets: [{ hash }],
  grant_types: ["client_credentials"],
}));
