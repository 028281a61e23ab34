/**
 * What may go wrong between a platform and a token, by the reason in the event.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  clientCredentials,
  type FetchKeySet,
  jwtBearer,
  trustedIssuers,
} from "@mintmark/oauth";
import { clientKey, reasonOf } from "../client_authentication/assertions.ts";
import { reports, TRUSTED } from "../client_authentication/issuer_clients.ts";
import {
  CLIENT,
  ISSUER,
  NOW,
  post,
  type TestServer,
  testServer,
} from "../fixtures.ts";
import {
  KEY,
  PLATFORM,
  platformFetch,
  platformToken,
} from "./external_issuer.ts";

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const PROVIDER = "https://idp.example.com";
const INSIDE = "https://kubernetes.default.svc.cluster.local";

type Claims = Readonly<Record<string, unknown>>;
type Form = Readonly<Record<string, string | undefined>>;

/** What differs from a request that gets a token. */
export interface Mistake {
  readonly claims?: Claims;
  readonly header?: Claims;
  readonly isForged?: boolean;
  /** What is shown in place of a token. */
  readonly text?: string;
  readonly form?: Form;
  /** What the trusted issuer says besides, as JSON. */
  readonly trusted?: Claims;
  readonly fetch?: FetchKeySet;
  /** Whether the same was sent before. */
  readonly isSecond?: boolean;
  /** Whether the server lacks the option `trustedIssuers`. */
  readonly isWithoutOptions?: boolean;
}

/** What may be wrong with a token, wherever it is shown. */
export const ANYWHERE: Readonly<Record<string, Mistake>> = {
  assertion_issuer_not_trusted: { claims: { iss: `${PLATFORM}/` } },
  assertion_for_other_audience: { claims: { aud: `${ISSUER}/token` } },
  assertion_claim_not_trusted: { claims: { sub: "someone-else" } },
  assertion_expired: { claims: { exp: NOW - 30 } },
  assertion_expires_too_late: { claims: { exp: NOW + 86_400 } },
  assertion_issued_in_future: { claims: { iat: NOW + 60 } },
  assertion_type_not_allowed: { header: { typ: "at+jwt" } },
  assertion_alg_not_allowed: { header: { alg: "HS256" } },
  assertion_key_unknown: { header: { kid: "of another cluster" } },
  assertion_signature_wrong: { isForged: true },
  assertion_replayed: { trusted: { singleUse: true }, isSecond: true },
  jwt_not_three_parts: { text: "null" },
  key_set_name_private: {
    trusted: { issuer: INSIDE },
    claims: { iss: INSIDE },
  },
  key_set_unreachable: {
    fetch: () => Promise.reject(new TypeError("connection refused")),
  },
  key_set_status: {
    fetch: () => Promise.resolve(new Response(null, { status: 401 })),
  },
  key_set_issuer_mismatch: {
    fetch: (url) =>
      Promise.resolve(
        url.includes("openid")
          ? Response.json({ issuer: INSIDE, jwks_uri: `${PLATFORM}/keys` })
          : new Response(null, { status: 404 }),
      ),
  },
};

const JAG = { header: { typ: "oauth-id-jag+jwt" } };
/** The client of ID-JAGs. */
export const AS_WIKI = { client_id: "wiki", client_secret: "foobar" };

/** What may be wrong with a client, by error and reason. */
export const AS_CLIENT: Readonly<Record<string, Mistake>> = {
  "invalid_client client_id_missing": { form: { client_id: undefined } },
  "invalid_client unknown_client": { form: { client_id: "report" } },
  "invalid_client method_not_registered": { form: { client_id: "wiki" } },
  "invalid_client trusted_issuer_unusable": {
    trusted: { claims: { sub: "*" } },
  },
  "invalid_client assertion_expires_too_late": { isWithoutOptions: true },
  "invalid_client assertion_issuer_is_not_client": {
    isWithoutOptions: true,
    claims: { exp: NOW + 300, jti: "a" },
  },
};

