/**
 * The token flow, as a client goes through it with `fetch`.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { createLocalJWKSet, jwtVerify } from "jose";
import type { Case, Target } from "../case.ts";
import { HARD_SECRET, HOW_TO, ORDERS, RESOURCE } from "../servers/clients.ts";
import { ORIGIN } from "../servers/suite_server.ts";

const GRANT = { grant_type: "client_credentials" };

// deno-lint-ignore no-explicit-any -- JSON of any shape is asserted on
async function read(response: Response, status: number): Promise<any> {
  const text = await response.text();
  assertEquals(response.status, status, text);
  return JSON.parse(text);
}

async function token(
  { base }: Target,
  parameters: Readonly<Record<string, string>>,
  authorization?: string,
) {
  const response = await fetch(`${base}/token`, {
    method: "POST",
    body: new URLSearchParams(parameters),
    ...(authorization !== undefined && { headers: { authorization } }),
  });
  return await read(response, 200);
}

function basic(id: string, secret: string): string {
  const bytes = new TextEncoder().encode(`${id}:${secret}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** The cases. */
export const FLOW_CASES: readonly Case[] = [
  {
    name: "the how-to: Basic and a form give a token",
    async run(target) {
      const { client_id, client_secret } = HOW_TO;
      const { access_token, ...rest } = await token(
        target,
        GRANT,
        basic(client_id, client_secret),
      );
      assertEquals(rest, {
        expires_in: 3_600,
        scope: "",
        token_type: "bearer",
      });
      const { iat, exp, jti, ...claims } = await target.claims(access_token);
      assertEquals(exp! - iat!, 3_600);
      assert(Math.abs(iat! - Date.now() / 1_000) < 60);
      assertEquals(jti?.length, 22);
      assertEquals(claims, {
        iss: target.base,
        sub: client_id,
        aud: target.base,
        client_id,
        peer: target.peer,
      });
    },
  },
  {
    name: "scope and resource end up in the token",
    async run(target) {
      const answer = await token(target, {
        ...GRANT,
        ...ORDERS,
        scope: "orders.write",
        resource: "https://stock.example.com/",
      });
      assertEquals(answer.scope, "orders.write");
      const claims = await target.claims(answer.access_token);
      assertEquals(claims.aud, "https://stock.example.com/");
      assertEquals(claims.scope, "orders.write");
    },
  },
  {
    name: "defaults of the client are granted where nothing is asked for",
    async run(target) {
      const answer = await token(target, { ...GRANT, ...ORDERS });
      const claims = await target.claims(answer.access_token);
      assertEquals([claims.aud, claims.scope], [RESOURCE, "orders.read"]);
    },
  },
  {
    name:
      "RFC 6749 §2.3.1: Basic is read form-urlencoded and, failing that, raw",
    async run(target) {
      const encoded = encodeURIComponent(HARD_SECRET).replaceAll("%20", "+");
      await token(target, GRANT, basic(ORDERS.client_id, encoded));
      await token(target, GRANT, basic(ORDERS.client_id, HARD_SECRET));
    },
  },
  {
    name: "a grant of our own gives a token without a client",
    async run(target) {
      const { access_token } = await token(target, {
        grant_type: "urn:example:voucher",
        voucher: "2f8b",
      });
      assertEquals((await target.claims(access_token)).sub, "device");
    },
  },
  {
    name: "RFC 8414: metadata leads to the token endpoint and the keys",
    async run(target) {
      const [metadata, same] = await Promise.all(
        ["oauth-authorization-server", "openid-configuration"].map(
          async (name) =>
            await read(await fetch(`${target.base}/.well-known/${name}`), 200),
        ),
      );
      assertEquals(metadata, same);
      assertEquals(metadata.issuer, target.base);
      const response = await fetch(metadata.token_endpoint, {
        method: "POST",
        body: new URLSearchParams({ ...GRANT, ...HOW_TO }),
      });
      const { access_token } = await read(response, 200);
      const keys = await fetch(metadata.jwks_uri);
      assertEquals(keys.headers.get("access-control-allow-origin"), "*");
      assertEquals(keys.headers.get("cache-control"), "public, max-age=300");
      const jwks = createLocalJWKSet(await read(keys, 200));
      await jwtVerify(access_token, jwks, {
        issuer: target.base,
        audience: target.base,
        typ: "at+jwt",
      });
    },
  },
  {
    name: "RFC 9110 §9.3.2: HEAD has the headers of GET and no body",
    async run({ base }) {
      const [get, head] = await Promise.all(
        ["GET", "HEAD"].map((method) => fetch(`${base}/jwks`, { method })),
      );
      assertEquals(await head!.text(), "");
      assert((await get!.text()).length > 0);
      for (const name of ["content-type", "cache-control"]) {
        assertEquals(head!.headers.get(name), get!.headers.get(name));
      }
    },
  },
  {
    name: "a browser's preflight is answered and its request can be read",
    async run({ base }) {
      const preflight = await fetch(`${base}/token`, {
        method: "OPTIONS",
        headers: {
          "origin": ORIGIN,
          "access-control-request-method": "POST",
        },
      });
      assertEquals([preflight.status, await preflight.text()], [204, ""]);
      assertEquals(
        preflight.headers.get("access-control-allow-methods"),
        "POST",
      );
      for (const origin of [ORIGIN, "https://elsewhere.example.com"]) {
        const response = await fetch(`${base}/token`, {
          method: "POST",
          headers: { origin },
          body: new URLSearchParams({ ...GRANT, ...HOW_TO }),
        });
        await read(response, 200);
        assertEquals(response.headers.get("vary"), "Origin");
        assertEquals(
          response.headers.get("access-control-allow-origin"),
          origin === ORIGIN ? ORIGIN : null,
        );
      }
    },
  },
];
