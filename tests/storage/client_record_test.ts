/** The check that every store makes before it keeps a client. @module */

import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Client } from "@mintmark/oauth";
import { checkClient } from "../../src/storage/client_record.ts";

/** What follows the prefix and the cost of a bcrypt hash. */
const REST = "IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO";

/** A PBKDF2 hash whose salt and key are zeros. */
const PBKDF2 = `$pbkdf2-sha256$i=1000,l=32$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Checks a record with these members. */
function check(members: Readonly<Record<string, unknown>>): void {
  checkClient({ client_id: "orders", ...members } as unknown as Client);
}

/** The message with which a record of these members is refused. */
function messageOf(members: Readonly<Record<string, unknown>>): string {
  return assertThrows(() => check(members), TypeError).message;
}

const FINE: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { client_name: "Orders" },
  { disabled: true },
  { disabled: false },
  { disabled: undefined },
  { grant_types: [] },
  { grant_types: ["client_credentials", "urn:example:voucher"] },
  { token_endpoint_auth_method: "none" },
  { token_endpoint_auth_methods: ["client_secret_post"] },
  { scope: "" },
  { scope: "orders.read orders.write" },
  { default_scope: "orders.read" },
  { resources: ["https://api.example.com/"] },
  { default_resource: "https://api.example.com/" },
  { access_token_seconds: 1 },
  { client_secrets: [] },
  { client_secrets: Array(5).fill({ hash: `$2b$10$${REST}` }) },
  { client_secrets: [{ hash: `$2a$04$${REST}`, name: "spring" }] },
  { client_secrets: [{ hash: `$2y$14$${REST}`, expires_at: 0 }] },
  { client_secrets: [{ hash: "$argon2id$v=19$m=65536", expires_at: 1.5 }] },
  { client_secrets: [{ hash: "{SSHA}x" }] },
  { jwks_uri: "https://client.example/jwks" },
  { trusted_issuers: [] },
  { trusted_issuers: [{ issuer: "https://a", claims: { sub: "x" } }] },
  { contacts: ["ops@example.com"] },
];

Deno.test("checkClient refuses trusted issuers that are none", () => {
  for (
    const wrong of [null, {}, "https://a", [null], [{}], [{ issuer: "a" }]]
  ) {
    assertEquals(
      messageOf({ trusted_issuers: wrong }),
      'client "orders": trusted_issuers must be an array of trusted issuers',
    );
  }
});

Deno.test("checkClient accepts every member in its form, and members that it does not know", () => {
  for (const members of FINE) check(members);
});

Deno.test("checkClient RFC 6749 A.1: refuses an id that is not a text of 1 to 255 bytes without control characters", () => {
  const ids = [
    ...["", "x".repeat(256), "é".repeat(128), 7, null, undefined, ["a"]],
    // Stores would merge the last two with others, or cannot hold them.
    ...["a\n", "\u007f", "\0", "\ud800"],
  ];
  for (const client_id of ids) {
    assertEquals(
      messageOf({ client_id }),
      "client_id must be a text of 1 to 255 bytes, without control characters",
    );
  }
  for (const client_id of ["x", "x".repeat(255), "é".repeat(127), "😀"]) {
    check({ client_id });
  }
  for (const record of [null, undefined, "orders", 7, []]) {
    assertThrows(
      () => checkClient(record as unknown as Client),
      TypeError,
      "client_id must be",
    );
  }
});

const NO_TEXT = ["", 7, null, true, ["a"], {}];
const NO_LIST = ["client_credentials", null, 7, {}, [""], [7], [null], [["a"]]];
const NO_SCOPE = [7, null, ["a"], 'a"b', "a\\b", "a\tb", "a\nb", "é", {}];
const NO_FLAG = ["true", 1, 0, null, {}];
const NO_SECONDS = [0, -1, 1.5, NaN, Infinity, "60", null, [60]];

/** Each member with what it must not be. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  client_name: NO_TEXT,
  token_endpoint_auth_method: NO_TEXT,
  jwks_uri: NO_TEXT,
  default_resource: NO_TEXT,
  grant_types: NO_LIST,
  token_endpoint_auth_methods: NO_LIST,
  resources: NO_LIST,
  scope: NO_SCOPE,
  default_scope: NO_SCOPE,
  disabled: NO_FLAG,
  access_token_seconds: NO_SECONDS,
  client_secrets: ["$2b$", null, 7, {}, { hash: `$2b$10$${REST}` }],
};

Deno.test("checkClient refuses each member of a wrong form in a sentence that names client and member", () => {
  for (const [member, values] of Object.entries(WRONG)) {
    for (const value of values) {
      const message = messageOf({ [member]: value });
      assert(
        message.startsWith(`client "orders": ${member} must be `),
        `${member}: ${JSON.stringify(value)}: ${message}`,
      );
    }
  }
});

Deno.test("checkClient names the client in a way that cannot be mistaken", () => {
  const client_id = 'a": scope must be, "b';
  const message = messageOf({ client_id, disabled: 1 });
  assert(message.startsWith(`client ${JSON.stringify(client_id)}: disabled `));
});

Deno.test("checkClient refuses a sixth secret", () => {
  const client_secrets = Array(6).fill({ hash: `$2b$10$${REST}` });
  assertEquals(
    messageOf({ client_secrets }),
    'client "orders": client_secrets must be an array of at most 5',
  );
});

Deno.test("checkClient refuses a secret of a wrong form in a sentence that names its place", () => {
  const hash = `$2b$10$${REST}`;
  const rows: readonly [unknown, string][] = [
    [{ hash, name: "" }, ".name must be a text"],
    [{ hash, name: 7 }, ".name must be a text"],
    [{ hash, name: null }, ".name must be a text"],
    [{ hash, expires_at: "2030" }, ".expires_at must be epoch seconds"],
    [{ hash, expires_at: NaN }, ".expires_at must be epoch seconds"],
    [{ hash, expires_at: Infinity }, ".expires_at must be epoch seconds"],
    [{ hash, expires_at: null }, ".expires_at must be epoch seconds"],
    [{ hash, expires_at: new Date() }, ".expires_at must be epoch seconds"],
    [{}, ".hash must be usable: it is not a hash"],
    [{ hash: null }, ".hash must be usable: it is not a hash"],
    [{ hash: [hash] }, ".hash must be usable: it is not a hash"],
    [null, ".hash must be usable: it is not a hash"],
    [hash, ".hash must be usable: it is not a hash"],
  ];
  for (const [secret, says] of rows) {
    const message = messageOf({ client_secrets: [{ hash }, secret] });
    const start = `client "orders": client_secrets[1]${says}`;
    assert(message.startsWith(start), message);
  }
});

Deno.test("checkClient refuses a hash that no hasher can verify, and repeats nothing of it", () => {
  const rows: readonly [string, string][] = [
    ["hunter2-in-clear", "is not a hash: a secret is stored as"],
    ["", "is not a hash: a secret is stored as"],
    ["$hunter2-in-clear", "is not a hash: a secret is stored as"],
    ["{hunter2-in-clear", "is not a hash: a secret is stored as"],
    ["{}hunter2-in-clear", "is not a hash: a secret is stored as"],
    ["{noop}hunter2-in-clear", "is not a hash: a secret is stored as"],
    ["$sha256$", "is not a salted SHA-256 hash"],
    ["$sha256$hunter2-in-clear", "is not a salted SHA-256 hash"],
    ["{bcrypt}hunter2-in-clear", "is not a bcrypt hash"],
    [`{bcrypt}$2a$15$${REST}`, "has bcrypt cost 15: use 4 to 14"],
    ["$pbkdf2-sha224$i=1,l=1$x$x", "is not a PBKDF2 hash"],
    [PBKDF2.replace("1000", "2000001"), "has 2000001 rounds of PBKDF2"],
    [
      PBKDF2.replace("sha256", "sha224"),
      "uses sha224: use sha1, sha256, sha512",
    ],
    [` $2b$10$${REST}`, "is not a hash: a secret is stored as"],
    [
      "5f4dcc3b5aa765d61d8327deb882cf99",
      "is not a hash: a secret is stored as",
    ],
    [`$2b$15$${REST}`, "has bcrypt cost 15: use 4 to 14"],
    [`$2b$31$${REST}`, "has bcrypt cost 31: use 4 to 14"],
    [`$2a$03$${REST}`, "has bcrypt cost 3: use 4 to 14"],
    [`$2b$10$${REST.slice(1)}`, "is not a bcrypt hash"],
    [`$2b$10$${REST}x`, "is not a bcrypt hash"],
    [`$2y$1$${REST}`, "is not a bcrypt hash"],
    ["$2a$hunter2-in-clear", "is not a bcrypt hash"],
  ];
  for (const [hash, says] of rows) {
    const message = messageOf({ client_secrets: [{ hash }] });
    const start = 'client "orders": client_secrets[0].hash must be usable: it ';
    assert(message.startsWith(start + says), message);
    for (const part of ["hunter2", "5f4dcc3b", REST.slice(0, 8), "IxMd"]) {
      assert(!message.includes(part), message);
    }
  }
});

Deno.test("checkClient changes nothing", () => {
  const record = Object.freeze({
    client_id: "orders",
    grant_types: Object.freeze(["client_credentials"]),
    client_secrets: Object.freeze([Object.freeze({ hash: "$test$x" })]),
  });
  const before = JSON.stringify(record);
  checkClient(record);
  assertEquals(JSON.stringify(record), before);
});

Deno.test("checkClient refuses a record of more than 60 KiB as JSON, counted in bytes", () => {
  const room = 60 * 1024 -
    JSON.stringify({ client_id: "orders", client_name: "" }).length;
  check({ client_name: "x".repeat(room) });
  check({ client_name: "鍵".repeat(Math.floor(room / 3)) });
  for (const client_name of ["x".repeat(room + 1), "鍵".repeat(room / 3 + 1)]) {
    assertEquals(
      messageOf({ client_name }),
      'client "orders" must be a record of at most 61440 bytes as JSON',
    );
  }
});