/** The same of the grant. */
export const AS_GRANT: Readonly<Record<string, Mistake>> = {
  "invalid_request assertion_missing": { form: { assertion: undefined } },
  "invalid_grant subject_claim_missing": { trusted: { subject: "x:{team}" } },
  "invalid_grant identity_provider_not_trusted": JAG,
};

/** The same of an ID-JAG. */
export const AS_ID_JAG: Readonly<Record<string, Mistake>> = {
  "invalid_client no_credential": {
    form: { client_id: undefined, client_secret: undefined },
  },
  "unauthorized_client public_client": {
    form: { client_id: "open", client_secret: undefined },
  },
  "invalid_grant id_jag_for_other_client": { claims: { client_id: "chat" } },
  "invalid_grant assertion_without_jti": { claims: { jti: undefined } },
  "invalid_grant assertion_expires_too_late": { claims: { exp: NOW + 600 } },
  "invalid_grant id_jag_tenant_not_expected": { claims: { tenant: "acme" } },
  "invalid_grant assertion_replayed": { isSecond: true },
  "invalid_target id_jag_resource_not_registered": {
    claims: { resource: "https://other.example.com/" },
  },
};

function server(
  { trusted, fetch = platformFetch(), isWithoutOptions }: Mistake,
  isGrant: boolean,
): TestServer {
  const wiki = { ...CLIENT, client_id: "wiki", grant_types: [GRANT_TYPE] };
  const open = {
    client_id: "open",
    token_endpoint_auth_method: "none" as const,
    grant_types: [GRANT_TYPE],
  };
  return testServer({
    clients: [reports(trusted), wiki, open],
    ...(isWithoutOptions !== true &&
      { trustedIssuers: trustedIssuers({ fetch }) }),
    grants: isGrant
      ? [jwtBearer({
        rules: [{ ...TRUSTED, ...trusted, client_id: "reports" }],
        identityProviders: [{
          issuer: PROVIDER,
          jwks: { keys: [KEY.public_jwk] },
        }],
        fetch,
      })]
      : [clientCredentials()],
  });
}

/** A request that gets a token where nothing is wrong. */
export const CLIENT_FORM = {
  grant_type: "client_credentials",
  client_id: "reports",
  client_assertion_type:
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_assertion: "TOKEN",
};
/** The same as a grant. */
export const GRANT_FORM = { grant_type: GRANT_TYPE, assertion: "TOKEN" };

/** Sends a form with a token: the status, the error, and the reason. */
export async function send(
  form: Form,
  mistake: Mistake,
  usual: Mistake = {},
): Promise<readonly [status: number, error: unknown, reason: unknown]> {
  const { claims, header, isForged, text } = mistake;
  const key = isForged === true
    ? { ...await clientKey("ES256"), kid: KEY.kid }
    : KEY;
  const token = text ?? await platformToken(
    { ...usual.claims, ...claims },
    { ...usual.header, ...header },
    key,
  );
  const pairs = Object.entries({ ...form, ...mistake.form })
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => [name, value.replace("TOKEN", token)] as const);
  const under = server(mistake, form["grant_type"] === GRANT_TYPE);
  if (mistake.isSecond === true) {
    assertEquals((await post(under, pairs)).status, 200);
  }
  const { status, body } = await post(under, pairs);
  return [status, body.error, reasonOf(under)];
}

/** An ID-JAG. */
export const ID_JAG: Mistake = {
  ...JAG,
  claims: {
    iss: PROVIDER,
    sub: "U019488227",
    client_id: "wiki",
    exp: NOW + 300,
    jti: "id-jag",
    scope: "orders.read",
    resource: "https://api.example.com/",
  },
};

const { alg: _, ...JWK } = KEY.public_jwk;
/** A JWT-SVID, and who trusts it. */
export const SVID: Mistake = {
  claims: {
    iss: undefined,
    sub: "spiffe://prod.example.com/ns/billing/sa/reports",
    exp: NOW + 300,
  },
  trusted: {
    issuer: "spiffe://prod.example.com",
    claims: { sub: "spiffe://prod.example.com/ns/billing/sa/reports" },
    jwks: { keys: [{ ...JWK, kid: KEY.kid, use: "jwt-svid" }] },
  },
};
