import { assertEquals } from "@std/assert";
import type { Client, Entitlement, Grant, Resource } from "@mintmark/oauth";
import {
  claimsOf,
  CLIENT,
  GOOD,
  NOW,
  post,
  SIGNER,
  testServer,
} from "../fixtures.ts";

const API = "https://api.example.com/";
const OTHER = "https://other.example.com/";

/** Everything that may set a lifetime, in seconds; absent = does not. */
interface Row {
  readonly name: string;
  readonly server?: number;
  readonly maximum?: number;
  readonly client?: number;
  readonly resource?: number;
  /** A second resource of the same token. */
  readonly other?: number;
  readonly grant?: number;
  readonly policy?: number;
  readonly expected: number;
}

const ROWS: readonly Row[] = [
  { name: "an hour where nothing is set", expected: 3_600 },
  { name: "the server's", server: 1_800, expected: 1_800 },
  {
    name: "the client's replaces a longer one of the server",
    server: 1_800,
    client: 60,
    expected: 60,
  },
  {
    name: "the client's replaces a shorter one of the server",
    server: 60,
    client: 7_200,
    expected: 7_200,
  },
  {
    name: "the resource's replaces a longer one of the server",
    resource: 60,
    expected: 60,
  },
  {
    name: "the resource's replaces a shorter one of the server",
    server: 60,
    resource: 7_200,
    expected: 7_200,
  },
  {
    name: "of client's and resource's the shorter: the client's",
    server: 10,
    client: 100,
    resource: 200,
    expected: 100,
  },
  {
    name: "of client's and resource's the shorter: the resource's",
    server: 10,
    client: 200,
    resource: 100,
    expected: 100,
  },
  {
    name: "of two resources' the shorter: the second's",
    server: 10,
    resource: 200,
    other: 100,
    expected: 100,
  },
  {
    name: "of two resources' the shorter: the first's",
    server: 10,
    resource: 100,
    other: 200,
    expected: 100,
  },
  {
    name: "of two resources' the only one that is set",
    server: 10,
    other: 200,
    expected: 200,
  },
  { name: "a grant shortens", grant: 60, expected: 60 },
  { name: "a grant does not lengthen", grant: 7_200, expected: 3_600 },
  {
    name: "a grant does not lengthen what the client sets",
    client: 60,
    grant: 120,
    expected: 60,
  },
  {
    name: "a grant shortens what the client sets",
    client: 120,
    grant: 60,
    expected: 60,
  },
  { name: "a policy shortens", policy: 60, expected: 60 },
  { name: "a policy does not lengthen", policy: 7_200, expected: 3_600 },
  {
    name: "a policy does not lengthen what a grant shortened",
    grant: 60,
    policy: 120,
    expected: 60,
  },
  {
    name: "a policy shortens what a grant shortened",
    grant: 120,
    policy: 60,
    expected: 60,
  },
  {
    name: "the maximum is a day: a client's is cut",
    client: 1_000_000,
    expected: 86_400,
  },
  {
    name: "the maximum is a day: a resource's is cut",
    resource: 86_401,
    expected: 86_400,
  },
  {
    name: "a maximum of its own cuts the default",
    maximum: 600,
    expected: 600,
  },
  {
    name: "a maximum of its own cuts the client's",
    server: 60,
    maximum: 600,
    client: 900,
    expected: 600,
  },
  {
    name: "a maximum of its own lets more than a day pass",
    maximum: 1_000_000,
    client: 500_000,
    expected: 500_000,
  },
  { name: "one second is a lifetime", client: 1, expected: 1 },
];

function describe(row: Row): readonly Resource[] {
  if (row.resource === undefined && row.other === undefined) return [];
  return [[API, row.resource], [OTHER, row.other]].map((
    [resource, seconds],
  ) => ({
    resource: resource as string,
    ...(seconds !== undefined && { accessTokenSeconds: seconds as number }),
  }));
}

for (const row of ROWS) {
  Deno.test(`lifetime: ${row.name}`, async () => {
    const grant: Grant = {
      grant_type: "client_credentials",
      client: "required",
      entitle: (_request, { client }): Entitlement => ({
        subject: client.client_id,
        resources: client.resources ?? [],
        ...(row.grant !== undefined && { access_token_seconds: row.grant }),
      }),
    };
    const client: Client = {
      ...CLIENT,
      resources: [API, OTHER],
      ...(row.client !== undefined && { access_token_seconds: row.client }),
    };
    const server = testServer({
      clients: [client],
      grants: [grant],
      resources: describe(row),
      multipleResources: true,
      ...(row.server !== undefined && { accessTokenSeconds: row.server }),
      ...(row.maximum !== undefined && { maxAccessTokenSeconds: row.maximum }),
      policy: () =>
        row.policy === undefined
          ? undefined
          : { accessTokenSeconds: row.policy },
    });
    const { status, body } = await post(server, [
      ...Object.entries(GOOD),
      ["resource", API],
      ...(row.other === undefined ? [] : [["resource", OTHER] as const]),
    ]);
    assertEquals([status, body.expires_in], [200, row.expected]);
    const { iat, exp } = claimsOf(body.access_token);
    assertEquals([iat, exp], [NOW, NOW + row.expected]);
  });
}

Deno.test("lifetime: the maximum is over the policy as well", async () => {
  const server = testServer({
    accessTokenSeconds: 60,
    maxAccessTokenSeconds: 60,
    policy: () => ({ accessTokenSeconds: 61 }),
  });
  assertEquals((await post(server)).body.expires_in, 60);
});

Deno.test("a clock with fractions is read in whole seconds, once for a request", async () => {
  let reads = 0;
  const server = testServer({
    signer: SIGNER,
    now: () => NOW + reads++ * 100 + 0.9,
    defaultAudience: API,
  });
  const { body } = await post(server);
  const { iat, exp } = claimsOf(body.access_token);
  assertEquals([iat, exp - iat, body.expires_in], [NOW, 3_600, 3_600]);
  const issued = server.events.find(({ type }) => type === "issued");
  assertEquals(issued?.time, NOW);
});
