import { assertEquals, assertObjectMatch } from "@std/assert";
import {
  type Client,
  clientCredentials,
  type ClientGrant,
  type Entitlement,
  type Grant,
  type GrantRequest,
  type OptionalClientGrant,
} from "@mintmark/oauth";
import {
  basic,
  claimsOf,
  CLIENT,
  GOOD,
  post,
  type TestServer,
  testServer,
} from "../fixtures.ts";

const VOUCHER = "urn:example:voucher";

const REGISTERED: Client = { ...CLIENT, grant_types: [VOUCHER] };

/** A grant that needs no client and answers with a fixed entitlement. */
function voucher(
  answer: (
    ...args: Parameters<OptionalClientGrant["entitle"]>
  ) => Entitlement | Promise<Entitlement>,
): Grant {
  return { grant_type: VOUCHER, client: "optional", entitle: answer };
}

function serverOf(grant: Grant, client: Client = REGISTERED): TestServer {
  return testServer({
    clients: [client],
    grants: [clientCredentials(), grant],
    defaultAudience: "https://api.example.com/",
  });
}

const DEVICE: Entitlement = {
  subject: "device-1",
  client_id: "devices",
  scope: "telemetry",
  default_scope: "telemetry",
};

for (
  const [how, answer] of [
    ["at once", () => DEVICE],
    ["later", () => Promise.resolve(DEVICE)],
  ] as const
) {
  Deno.test(`RFC 9068 §2.2: without a client, the grant names subject and client_id (${how})`, async () => {
    const server = serverOf(voucher(answer));
    const { status, body } = await post(server, { grant_type: VOUCHER });
    assertEquals(status, 200);
    assertEquals(body.scope, "telemetry");
    const { sub, client_id } = claimsOf(body.access_token);
    assertEquals([sub, client_id], ["device-1", "devices"]);
    const [event] = server.events.filter(({ type }) => type === "issued");
    assertObjectMatch(event!, { subject: "device-1", client_id: "devices" });
    assertEquals("method" in event!, false);
  });
}

Deno.test("an authenticated client is always named itself, whatever the grant says", async () => {
  const server = serverOf(voucher(() => DEVICE));
  const { status, body } = await post(server, {
    ...GOOD,
    grant_type: VOUCHER,
  });
  assertEquals(status, 200);
  const { sub, client_id } = claimsOf(body.access_token);
  assertEquals([sub, client_id], ["device-1", "test-client"]);
});

Deno.test("a grant with a required client is given it, and how it was authenticated", async () => {
  let seen: unknown;
  const grant: ClientGrant = {
    grant_type: VOUCHER,
    client: "required",
    entitle(_request, { client, method, secretName }) {
      seen = [client.client_id, method, secretName];
      return { subject: "device-1" };
    },
  };
  const client = {
    ...REGISTERED,
    client_secrets: [{ hash: "$test$foobar", name: "spring" }],
  };
  const { status, body } = await post(
    serverOf(grant, client),
    { grant_type: VOUCHER },
    { authorization: basic("test-client", "foobar") },
  );
  assertEquals(status, 200);
  assertEquals(seen, ["test-client", "client_secret_basic", "spring"]);
  assertEquals(claimsOf(body.access_token).sub, "device-1");
});

Deno.test("a grant with a required client is not asked where there is none", async () => {
  let asked = 0;
  const server = serverOf({
    grant_type: VOUCHER,
    client: "required",
    entitle: () => ({ subject: `device-${++asked}` }),
  });
  const { status, body } = await post(server, { grant_type: VOUCHER });
  assertEquals([status, body.error], [401, "invalid_client"]);
  assertObjectMatch(server.events[0]!, { reason: "no_credential" });
  assertEquals(asked, 0);
});

const FAILING: readonly [string, Record<string, string>, string?][] = [
  ["a wrong secret", { client_id: "test-client", client_secret: "wrong" }],
  ["an unknown client", { client_id: "nobody", client_secret: "foobar" }],
  ["a client_id alone", { client_id: "test-client" }],
  ["an unknown Authorization scheme", {}, "Bearer abc"],
  ["Basic that cannot be read", {}, "Basic !"],
  ["a client assertion", { client_assertion: "a", client_assertion_type: "x" }],
];

