import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { claimsOf, NOW, post, testServer } from "../fixtures.ts";

/** The claims of a token to which a grant adds some. */
async function claimsWith(claims: unknown): Promise<Record<string, unknown>> {
  const server = testServer({
    grants: [{
      grant_type: "client_credentials",
      client: "required",
      entitle: () => ({
        subject: "test-client",
        claims: claims as Record<string, unknown>,
      }),
    }],
    defaultAudience: "https://api.example.com/",
  });
  const { status, body } = await post(server);
  assertEquals(status, 200);
  return claimsOf(body.access_token);
}

const OURS = await claimsWith({});

Deno.test("additional claims stand beside the server's", async () => {
  const added = {
    tenant: "acme",
    roles: ["a", "b"],
    nested: { a: null, b: [1, true] },
    "": "empty",
    ümlaut: "\u{1F511}",
  };
  assertEquals({ ...await claimsWith(added), jti: OURS.jti }, {
    ...OURS,
    ...added,
  });
});

/** The claims that only the server writes. */
const RESERVED: ReadonlySet<string> = new Set([
  "iss",
  "sub",
  "aud",
  "client_id",
  "scope",
  "iat",
  "exp",
  "nbf",
  "jti",
  "cnf",
]);

for (const name of RESERVED) {
  Deno.test(`RFC 9068 §2.2: an additional claim cannot be ${name}`, async () => {
    for (const value of ["forged", NOW + 1e9, ["forged"], null]) {
      const claims = await claimsWith({ [name]: value });
      assertEquals({ ...claims, jti: OURS.jti }, OURS);
      assertEquals(typeof claims.jti, "string");
    }
  });
}

Deno.test("neither toJSON nor __proto__ of additional claims reaches the server's", async () => {
  const forged = { sub: "forged", exp: NOW + 1e9 };
  for (
    const claims of [
      JSON.parse('{"__proto__":{"sub":"forged"},"toJSON":"text"}'),
      { toJSON: () => forged },
      Object.create(forged),
      { inner: { toJSON: () => '","sub":"forged' } },
    ]
  ) {
    const { sub, exp } = await claimsWith(claims);
    assertEquals([sub, exp], [OURS.sub, OURS.exp]);
  }
});

Deno.test("claims without a value are left out, and what is left is JSON", async () => {
  for (
    const claims of [
      { a: undefined },
      { a: () => {} },
      { a: Symbol("a") },
      { a: undefined, b: Symbol("b") },
      {},
      undefined,
    ]
  ) {
    assertEquals({ ...await claimsWith(claims), jti: OURS.jti }, OURS);
  }
});

Deno.test("whatever is added, the server's claims stay and what was added is what is read", async () => {
  const claims = fc.dictionary(
    fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(...RESERVED, "__proto__"),
    ),
    fc.jsonValue({ maxDepth: 2 }),
    { maxKeys: 8 },
  );
  await fc.assert(fc.asyncProperty(claims, async (added) => {
    const { jti, ...found } = await claimsWith(added);
    assertEquals(typeof jti, "string");
    const theirs = Object.entries(added).filter(([name]) =>
      !RESERVED.has(name)
    );
    const { jti: _, ...ours } = OURS;
    // Through JSON, as a resource server reads them.
    const expected = { ...ours, ...Object.fromEntries(theirs) };
    assertEquals(found, JSON.parse(JSON.stringify(expected)));
  }));
});
