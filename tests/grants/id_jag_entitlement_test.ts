/** What an ID-JAG entitles to. @module */

import { assertEquals, assertThrows } from "@std/assert";
import { type Client, type Entitlement, OAuthError } from "@mintmark/oauth";
import { entitlementOfIdJag } from "../../src/grants/id_jag.ts";
import type { IdJagClaims } from "../../src/tokens/id_jag.ts";
import { NOW } from "../fixtures.ts";

const CHAT = "https://chat.example.com/";
const WIKI = "https://wiki.example.com/a";

const CLIENT: Client = {
  client_id: "wiki",
  scope: "chat.read chat.write",
  default_scope: "chat.write",
  resources: [CHAT, WIKI],
  default_resource: WIKI,
};

function entitled(
  claims: Partial<IdJagClaims>,
  asked: readonly string[] = [],
  client: Partial<Client> = {},
): Entitlement {
  return entitlementOfIdJag(
    {
      iss: "https://idp.example",
      sub: "alice",
      jti: "1",
      exp: NOW + 300,
      ...claims,
    },
    { ...CLIENT, ...client },
    {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      parameters: new Map(),
      scope: undefined,
      resource: asked,
      audience: [],
    },
    "acme:alice",
  );
}

const SCOPES: readonly [
  string,
  string | undefined,
  string | undefined,
  string,
][] = [
  ["what both have", "chat.read", "chat.read chat.write", "chat.read"],
  [
    "never more than the client has",
    "chat.read admin",
    "chat.read",
    "chat.read",
  ],
  ["nothing where the ID-JAG says nothing", undefined, "chat.read", ""],
  ["nothing where the client has none", "chat.read", undefined, ""],
  ["no wildcard of the client", "chat.read", "chat.*", ""],
  ["no wildcard of the ID-JAG", "chat.*", "chat.read", ""],
];

for (const [what, claimed, registered, expected] of SCOPES) {
  Deno.test(`ID-JAG §4.4.1: scope is ${what}`, () => {
    const { scope: _, ...client } = CLIENT;
    const { scope, default_scope } = entitlementOfIdJag(
      {
        iss: "https://idp.example",
        sub: "alice",
        jti: "1",
        exp: NOW,
        ...(claimed !== undefined && { scope: claimed }),
      },
      { ...client, ...(registered !== undefined && { scope: registered }) },
      {
        grant_type: "x",
        parameters: new Map(),
        scope: undefined,
        resource: [],
        audience: [],
      },
      "alice",
    );
    assertEquals([scope, default_scope], [expected, expected]);
  });
}

Deno.test("ID-JAG §4.4.1: the one resource that it names is that of the token, in the spelling of the client", () => {
  for (const resource of [CHAT, [CHAT], "https://CHAT.example.com:443"]) {
    const { resources, default_resource } = entitled({ resource });
    assertEquals([resources, default_resource], [[CHAT], CHAT]);
  }
});

Deno.test("ID-JAG §4.4.1: of several resources the request names one; no default stands in for them", () => {
  const resource = [CHAT, WIKI];
  const error = assertThrows(() => entitled({ resource }), OAuthError);
  assertEquals([error.error, error.reason], [
    "invalid_target",
    "id_jag_resource_missing",
  ]);
  const { resources, default_resource } = entitled({ resource }, [CHAT]);
  assertEquals([resources, default_resource], [resource, undefined]);
});

Deno.test("ID-JAG §4.4.1: a resource that the client does not have is not granted", () => {
  const resource = "https://chat.example.com/b";
  const error = assertThrows(() => entitled({ resource }), OAuthError);
  assertEquals([error.error, error.reason], [
    "invalid_target",
    "id_jag_resource_not_registered",
  ]);
  assertEquals(
    entitled({ resource: [resource, CHAT] }).resources,
    [CHAT],
  );
});

Deno.test("ID-JAG §3: without a resource those of the client count", () => {
  const { resources, default_resource } = entitled({});
  assertEquals([resources, default_resource], [[CHAT, WIKI], WIKI]);
  const { resources: none } = entitled({}, [], { resources: [] });
  assertEquals(none, []);
});

Deno.test("ID-JAG: the subject is the one that the rule makes", () => {
  assertEquals(entitled({}).subject, "acme:alice");
});