for (const [name, parameters, authorization] of FAILING) {
  Deno.test(`a credential that fails is refused even where none was needed: ${name}`, async () => {
    let asked = 0;
    const server = serverOf(voucher(() => {
      asked++;
      return DEVICE;
    }));
    const { status, body } = await post(
      server,
      { grant_type: VOUCHER, ...parameters },
      authorization === undefined ? {} : { authorization },
    );
    assertEquals([status, body.error], [401, "invalid_client"]);
    assertEquals(asked, 0);
  });
}

Deno.test("a client that is not registered for the grant may not use it, even where none was needed", async () => {
  const server = serverOf(voucher(() => DEVICE), CLIENT);
  const { status, body } = await post(server, { ...GOOD, grant_type: VOUCHER });
  assertEquals([status, body.error], [400, "unauthorized_client"]);
  assertObjectMatch(server.events[0]!, { reason: "grant_type_not_registered" });
});

const MALFORMED: readonly (readonly [string, unknown])[] = [
  ["nothing", undefined],
  ["null", null],
  ["a text", "device-1"],
  ["no subject", { client_id: "devices" }],
  ["an empty subject", { ...DEVICE, subject: "" }],
  ["a subject that is no text", { ...DEVICE, subject: 1 }],
  ["no client_id where there is no client", { subject: "device-1" }],
  ["an empty client_id", { ...DEVICE, client_id: "" }],
  ["a client_id that is no text", { ...DEVICE, client_id: ["devices"] }],
  ["a scope that is no text", { ...DEVICE, scope: ["telemetry"] }],
  ["resources that are no list", { ...DEVICE, resources: 1 }],
  ["an empty default_resource", { ...DEVICE, default_resource: "" }],
  ["a lifetime of zero", { ...DEVICE, access_token_seconds: 0 }],
  ["a negative lifetime", { ...DEVICE, access_token_seconds: -60 }],
  ["a broken second", { ...DEVICE, access_token_seconds: 1.5 }],
  ["a lifetime that is no number", { ...DEVICE, access_token_seconds: NaN }],
  ["a lifetime that is a text", { ...DEVICE, access_token_seconds: "60" }],
  ["claims that are a text", { ...DEVICE, claims: "admin" }],
  ["claims that are a list", { ...DEVICE, claims: ["admin"] }],
];

for (const [name, entitlement] of MALFORMED) {
  Deno.test(`a malformed entitlement is our failure, and no token: ${name}`, async () => {
    const server = serverOf(voucher(() => entitlement as Entitlement));
    const { status, body } = await post(server, { grant_type: VOUCHER });
    assertEquals([status, body.error], [500, "server_error"]);
    assertObjectMatch(server.events[0]!, {
      type: "failed",
      reason: "entitlement_malformed",
    });
  });
}

Deno.test("a grant sees the request without any credential", async () => {
  const seen: GrantRequest[] = [];
  const server = serverOf(voucher((request) => {
    seen.push(request);
    return { ...DEVICE, resources: ["https://api.example.com/", "api"] };
  }));
  const form: [string, string][] = [
    ["grant_type", VOUCHER],
    ["client_id", "test-client"],
    ["client_secret", "foobar"],
    ["voucher", "2f8b"],
    ["scope", "telemetry"],
    ["resource", "https://api.example.com/"],
    ["empty", ""],
  ];
  assertEquals((await post(server, form)).status, 200);
  assertEquals(seen.length, 1);
  const { parameters, ...rest } = seen[0]!;
  assertEquals([...parameters], [
    ["grant_type", VOUCHER],
    ["client_id", "test-client"],
    ["voucher", "2f8b"],
    ["scope", "telemetry"],
  ]);
  assertEquals(rest, {
    grant_type: VOUCHER,
    scope: "telemetry",
    resource: ["https://api.example.com/"],
    audience: [],
  });
});
