import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Grant, Policy } from "@mintmark/oauth";
import {
  claimsOf,
  GOOD,
  ISSUER,
  NOW,
  post,
  type TestServer,
  testServer,
} from "../fixtures.ts";
import { runs } from "../scale.ts";

const RUNS = runs(200, 20_000);

/** The claims that only the server writes (RFC 9068 §2.2 and beyond it). */
const OURS = [
  ...["iss", "sub", "aud", "client_id", "scope", "iat", "exp", "jti"],
  ...["cnf", "nbf"],
];

/** More is refused as too large, which is not what is tested here. */
const MAXIMUM_LENGTH = 8_192;

/** Values of claims: JSON, objects with our names in them, and odd ones. */
const VALUE = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.dictionary(fc.constantFrom(...OURS, "__proto__", "toJSON"), fc.string(), {
    maxKeys: 3,
  }),
  fc.constantFrom<unknown>(
    "https://evil.example",
    4_102_444_800,
    ["https://api.example.com/", "https://evil.example"],
    { jkt: "evil" },
    null,
    "",
    '},"iss":"https://evil.example',
    '"',
    "\u2028",
    "\ud800",
  ),
  // What JSON.stringify calls, were it handed the claims as they are.
  fc.constantFrom<unknown>(
    () => ({ iss: "https://evil.example", sub: "evil" }),
    { toJSON: () => ({ iss: "https://evil.example" }) },
    undefined,
    Symbol("evil"),
    new Date(0),
  ),
);

const NAME = fc.oneof(
  fc.constantFrom(...OURS),
  fc.constantFrom(
    ...["__proto__", "toJSON", "constructor", "prototype", "hasOwnProperty"],
    ...["tenant", "roles", "auth_time", "act", "0", "", "ISS", "iss ", "i\0ss"],
  ),
  fc.string({ unit: "binary", maxLength: 6 }),
);

/** Own, enumerable members; `__proto__` is a member like any other. */
function toObject(entries: readonly (readonly [string, unknown])[]) {
  const object: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}

const CLAIMS = fc.uniqueArray(fc.tuple(NAME, VALUE), {
  selector: ([name]) => name,
  maxLength: 8,
}).map(toObject).filter((claims) =>
  Object.values(claims).map((value) => JSON.stringify(value) ?? "")
    .join("").length < MAXIMUM_LENGTH / 2
);

/** What claims become in a token: JSON, without ours and what is no JSON. */
function expectedOf(...sources: readonly Record<string, unknown>[]) {
  const merged = new Map(sources.flatMap((source) => Object.entries(source)));
  const kept = [...merged].flatMap(([name, value]) => {
    const json = typeof value === "function" || OURS.includes(name)
      ? undefined
      : JSON.stringify(value);
    return json === undefined ? [] : [[name, JSON.parse(json)] as const];
  });
  return toObject(kept);
}

function withoutOurs(claims: Record<string, unknown>) {
  return toObject(
    Object.entries(claims).filter(([name]) => !OURS.includes(name)),
  );
}

/** Checks a token: ours are the server's, the others are as expected. */
async function check(
  server: TestServer,
  form: Readonly<Record<string, string>>,
  expected: {
    readonly ours: Readonly<Record<string, unknown>>;
    readonly added: Record<string, unknown>;
  },
): Promise<void> {
  const { status, body } = await post(server, form);
  assertEquals(status, 200);
  const claims = claimsOf(body.access_token);
  const { jti, ...ours } = Object.fromEntries(
    Object.entries(claims).filter(([name]) => OURS.includes(name)),
  );
  assertEquals(ours, {
    iss: ISSUER,
    aud: ISSUER,
    iat: NOW,
    exp: NOW + 3_600,
    ...expected.ours,
  });
  assert(/^[\w-]{22}$/.test(jti as string));
  assertEquals(withoutOurs(claims), expected.added);
  assertEquals(Object.getPrototypeOf(claims), Object.prototype);
  // A name that stood twice in the text would be lost here.
  const text = payloadOf(body.access_token);
  assertEquals(JSON.stringify(claims).length, text.length);
}

function payloadOf(jwt: string): string {
  const payload = jwt.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/** With a scope and without: then ours is not in the token at all. */
const SCOPES = [
  [{ scope: "orders.read" }, { scope: "orders.read" }],
  [{}, {}],
] as const;

Deno.test("policy: no claim that it adds overrides one of the server's, also where that is omitted", async () => {
  let claims: Record<string, unknown> = {};
  const policy: Policy = () => ({ claims });
  const server = testServer({ policy });
  await fc.assert(
    fc.asyncProperty(
      CLAIMS,
      fc.constantFrom(...SCOPES),
      async (added, [asked, granted]) => {
        claims = added;
        await check(server, { ...GOOD, ...asked }, {
          ours: { sub: "test-client", client_id: "test-client", ...granted },
          added: expectedOf(added),
        });
      },
    ),
    { numRuns: RUNS },
  );
});

Deno.test("grant: no claim of an entitlement overrides one of the server's, and a policy's claim goes before it", async () => {
  let [ofGrant, ofPolicy]: Record<string, unknown>[] = [{}, {}];
  const grant: Grant = {
    grant_type: "urn:example:voucher",
    client: "optional",
    entitle: () => ({
      subject: "device-1",
      client_id: "devices",
      scope: "orders.read",
      claims: ofGrant!,
    }),
  };
  const server = testServer({
    grants: [grant],
    policy: () => ({ claims: ofPolicy! }),
  });
  await fc.assert(
    fc.asyncProperty(
      CLAIMS,
      CLAIMS,
      fc.constantFrom(...SCOPES),
      async (one, other, [asked, granted]) => {
        [ofGrant, ofPolicy] = [one, other];
        await check(server, { grant_type: grant.grant_type, ...asked }, {
          ours: { sub: "device-1", client_id: "devices", ...granted },
          added: expectedOf(one, other),
        });
      },
    ),
    { numRuns: RUNS },
  );
});
