import { assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { decodeBase64Url } from "../../src/encoding/base64url.ts";
import { TokenBeginnings } from "../../src/tokens/token_beginnings.ts";
import { runs } from "../scale.ts";

const ISSUER = "https://as.example.com";
const SIGNER = { alg: "EdDSA", kid: "key-1" };

type Facts = Parameters<TokenBeginnings["of"]>[0];

/** What a token says that begins so and ends at once. */
function read({ encoded, rest }: ReturnType<TokenBeginnings["of"]>) {
  const [header, payload] = encoded.split(".").map((part) =>
    new TextDecoder().decode(decodeBase64Url(part))
  );
  return {
    header: JSON.parse(header!),
    claims: JSON.parse(`${payload}${rest}1}`),
  };
}

function expected({ client_id, subject, scope, audience }: Facts) {
  return {
    header: { alg: "EdDSA", typ: "at+jwt", kid: "key-1" },
    claims: {
      iss: ISSUER,
      sub: subject,
      aud: audience.length === 1 ? audience[0] : audience,
      client_id,
      ...(scope.length > 0 && { scope: scope.join(" ") }),
      iat: 1,
    },
  };
}

/** Few letters, so that texts are often alike when they are put together. */
const text = fc.string({
  unit: fc.constantFrom("a", "b", '"', "é", "\u{1F511}", "\ud800"),
  minLength: 1,
  maxLength: 4,
});
const facts: fc.Arbitrary<Facts> = fc.record({
  client_id: text,
  subject: text,
  scope: fc.array(fc.constantFrom("a", "b", "ab"), { maxLength: 3 }),
  audience: fc.array(text, { minLength: 1, maxLength: 3 }),
  accessTokenSeconds: fc.constantFrom(60, 3_600),
});

Deno.test("TokenBeginnings: each token says what was granted, whatever was granted before", () => {
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 30 }), (all) => {
      const beginnings = new TokenBeginnings(ISSUER, SIGNER);
      for (const each of all) {
        const beginning = beginnings.of(each);
        assertEquals(read(beginning), expected(each));
        assertEquals(beginning.scope, each.scope.join(" "));
        // The same once more, from memory.
        assertEquals(read(beginnings.of(each)), expected(each));
      }
    }),
    { numRuns: runs(100, 5_000) },
  );
});

const FACTS: Facts = {
  client_id: "ab",
  subject: "ab",
  scope: ["c"],
  audience: ["https://api.example.com/"],
  accessTokenSeconds: 3_600,
};

Deno.test("TokenBeginnings: what differs in one fact is never taken for the other", () => {
  const beginnings = new TokenBeginnings(ISSUER, SIGNER);
  const rows: Partial<Facts>[] = [
    {},
    { client_id: "a", scope: ["bc"] },
    { subject: "other" },
    { audience: ["https://other.example.com/"] },
    { audience: [...FACTS.audience, "https://other.example.com/"] },
    { scope: [] },
  ];
  for (const row of [...rows, ...rows]) {
    const each = { ...FACTS, ...row };
    assertEquals(read(beginnings.of(each)), expected(each));
  }
});

Deno.test("TokenBeginnings: keys are alike where everything is, and nowhere else", () => {
  const beginnings = new TokenBeginnings(ISSUER, SIGNER);
  const rows: Partial<Facts>[] = [
    {},
    { client_id: "a", scope: ["bc"] },
    { subject: "other" },
    { audience: ["https://other.example.com/"] },
    { scope: [] },
    { accessTokenSeconds: 360 },
    { accessTokenSeconds: 36_000 },
  ];
  const keys = [...rows, ...rows].map((row) =>
    beginnings.of({ ...FACTS, ...row }).key
  );
  assertEquals(keys.slice(rows.length), keys.slice(0, rows.length));
  assertEquals(new Set(keys).size, rows.length);
  const other = new TokenBeginnings(ISSUER, { ...SIGNER, kid: "other" });
  assertNotEquals(other.of(FACTS).key, beginnings.of(FACTS).key);
});

Deno.test("TokenBeginnings: what is changed afterwards changes nothing that is kept", () => {
  const beginnings = new TokenBeginnings(ISSUER, SIGNER);
  const audience = [...FACTS.audience];
  const kept = beginnings.of({ ...FACTS, audience });
  audience[0] = "https://other.example.com/";
  assertStrictEquals(beginnings.of(FACTS), kept);
  assertEquals(
    read(beginnings.of({ ...FACTS, audience })).claims.aud,
    audience[0],
  );
});

Deno.test("TokenBeginnings: keeps a bounded number, and nothing that is long", () => {
  const beginnings = new TokenBeginnings(ISSUER, SIGNER);
  for (let i = 0; i < 10_000; i++) {
    beginnings.of({ ...FACTS, client_id: `client-${i}` });
  }
  assertEquals(beginnings.size, 10_000);
  beginnings.of({ ...FACTS, client_id: "one more" });
  assertEquals(beginnings.size, 1);
  beginnings.of({ ...FACTS, client_id: "long", subject: "x".repeat(2_048) });
  assertEquals(beginnings.size, 1);
});
