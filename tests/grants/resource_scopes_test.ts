import { assertEquals, assertObjectMatch } from "@std/assert";
import type { Client, Resource } from "@mintmark/oauth";
import {
  type Answered,
  CLIENT,
  type FormInit,
  GOOD,
  post,
  type TestServer,
  testServer,
} from "../fixtures.ts";

type Options = NonNullable<Parameters<typeof testServer>[0]>;

const ORDERS = "https://orders.example.com/";
const STOCK = "https://stock.example.com/";

const RESOURCES: readonly Resource[] = [
  { resource: ORDERS, scope: "read write orders.refund" },
  { resource: STOCK, scope: "read count" },
];

const EVERYTHING = "read write count orders.refund unknown";

function serverOf(
  options: Options = {},
  client: Partial<Client> = {},
): TestServer {
  return testServer({
    clients: [{
      ...CLIENT,
      scope: EVERYTHING,
      resources: [ORDERS, STOCK, "https://undescribed.example.com/"],
      ...client,
    }],
    resources: RESOURCES,
    ...options,
  });
}

const ask = (
  server: TestServer,
  ...parameters: readonly (readonly [string, string])[]
): Promise<Answered> =>
  post(server, [...Object.entries(GOOD), ...parameters] as FormInit);

function refusal({ status, body }: Answered) {
  return { status, error: body.error, description: body.error_description };
}

/** What is asked for in `scope`, for which resources, and what is granted. */
const SCOPES: readonly {
  readonly name: string;
  readonly scope?: string;
  readonly default_scope?: string;
  readonly resources: readonly string[];
  readonly options?: Options;
  readonly granted?: string;
  readonly refused?: string;
}[] = [
  {
    name: "requested, and defined",
    scope: "write read",
    resources: [ORDERS],
    granted: "write read",
  },
  {
    name: "requested, and defined by another resource only: told",
    scope: "read count",
    resources: [ORDERS],
    refused: "count",
  },
  {
    name: "default, and in part defined by another resource: cut",
    default_scope: "read count write",
    resources: [ORDERS],
    granted: "read write",
  },
  {
    name: "default, and nowhere defined: cut to nothing",
    default_scope: "unknown",
    resources: [ORDERS],
    granted: "",
  },
  {
    name: "none, for two",
    resources: [ORDERS, STOCK],
    granted: "",
  },
  {
    name: "requested, and defined by each of two",
    scope: "read",
    resources: [ORDERS, STOCK],
    granted: "read",
  },
  {
    name: "requested, and defined by the first of two only: told",
    scope: "read write",
    resources: [ORDERS, STOCK],
    refused: "write",
  },
  {
    name: "requested, and defined by the second of two only: told",
    scope: "count",
    resources: [ORDERS, STOCK],
    refused: "count",
  },
  {
    name: "default, for two: cut to what each of them defines",
    default_scope: "write count read",
    resources: [ORDERS, STOCK],
    granted: "read",
  },
  {
    name: "hierarchic: a resource that defines orders defines orders.refund",
    scope: "orders.refund",
    resources: [ORDERS],
    options: {
      scopeMatching: "hierarchic",
      resources: [{ resource: ORDERS, scope: "orders" }],
    },
    granted: "orders.refund",
  },
  {
    name: "a resource without scope defines none: told",
    scope: "read",
    resources: [ORDERS],
    options: { resources: [{ resource: ORDERS }] },
    refused: "read",
  },
  {
    name: "a resource without scope defines none: the default is cut",
    default_scope: "read",
    resources: [ORDERS],
    options: { resources: [{ resource: ORDERS }] },
    granted: "",
  },
];

for (const { name, scope, default_scope, ...row } of SCOPES) {
  Deno.test(`a token carries only scopes that each of its resources defines: ${name}`, async () => {
    const server = serverOf(
      { multipleResources: true, ...row.options },
      default_scope === undefined ? {} : { default_scope },
    );
    const answer = await ask(
      server,
      ...row.resources.map((value) => ["resource", value] as const),
      ...(scope === undefined ? [] : [["scope", scope] as const]),
    );
    if (row.refused === undefined) {
      assertEquals([answer.status, answer.body.scope], [200, row.granted]);
    } else {
      assertEquals(refusal(answer), {
        status: 400,
        error: "invalid_scope",
        description: `The resource does not define the scope '${row.refused}'.`,
      });
      assertObjectMatch(server.events.at(-1)!, {
        reason: "scope_not_defined_by_resource",
        evidence: { scope: row.refused },
      });
    }
  });
}
