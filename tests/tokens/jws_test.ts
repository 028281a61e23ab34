import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  encodeBase64Url,
  encodeTextBase64Url,
} from "../../src/encoding/base64url.ts";
import { jwtType, type ParsedJwt, parseJwt } from "../../src/tokens/jws.ts";
import { runs } from "../scale.ts";

const LONG = 4_096;
const HEADER = { alg: "ES256", kid: "k1", typ: "JWT" };
const PAYLOAD = { iss: "client", aud: ["https://as.example.com"], exp: 1.5 };
const SIGNATURE = Uint8Array.of(1, 2, 3, 4);

function jwt(header: unknown = HEADER, payload: unknown = PAYLOAD): string {
  return written(JSON.stringify(header), JSON.stringify(payload));
}

function partsOf(token: string): ParsedJwt {
  const parsed = parseJwt(token, LONG);
  if ("reason" in parsed) throw new Error(parsed.reason);
  return parsed;
}

function written(header: string, payload = JSON.stringify(PAYLOAD)): string {
  return [
    encodeTextBase64Url(header),
    encodeTextBase64Url(payload),
    encodeBase64Url(SIGNATURE),
  ].join(".");
}

Deno.test("parseJwt RFC 7515 §5.2: takes a JWT apart", () => {
  const token = jwt();
  const parsed = partsOf(token);
  assertEquals(parsed.header, HEADER);
  assertEquals(parsed.payload, PAYLOAD);
  assertEquals(parsed.signature, SIGNATURE);
  assertEquals(
    new TextDecoder().decode(parsed.signingInput),
    token.split(".").slice(0, 2).join("."),
  );
});

Deno.test("parseJwt RFC 7515 §4.1: members that are not known are kept and mean nothing", () => {
  const header = { ...HEADER, jwk: { kty: "oct" }, jku: "https://x", x: 1 };
  const parsed = partsOf(jwt(header));
  assertEquals(parsed.header, header);
});

Deno.test("parseJwt leaves an unsigned JWT to whoever checks the algorithm", () => {
  const [header, payload] = jwt({ alg: "none" }).split(".");
  const parsed = partsOf(`${header}.${payload}.`);
  assertEquals(parsed.signature.length, 0);
});

const GOOD = jwt();
const [HEAD, BODY, SIG] = GOOD.split(".") as [string, string, string];

const REFUSED: readonly (readonly [string, string, string])[] = [
  ["longer than it may be", GOOD + "A".repeat(LONG), "jwt_too_long"],
  ["that is empty", "", "jwt_not_three_parts"],
  ["of two parts", `${HEAD}.${BODY}`, "jwt_not_three_parts"],
  ["of four parts", `${GOOD}.`, "jwt_not_three_parts"],
  ["of five parts, as a JWE", `${GOOD}.a.a`, "jwt_not_three_parts"],
  ["in JSON serialization", '{"payload":"e30"}', "jwt_not_three_parts"],
  ["with padding", `${HEAD}=.${BODY}.${SIG}`, "jwt_not_base64url"],
  ["with a padded signature", `${GOOD}==`, "jwt_not_base64url"],
  ["in another alphabet", `${HEAD}.${BODY}.a+/a`, "jwt_not_base64url"],
  ["with a blank", `${HEAD}.${BODY} .${SIG}`, "jwt_not_base64url"],
  ["with a line break", `${GOOD}\n`, "jwt_not_base64url"],
  ["with unused bits set", `${HEAD}.${BODY}.AB`, "jwt_not_base64url"],
  ["that is not ASCII", `${HEAD}.${BODY}.é`, "jwt_not_base64url"],
  ["without a header", `.${BODY}.${SIG}`, "jwt_header_not_json"],
  ["without a payload", `${HEAD}..${SIG}`, "jwt_payload_not_json"],
  ["with an array for header", jwt([]), "jwt_header_not_an_object"],
  ["with a text for payload", jwt(HEADER, "x"), "jwt_payload_not_an_object"],
  [
    "with two alg",
    written('{"alg":"ES256","alg":"none"}'),
    "jwt_header_duplicate_member",
  ],
  [
    "with two sub",
    written('{"alg":"ES256"}', '{"sub":"a","sub":"b"}'),
    "jwt_payload_duplicate_member",
  ],
  [
    "with a payload that is not UTF-8",
    `${HEAD}.${encodeBase64Url(Uint8Array.of(0x7b, 0xff, 0x7d))}.${SIG}`,
    "jwt_payload_not_utf8",
  ],
  [
    "with deep nesting",
    written('{"alg":"ES256"}', "[".repeat(200)),
    "jwt_payload_nested_too_deeply",
  ],
  ["without alg", jwt({}), "jwt_alg_missing"],
  ["with a number for alg", jwt({ alg: 1 }), "jwt_alg_missing"],
  ["with null for kid", jwt({ alg: "ES256", kid: null }), "jwt_kid_not_text"],
  ["with a list for typ", jwt({ alg: "ES256", typ: [] }), "jwt_typ_not_text"],
  [
    "with crit (RFC 7515 §4.1.11)",
    jwt({ ...HEADER, crit: ["exp"], exp: 1 }),
    "jwt_critical_header",
  ],
  [
    "with an empty crit (RFC 7515 §4.1.11)",
    jwt({ ...HEADER, crit: [] }),
    "jwt_critical_header",
  ],
  [
    "with b64 that crit names (RFC 7797 §6)",
    jwt({ ...HEADER, b64: false, crit: ["b64"] }),
    "jwt_critical_header",
  ],
  [
    "with b64 alone (RFC 7797 §6)",
    jwt({ ...HEADER, b64: false }),
    "jwt_unencoded_payload",
  ],
];

for (const [what, token, expected] of REFUSED) {
  Deno.test(`parseJwt refuses a JWT ${what}: ${expected}`, () => {
    assertEquals(parseJwt(token, LONG), { reason: expected });
  });
}

Deno.test("parseJwt never throws, and only a JWT's own text makes its parts", () => {
  fc.assert(
    fc.property(
      fc.nat(GOOD.length - 1),
      fc.string({ unit: "binary", maxLength: 2 }),
      (at, other) => {
        const changed = GOOD.slice(0, at) + other + GOOD.slice(at + 1);
        const parsed = parseJwt(changed, LONG);
        if ("reason" in parsed || changed === GOOD) return;
        const signed = new TextDecoder().decode(parsed.signingInput);
        assertEquals(
          `${signed}.${encodeBase64Url(parsed.signature)}`,
          changed,
        );
      },
    ),
    { numRuns: runs(500, 50_000) },
  );
});

Deno.test("jwtType RFC 7515 §4.1.9: compares media types without case and application/", () => {
  const rows = [
    ["JWT", "jwt"],
    ["at+JWT", "at+jwt"],
    ["application/at+jwt", "at+jwt"],
    ["Application/JWT", "jwt"],
    ["text/jwt", "text/jwt"],
    ["application/a/b", "application/a/b"],
    ["", ""],
  ] as const;
  for (const [typ, expected] of rows) {
    assertEquals(jwtType({ alg: "ES256", typ }), expected);
  }
  assertEquals(jwtType({ alg: "ES256" }), undefined);
});
