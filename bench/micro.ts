/**
 * What one token request costs in process, as a whole and step by step.
 *
 * The rows of the first groups make a `Request` and read a `Response` as well,
 * in the floor as in ours. Rows run one after the other, so on a machine that
 * is busy two of them compare badly: `added.ts` is for that.
 *
 * @module
 */

import { clientCredentials } from "@mintmark/oauth";
import { requestContext } from "../src/context.ts";
import {
  encodeBase64Url,
  encodePortably,
  encodeTextBase64Url,
} from "../src/encoding/base64url.ts";
import { randomIds } from "../src/encoding/random.ts";
import { sipHash } from "../src/encoding/sip_hash.ts";
import { Events } from "../src/events.ts";
import { authorize } from "../src/grants/authorize.ts";
import { parseAuthorization } from "../src/http/basic.ts";
import { fromRequest, toResponse } from "../src/http/exchange.ts";
import { parseForm } from "../src/http/form.ts";
import { tokenAnswer } from "../src/http/respond.ts";
import { readTokenRequest } from "../src/http/token_request.ts";
import { singleKeyRing } from "../src/keys/key_ring.ts";
import { importSigner } from "../src/keys/import_signer.ts";
import { SCOPE_MATCHERS } from "../src/scope.ts";
import { SecretVerifier } from "../src/secrets/secret_verifier.ts";
import { jwtFormat } from "../src/tokens/jwt.ts";
import {
  type Algorithm,
  AUDIENCE,
  FORM,
  ISSUER,
  makeHandler,
  makeKey,
  makeMintmark,
  tokenRequest,
} from "./subjects.ts";

for (const alg of ["EdDSA", "ES256"] satisfies Algorithm[]) {
  const jwk = await makeKey(alg);
  const floor = await makeHandler("floor", alg, jwk);
  const { handleTokenRequest, close } = await makeMintmark(alg, jwk);
  // The first request pays for bcrypt, in a worker.
  const { status } = await handleTokenRequest(tokenRequest());
  if (status !== 200) throw new Error(`answered ${status}`);
  close();
  Deno.bench(`floor, ${alg}`, { group: alg, baseline: true }, async () => {
    await (await floor(tokenRequest())).text();
  });
  Deno.bench(`Mintmark, ${alg}`, { group: alg }, async () => {
    await (await handleTokenRequest(tokenRequest())).text();
  });
}

const group = "steps";
const UTF8 = new TextEncoder();
const NOW = 1_700_000_000;
const DEADLINE = 5_000;
const events = new Events(() => {}, () => NOW);
const context = requestContext(NOW, {}, DEADLINE);
const form = UTF8.encode(FORM);

Deno.bench("a Request made and read", { group }, async () => {
  await tokenRequest().text();
});

const reading = {
  limits: { maxBodyBytes: 16_384, bodyMilliseconds: DEADLINE },
  grantTypes: ["client_credentials"],
  basicCredentials: "lenient",
  allow: "POST",
} as const;
Deno.bench("a Request made and read as a token request", {
  group,
}, async () => {
  await readTokenRequest(fromRequest(tokenRequest()), reading);
});

Deno.bench("form", { group }, () => void parseForm(form));

const authorization = `Basic ${btoa("test-client:foobar")}`;
Deno.bench("Basic", { group }, () => {
  parseAuthorization(authorization, "lenient");
});

Deno.bench("context and one deadline", { group }, async () => {
  await requestContext(NOW, {}, DEADLINE).within(Promise.resolve());
});

const hash = "$always$";
const verifier = new SecretVerifier({
  hashers: [{
    prefixes: [hash],
    blocksEventLoop: false,
    problem: () => undefined,
    hash: () => Promise.resolve(hash),
    verify: () => Promise.resolve(true),
    needsRehash: () => false,
    close: () => {},
  }],
  cache: { maxClients: 10_000 },
  events,
});
const presented = {
  client_id: "test-client",
  secret: "foobar",
  active: [{ hash }],
};
await verifier.verify(presented, context);
Deno.bench("verified-secret cache", { group }, () => {
  if (verifier.recall(presented, NOW) === undefined) throw new Error("lost");
});

const digest = sipHash(new Uint32Array(4));
Deno.bench("SipHash of a secret", { group }, () => {
  digest("11:test-clientfoobar");
});

const rules = {
  matchScope: SCOPE_MATCHERS.get("exact")!,
  resources: {
    issuer: ISSUER,
    defaultAudience: undefined,
    matching: "exact",
    multipleResources: false,
    described: new Map(),
  },
  accessTokenSeconds: 3_600,
  maxAccessTokenSeconds: 86_400,
  policy: undefined,
  events,
} as const;
const facts = {
  request: {
    grant_type: clientCredentials().grant_type,
    parameters: new Map([["scope", "orders.read"]]),
    scope: "orders.read",
    resource: [AUDIENCE],
    audience: [],
  },
  client: undefined,
  client_id: "test-client",
  entitlement: {
    subject: "test-client",
    scope: "orders.read orders.write",
    resources: [AUDIENCE],
  },
};
Deno.bench("authorize", { group }, async () => {
  await authorize(rules, facts, context);
});

const granted = await authorize(rules, facts, context);
const signer = await importSigner("EdDSA", await makeKey("EdDSA"));
const signature = new Uint8Array(64).fill(7);
const format = jwtFormat({
  issuer: ISSUER,
  keys: singleKeyRing({ ...signer, sign: () => Promise.resolve(signature) }),
  now: () => context.now,
  seamMilliseconds: 5_000,
  events,
});
Deno.bench("JWT but its signature", { group }, async () => {
  await format.issue(granted, context, undefined);
});

const input = new Uint8Array(400).fill(65);
Deno.bench("signature, EdDSA", { group }, async () => {
  await signer.sign(input, context.signal);
});

const es256 = await importSigner("ES256", await makeKey("ES256"));
Deno.bench("signature, ES256", { group }, async () => {
  await es256.sign(input, context.signal);
});

Deno.bench("base64url of a signature", { group }, () => {
  encodeBase64Url(signature);
});
Deno.bench("base64url of a signature, as on Node 24", { group }, () => {
  encodePortably(signature);
});
const payload = "x".repeat(220);
Deno.bench("base64url of a payload", { group }, () => {
  encodeTextBase64Url(payload);
});

const newId = randomIds();
Deno.bench("jti", { group }, () => void newId());

const token = await format.issue(granted, context, undefined);
Deno.bench("Response", { group }, () => {
  toResponse(tokenAnswer(token, false));
});
