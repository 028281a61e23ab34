/** Trusted issuers whose keys come over a real socket. @module */

import { assertEquals } from "@std/assert";
import {
  clientCredentials,
  jwtBearer,
  type TrustedIssuer,
  trustedIssuers,
} from "@mintmark/oauth";
import { formOf, reasonOf } from "../client_authentication/assertions.ts";
import { NAMED, reports } from "../client_authentication/issuer_clients.ts";
import { ISSUER, post, type TestServer, testServer } from "../fixtures.ts";
import { KEY, platformToken } from "./external_issuer.ts";
import { keySetServer } from "./key_set_server.ts";

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** A platform that says that it is some issuer, and where its keys are. */
function platform(metadata: (origin: string) => Record<string, unknown>) {
  return keySetServer(({ url }) => {
    const { origin, pathname } = new URL(url);
    if (pathname === "/keys") return Response.json({ keys: [KEY.public_jwk] });
    return Response.json(metadata(origin));
  });
}

/** A server that is led into its own network by its operator, at both doors. */
function server(issuer: string): TestServer {
  const trusted: TrustedIssuer = { ...reports().trusted_issuers![0]!, issuer };
  const inside = { allowPrivateAddress: true, allowInsecureLoopback: true };
  return testServer({
    clients: [reports({ issuer })],
    trustedIssuers: trustedIssuers({ issuers: [{ issuer, ...inside }] }),
    grants: [
      clientCredentials(),
      jwtBearer({ rules: [{ ...trusted, ...inside, client_id: "reports" }] }),
    ],
  });
}

async function shownTo(under: TestServer, assertion: string) {
  const client = await post(under, formOf(assertion, NAMED));
  const first = [client.status, reasonOf(under)];
  const grant = await post(under, { grant_type: GRANT_TYPE, assertion });
  return [first, [grant.status, reasonOf(under)]];
}

Deno.test("trusted issuers RFC 8414 §3: the keys of an issuer inside of the operator's network are discovered over a socket, once for each door", async () => {
  await using host = platform((issuer) => ({
    issuer,
    jwks_uri: `${issuer}/keys`,
  }));
  const under = server(host.origin);
  const token = await platformToken({ iss: host.origin });
  for (const _ of [1, 2]) {
    assertEquals(await shownTo(under, token), [
      [200, undefined],
      [200, undefined],
    ]);
  }
  assertEquals(host.asked.filter((path) => path === "/keys").length, 2);
});

Deno.test("trusted issuers RFC 8414 §3.3: metadata about another issuer is refused, and its keys are not asked for", async () => {
  for (const other of ["https://idp.example.com", ISSUER, "/"]) {
    await using host = platform((origin) => ({
      issuer: other === "/" ? `${origin}/` : other,
      jwks_uri: `${origin}/keys`,
    }));
    const token = await platformToken({ iss: host.origin });
    assertEquals(await shownTo(server(host.origin), token), [
      [401, "key_set_issuer_mismatch"],
      [400, "key_set_issuer_mismatch"],
    ]);
    assertEquals(host.asked.includes("/keys"), false);
  }
});

Deno.test("trusted issuers: without the operator's word no socket is opened to an address inside of a network", async () => {
  await using host = platform((issuer) => ({ issuer }));
  const under = testServer({
    clients: [reports({ issuer: host.origin })],
    trustedIssuers: trustedIssuers(),
  });
  const token = await platformToken({ iss: host.origin });
  const { status } = await post(under, formOf(token, NAMED));
  assertEquals([status, reasonOf(under)], [401, "key_set_url_insecure"]);
  assertEquals(host.asked, []);
});
