import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { generateSigner } from "@mintmark/oauth";
import {
  AccessTokenError,
  type Profile,
  type VerifiedClaims,
} from "@mintmark/oauth/resource-server";
import { ISSUER, NOW } from "../fixtures.ts";
import {
  API,
  CLAIMS,
  HEADER,
  testVerifier,
  token,
  tokenOf,
} from "../resource_server/tokens.ts";
import { IS_FULL, runs } from "../scale.ts";

/** The cheapest algorithm to verify, by far. */
const SIGNER = await generateSigner("EdDSA");
const JWKS = { keys: [SIGNER.publicJwk] };
const VERIFIERS = {
  strict: testVerifier({ jwks: JWKS }),
  lenient: testVerifier({ jwks: JWKS, profile: "lenient" }),
};
const MADE_OF_OURS = { alg: SIGNER.alg, kid: SIGNER.kid };

/** The claims, or `undefined` for a refusal; whatever else is thrown fails. */
async function verified(
  text: string,
  profile: Profile = "strict",
): Promise<VerifiedClaims | undefined> {
  try {
    return await VERIFIERS[profile].verify(text);
  } catch (error) {
    if (!(error instanceof AccessTokenError)) throw error;
    assert(error.status === 401, `${error.status}: ${error.reason}`);
    return undefined;
  }
}

Deno.test("verify, as a property: a token of which any one bit differs is refused", async () => {
  const good = await token({}, MADE_OF_OURS, SIGNER);
  assertEquals((await verified(good))?.jti, CLAIMS.jti);
  const bits = 8 * good.length;
  const step = IS_FULL ? 1 : 7;
  for (let bit = 0; bit < bits; bit += step) {
    const at = bit >> 3;
    const code = good.charCodeAt(at) ^ (1 << (bit & 7));
    const changed = good.slice(0, at) + String.fromCharCode(code) +
      good.slice(at + 1);
    assertEquals(await verified(changed), undefined, `bit ${bit}`);
    assertEquals(await verified(changed, "lenient"), undefined, `bit ${bit}`);
  }
});

Deno.test("verify, as a property: no text makes it throw anything else", async () => {
  const part = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.base64String().map((text) => text.replace(/=+$/, "")),
    fc.json().map((text) => btoa(encodeURI(text)).replace(/=+$/, "")),
  );
  const text = fc.oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.array(part, { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join(".")).filter((joined) => joined !== ""),
  );
  await fc.assert(
    fc.asyncProperty(text, async (text) => {
      assertEquals(await verified(text), undefined);
      assertEquals(await verified(text, "lenient"), undefined);
    }),
    { numRuns: runs(150, 30_000) },
  );
});

/** Values of a member, among them those that make a good token. */
const valueOf = (good: unknown) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(good) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>(
        ...[undefined, null, "", [], {}, [good], [good, good], [[good]], 0],
        ...[-1, 1e308, NOW - 40, NOW - 30, NOW + 30, NOW + 40, String(good)],
        ...["JWT", "at+jwt", "AT+JWT", "none", "HS256", API, `${API}x`, ISSUER],
      ),
    },
  );

const membersLike = (good: Readonly<Record<string, unknown>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(good).map(([name, value]) => [name, valueOf(value)]),
    ),
  );

Deno.test("verify, as a property: what it accepts, jose accepts as well", async () => {
  const keys = createLocalJWKSet(JWKS as unknown as JSONWebKeySet);
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(
      membersLike({ ...HEADER, ...MADE_OF_OURS }),
      membersLike({ ...CLAIMS, nbf: NOW }),
      fc.constantFrom<Profile>("strict", "lenient"),
      async (header, claims, profile) => {
        const text = await tokenOf(
          JSON.stringify(header),
          JSON.stringify(claims),
          SIGNER,
        );
        if (await verified(text, profile) === undefined) return;
        accepted++;
        const isTyped = profile === "strict";
        await jwtVerify(text, keys, {
          issuer: ISSUER,
          audience: API,
          currentDate: new Date(1000 * NOW),
          clockTolerance: 30,
          algorithms: ["EdDSA"],
          ...(isTyped && {
            typ: "at+jwt",
            requiredClaims: ["exp", "iat", "sub", "client_id", "jti"],
          }),
        });
      },
    ),
    { numRuns: runs(300, 30_000) },
  );
  assert(accepted > 10, "some are accepted");
});
