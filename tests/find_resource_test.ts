import { assertEquals } from "@std/assert";
import { findResource } from "../src/resource.ts";

const API = "https://api.example.com/";
const V1 = "https://API.example.com:443/v1";

/** Registered, requested, found when exact, found when prefixes count. */
const FINDINGS: readonly (readonly [
  registered: readonly string[],
  requested: string,
  exact: string | undefined,
  prefix: string | undefined,
])[] = [
  [[], API, undefined, undefined],
  [[API], API, API, API],
  // The registered spelling is what is found.
  [[API], "HTTPS://API.EXAMPLE.COM:443", API, API],
  [[V1], "https://api.example.com/v1", V1, V1],
  [["https://other.example/", API], API, API, API],
  [[API], "https://other.example/", undefined, undefined],
  [[API], "http://api.example.com/", undefined, undefined],
  [[API], "https://api.example.com:8443/", undefined, undefined],
  // Below a registered one.
  [[API], "https://api.example.com/v1", undefined, API],
  [[API], "https://api.example.com/v1/orders", undefined, API],
  [[API], "https://api.example.com/?tenant=a", undefined, API],
  [
    ["https://api.example.com"],
    "https://API.example.com/v1",
    undefined,
    "https://api.example.com",
  ],
  [[V1], "https://api.example.com/v1/", undefined, V1],
  [[V1], "https://api.example.com/v1/orders?x=1", undefined, V1],
  // At segment borders only.
  [[V1], "https://api.example.com/v10", undefined, undefined],
  [[V1], "https://api.example.com/v1.1", undefined, undefined],
  [[V1], "https://api.example.com/v1%2Forders", undefined, undefined],
  [[V1], "https://api.example.com/v1?x=1", undefined, undefined],
  [[V1], "https://api.example.com/V1/orders", undefined, undefined],
  [
    ["https://api.example.com/v1/"],
    "https://api.example.com/v1",
    undefined,
    undefined,
  ],
  [[API], "https://api.example.com.evil.example/", undefined, undefined],
  [[API], "https://api.example.com:8443/v1", undefined, undefined],
  // Never upwards.
  [[V1], API, undefined, undefined],
  // A query has nothing below it.
  [
    ["https://api.example.com/?x=1"],
    "https://api.example.com/?x=1/v1",
    undefined,
    undefined,
  ],
  [
    ["https://api.example.com/?x=/"],
    "https://api.example.com/?x=/v1",
    undefined,
    undefined,
  ],
  // What is no resource is not found, even where it is registered so.
  [["orders"], "orders", undefined, undefined],
  [[API], "https://api.example.com/v1/../../", undefined, undefined],
  [[API], "https://api.example.com/v1/%2e%2e/", undefined, undefined],
  [[API], "https://api.example.com/v1#part", undefined, undefined],
  [
    ["https://api.example.com/a/../b"],
    "https://api.example.com/b",
    undefined,
    undefined,
  ],
  [["https://user@api.example.com/"], API, undefined, undefined],
  // Other schemes.
  [
    ["urn:example:api"],
    "URN:example:api",
    "urn:example:api",
    "urn:example:api",
  ],
  [["urn:example:api"], "urn:example:api:v1", undefined, undefined],
  [
    ["spiffe://prod.example"],
    "spiffe://prod.example/a",
    undefined,
    "spiffe://prod.example",
  ],
];

Deno.test("findResource: finds the registered spelling of what is requested", () => {
  for (const [registered, requested, exact, prefix] of FINDINGS) {
    const message = `[${registered}] with ${requested}`;
    assertEquals(findResource(registered, requested, "exact"), exact, message);
    assertEquals(
      findResource(registered, requested, "prefix"),
      prefix,
      message,
    );
  }
});

Deno.test("findResource: the closest of several prefixes is meant, in whatever order they are", () => {
  const registered = [
    "https://api.example.com/",
    "https://api.example.com/v1/orders",
    "https://API.example.com/v1",
  ];
  const rows = [
    [
      "https://api.example.com/v1/orders/7",
      "https://api.example.com/v1/orders",
    ],
    ["https://api.example.com/v1/stock", "https://API.example.com/v1"],
    ["https://api.example.com/v2", "https://api.example.com/"],
    // The very one is closer than any prefix.
    ["https://api.example.com/v1", "https://API.example.com/v1"],
  ] as const;
  for (const [requested, expected] of rows) {
    for (const order of [registered, registered.toReversed()]) {
      assertEquals(findResource(order, requested, "prefix"), expected);
    }
  }
});

Deno.test("findResource: of two registered spellings of one resource, the requested one is found", () => {
  const registered = ["https://api.example.com", "https://api.example.com/"];
  for (const matching of ["exact", "prefix"] as const) {
    for (const spelling of registered) {
      assertEquals(findResource(registered, spelling, matching), spelling);
    }
    assertEquals(
      findResource(registered, "https://api.example.com:443", matching),
      registered[0],
    );
  }
});
