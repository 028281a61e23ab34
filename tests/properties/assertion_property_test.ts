/** Whatever is changed in an assertion, and whatever one says. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import {
  assertion,
  clientKey,
  formOf,
  KEYED,
  keyedServer,
  signed,
} from "../client_authentication/assertions.ts";
import { ISSUER, NOW, post, type TestServer } from "../fixtures.ts";
import { runs } from "../scale.ts";

const KEY = await clientKey("EdDSA");
const CLIENT = { ...KEYED, jwks: { keys: [KEY.public_jwk] } };
const SERVER = keyedServer({ clients: [CLIENT] });
const VALID = await assertion({ key: KEY });
const [HEADER, PAYLOAD, SIGNATURE] = VALID.split(".") as [
  string,
  string,
  string,
];

/** Sends it; a refusal must be one, with a tag and without the assertion. */
async function statusOf(
  text: string,
  server: TestServer = SERVER,
): Promise<number> {
  server.events.length = 0;
  const { status, body } = await post(server, formOf(text));
  if (status !== 200) {
    assert(status === 400 || status === 401, `${status}`);
    assertEquals(body.access_token, undefined);
    const [event] = server.events;
    assert(event?.type === "refused" && event.cause === undefined);
    assertMatch((event as { reason: string }).reason, /^[a-z][a-z0-9_]+$/);
    if (text.length > 40) {
      assert(!JSON.stringify(event).includes(text));
    }
  }
  return status;
}

Deno.test("an assertion with any one bit changed is refused, and the one that it was counts", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(VALID.length - 1),
      fc.nat(6),
      async (at, bit) => {
        const code = VALID.charCodeAt(at) ^ (1 << bit);
        const text = VALID.slice(0, at) + String.fromCharCode(code) +
          VALID.slice(at + 1);
        assert(await statusOf(text) !== 200, text);
      },
    ),
    { numRuns: runs(300, 20_000) },
  );
  const server = keyedServer({ clients: [CLIENT] });
  assertEquals(await statusOf(VALID, server), 200);
});

const MEMBERS = ["alg", "kid", "iss", "sub", "aud", "exp", "iat", "jti"];

/** Removes, replaces, renames or repeats a member, or adds another. */
const change = fc.record({
  part: fc.constantFrom(0, 1),
  name: fc.oneof(fc.constantFrom(...MEMBERS), fc.string()),
  value: fc.oneof(fc.jsonValue(), fc.constant(undefined)),
});

Deno.test("an assertion with any one member changed after it was signed is refused", async () => {
  await fc.assert(
    fc.asyncProperty(change, async ({ part, name, value }) => {
      const parts = [HEADER, PAYLOAD, SIGNATURE];
      const old = decoded(parts[part]!);
      const changed = Object.fromEntries([
        ...Object.entries(old).filter(([other]) => other !== name),
        ...(value === undefined ? [] : [[name, value]]),
      ]);
      if (JSON.stringify(changed) === JSON.stringify(old)) return;
      parts[part] = encoded(changed);
      assert(await statusOf(parts.join(".")) !== 200);
    }),
    { numRuns: runs(300, 20_000) },
  );
});

/** What an honest client says, and what nobody should. */
const saying = (right: unknown) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(right) },
    fc.jsonValue(),
    fc.constantFrom(undefined, 1e400, -0, NOW, NOW * 1e3, [right], `${right}`),
  );

Deno.test("whatever a client signs gets a token where RFC 7523 §3 is kept, and a tagged refusal elsewhere", async () => {
  const claims = fc.record({
    iss: saying("keyed"),
    sub: saying("keyed"),
    aud: saying(ISSUER),
    exp: saying(NOW + 60),
    nbf: saying(undefined),
    iat: saying(NOW),
    jti: fc.oneof(fc.uuid(), saying("x")),
  });
  const header = fc.record({
    alg: saying("EdDSA"),
    kid: saying(KEY.kid),
    typ: saying("JWT"),
  });
  await fc.assert(
    fc.asyncProperty(header, claims, async (header, claims) => {
      const server = keyedServer({ clients: [CLIENT] });
      const text = await signed(
        JSON.stringify(header),
        // JSON.stringify writes what is infinite as null.
        JSON.stringify(claims).replace('"exp":null', '"exp":1e400'),
        KEY,
      );
      const status = await statusOf(text, server);
      assertEquals(status === 200, isRight(header, claims), text);
    }),
    { numRuns: runs(300, 20_000) },
  );
});

/** RFC 7523 §3 once more, for a server at NOW and the key of the client. */
function isRight(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
): boolean {
  const { iss, sub, aud, exp, nbf, iat, jti } = claims;
  const names = Array.isArray(aud) ? aud : [aud];
  const isNumber = (v: unknown): v is number =>
    typeof v === "number" && Number.isFinite(v);
  return header["alg"] === "EdDSA" &&
    (header["kid"] === undefined || header["kid"] === KEY.kid) &&
    (header["typ"] === undefined || header["typ"] === "JWT") &&
    iss === "keyed" && sub === "keyed" &&
    names.length > 0 && names.every((name) => name === ISSUER) &&
    isNumber(exp) && exp > NOW - 30 && exp <= NOW + 330 &&
    (nbf === undefined || (isNumber(nbf) && nbf <= NOW + 30)) &&
    (iat === undefined || (isNumber(iat) && iat <= NOW + 30)) &&
    typeof jti === "string" && jti !== "";
}

Deno.test("whatever text is sent as an assertion is refused, and nothing throws", async () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.array(fc.base64String(), { minLength: 2, maxLength: 4 }).map((parts) =>
      parts.join(".")
    ),
    fc.tuple(fc.json(), fc.json()).map(([one, two]) =>
      `${encodedText(one)}.${encodedText(two)}.${SIGNATURE}`
    ),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      assert(await statusOf(text) !== 200);
    }),
    { numRuns: runs(100, 20_000) },
  );
});

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/")));
}

function encoded(value: unknown): string {
  return encodedText(JSON.stringify(value));
}

function encodedText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
