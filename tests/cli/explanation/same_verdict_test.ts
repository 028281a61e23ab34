// What explain says is what the server does, for whatever is configured and
// asked.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Client } from "@mintmark/oauth";
import { generateClientSecret } from "../../../mod.ts";
import {
  clientKey,
  JWT_BEARER,
  signed,
} from "../../client_authentication/assertions.ts";
import { ISSUER } from "../../fixtures.ts";
import { runs } from "../../scale.ts";
import { bothAnswers, deploymentOf } from "./both_answers.ts";

const { secret, hash } = generateClientSecret();
const KEY = await clientKey("ES256");

const A = "https://a.example/";
const B = "https://b.example/";

const optional = <T>(value: fc.Arbitrary<T>, weight = 1) =>
  fc.option(value, { nil: undefined, freq: weight });

/** There, but seldom. */
const rare = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: value },
  );

const scopes = fc.subarray(["x", "y", "y.z", "*", "w"])
  .map((list) => list.join(" "));
const resources = fc.subarray([A, B, `${A}below`, "name"]);
const oneResource = fc.constantFrom(A, B, `${A}below`, "name");
const seconds = fc.constantFrom(60, 600, 900, 3_600);

const METHODS = [
  "client_secret_basic",
  "client_secret_post",
  "private_key_jwt",
  "none",
] as const;

/** What a client may have to prove itself with; mostly a secret. */
const credentials = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ client_secrets: [{ hash }] }) },
  {
    weight: 1,
    arbitrary: fc.constant({
      client_secrets: [{ hash, expires_at: 1_000 }],
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constant({ jwks: { keys: [KEY.public_jwk] } }),
  },
  { weight: 1, arbitrary: fc.constant({}) },
);

const clients = (client_id: string) =>
  fc.tuple(
    credentials,
    fc.record({
      grant_types: optional(
        fc.constantFrom(["client_credentials"], ["client_credentials"], []),
        6,
      ),
      disabled: rare(fc.boolean()),
      scope: optional(scopes, 4),
      default_scope: optional(scopes),
      resources: optional(resources, 4),
      default_resource: optional(oneResource),
      access_token_seconds: optional(seconds),
      token_endpoint_auth_method: rare(fc.constantFrom(...METHODS)),
      token_endpoint_auth_methods: rare(fc.subarray([...METHODS])),
    }),
  ).map(([credential, members]): Client =>
    withoutAbsent({ client_id, ...credential, ...members })
  );

const configurations = fc.record({
  defaultAudience: optional(fc.constantFrom(A, B)),
  multipleResources: optional(fc.boolean()),
  resourceMatching: optional(fc.constantFrom("exact", "prefix")),
  scopeMatching: optional(fc.constantFrom("exact", "hierarchic", "wildcard")),
  resources: optional(
    fc.uniqueArray(
      fc.record({
        resource: oneResource,
        scope: scopes,
        seconds: optional(seconds),
        alg: rare(fc.constantFrom("ES256", "EdDSA")),
      }).map(withoutAbsent),
      { selector: ({ resource }) => resource, minLength: 1, maxLength: 3 },
    ),
  ),
  accessToken: optional(
    fc.record({
      seconds: optional(seconds),
      maxSeconds: optional(fc.constantFrom(3_600, 7_200)),
    }).map(withoutAbsent),
  ),
  clientAuthenticationMethods: rare(
    fc.subarray(METHODS.slice(0, 3), { minLength: 1 }),
  ),
}).map(withoutAbsent);

const questions = fc.record({
  client_id: optional(
    fc.constantFrom("of-file", "of-file", "stored", "stored", "nobody"),
    12,
  ),
  grant_type: fc.oneof(
    { weight: 12, arbitrary: fc.constant("client_credentials") },
    { weight: 1, arbitrary: fc.constant("password") },
  ),
  scope: optional(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("x", "y", "y.z", "x y", "") },
      { weight: 1, arbitrary: fc.constantFrom("nope", '"', "x.y.z") },
    ),
  ),
  resource: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: oneResource.map((one) => [one]) },
    {
      weight: 1,
      arbitrary: fc.constantFrom([A, B], [`${A}#f`], ["https://c.example/"]),
    },
  ),
  audience: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constantFrom(["name"], ["other"], [A]) },
  ),
});

/** What a client proves itself with that explain assumes to be authentic. */
async function credentialOf(
  client: Client | undefined,
  offered: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const { token_endpoint_auth_method: only, token_endpoint_auth_methods: all } =
    client ?? {};
  const isSigning = client?.jwks !== undefined;
  const methods = only !== undefined
    ? [only]
    : all ?? (isSigning
      ? ["private_key_jwt"]
      : ["client_secret_post", "client_secret_basic"]);
  const has = (method: string) =>
    methods.includes(method) && offered.includes(method);
  if (isSigning && has("private_key_jwt")) {
    const iat = Math.floor(Date.now() / 1_000);
    const { client_id } = client;
    return {
      client_assertion_type: JWT_BEARER,
      client_assertion: await signed(
        JSON.stringify({ alg: KEY.alg, kid: KEY.kid }),
        JSON.stringify({
          iss: client_id,
          sub: client_id,
          aud: ISSUER,
          iat,
          exp: iat + 60,
          jti: crypto.randomUUID(),
        }),
        KEY,
      ),
    };
  }
  const isLiving = client?.client_secrets?.some(({ expires_at = Infinity }) =>
    expires_at > Date.now() / 1_000
  );
  if (isLiving && has("client_secret_post")) return { client_secret: secret };
  if (isLiving && has("client_secret_basic")) return { basic: secret };
  return methods.includes("none") ? {} : { client_secret: secret };
}

Deno.test("explain and the server answer the same, whatever is configured and asked", async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      configurations,
      clients("of-file"),
      clients("stored"),
      questions,
      async (written, ofFile, stored, { client_id, scope, ...rest }) => {
        const deployment = await deploymentOf(
          { ...written, clients: [ofFile] },
          [stored],
        ).catch(() => undefined);
        // Resources of which one has an audience that is not described.
        fc.pre(deployment !== undefined);
        const question = {
          ...rest,
          ...(client_id !== undefined && { client_id }),
          ...(scope !== undefined && { scope }),
        };
        const client = client_id === "of-file"
          ? ofFile
          : client_id === "stored"
          ? stored
          : undefined;
        const offered: readonly string[] =
          (written as { clientAuthenticationMethods?: string[] })
            .clientAuthenticationMethods ?? METHODS;
        const credential = client_id === undefined
          ? {}
          : await credentialOf(client, offered);

        const both = await bothAnswers(deployment!, question, credential);

        const { explained, answered, verdict, steps } = both;
        assertEquals(explained, answered);
        if (!verdict.isGranted && verdict.error !== "invalid_client") {
          assertEquals(verdict.reason, both.reason);
        }
        const last = steps.at(-1)!;
        assertEquals(last.ok, verdict.isGranted, last.what);
        assert(steps.slice(0, -1).every(({ ok }) => ok));
        assert(steps.every(({ what }) => !what.includes("undefined")));
        const outcome = verdict.isGranted ? "granted" : verdict.reason;
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      },
    ),
    { numRuns: runs(150, 5_000) },
  );
  // A run in which everything is refused alike proves nothing.
  assert((seen.get("granted") ?? 0) > 4, JSON.stringify([...seen]));
  assert(seen.size >= 8, JSON.stringify([...seen]));
});

function withoutAbsent<T extends object>(
  object: T,
): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as { [Name in keyof T]: Exclude<T[Name], undefined> };
}
