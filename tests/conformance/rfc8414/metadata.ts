/**
 * RFC 8414 §2: what metadata says.
 *
 * @module
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { GOOD, testServer } from "../../fixtures.ts";
import { assertRefused, metadata, visit } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** The rows of §2. */
export const METADATA: readonly Requirement[] = [
  {
    section: "2",
    level: "MUST",
    requirement: "`issuer` is an https URL without query and fragment",
    choice:
      "http only for loopback hosts, or with `allowInsecureIssuer: true`.",
    check() {
      for (
        const issuer of [
          "http://as.example.com",
          "https://as.example.com?tenant=1",
          "https://as.example.com/#x",
          "https://as.example.com/?",
          "https://as.example.com/a/../b",
          "as.example.com",
          "urn:example:as",
        ]
      ) {
        assertThrows(() => testServer({ issuer }), TypeError, "issuer must");
      }
    },
  },
  {
    section: "2",
    level: "MUST",
    requirement:
      "`authorization_endpoint` is there, unless no grant type uses it",
    deviation:
      "It is, although none uses it: official Model Context Protocol clients refuse a document without it. The endpoint answers 400 and never redirects; `authorizationEndpoint: false` leaves both out.",
    async check() {
      const { authorization_endpoint } = await metadata(testServer());
      assertRefused(
        await visit(testServer(), authorization_endpoint),
        400,
        "unsupported_response_type",
      );
      const without = testServer({ authorizationEndpoint: false });
      assert(!("authorization_endpoint" in await metadata(without)));
      assertEquals(
        (await visit(without, authorization_endpoint)).status,
        404,
      );
    },
  },
  {
    section: "2",
    level: "MUST",
    requirement: "`token_endpoint` is there",
    async check() {
      const server = testServer();
      const { token_endpoint } = await metadata(server);
      const { status } = await visit(server, token_endpoint, {
        method: "POST",
        body: new URLSearchParams(GOOD),
      });
      assertEquals(status, 200);
    },
  },
  {
    section: "2",
    level: "MAY",
    requirement: "`jwks_uri`, an https URL, says where the keys are",
    choice: "Always there.",
    async check() {
      const server = testServer();
      const { jwks_uri } = await metadata(server);
      assertEquals(new URL(jwks_uri).protocol, "https:");
      assertEquals((await visit(server, jwks_uri)).body.keys.length, 1);
    },
  },
  {
    section: "2",
    level: "SHOULD",
    requirement: "`scopes_supported` lists scopes",
    choice:
      "Those that the described `resources` define; a server that describes none does not list what its clients may have.",
    async check() {
      assert(!("scopes_supported" in await metadata(testServer())));
      const resources = [
        { resource: "https://a.example/", scope: "read write" },
        { resource: "https://b.example/", scope: "read admin" },
      ];
      const described = await metadata(testServer({ resources }));
      assertEquals(described.scopes_supported, ["read", "write", "admin"]);
    },
  },
  {
    section: "2",
    level: "MUST",
    requirement: "`response_types_supported` is there",
    choice: "It is empty, since no response type is supported.",
    async check() {
      assertEquals((await metadata(testServer())).response_types_supported, []);
    },
  },
  {
    section: "2",
    level: "MAY",
    requirement:
      "`grant_types_supported` is there where it is not code and implicit",
    async check() {
      assertEquals((await metadata(testServer())).grant_types_supported, [
        "client_credentials",
      ]);
      const grant_type = "urn:example:open";
      const server = testServer({
        grants: [{
          grant_type,
          client: "optional",
          entitle: () => ({ subject: "a", client_id: "a" }),
        }],
      });
      assertEquals((await metadata(server)).grant_types_supported, [
        grant_type,
      ]);
    },
  },
  {
    section: "2",
    level: "MAY",
    requirement:
      "`token_endpoint_auth_methods_supported` is there where it is not Basic alone",
    async check() {
      assertEquals(
        (await metadata(testServer())).token_endpoint_auth_methods_supported,
        [
          "client_secret_basic",
          "client_secret_post",
          "private_key_jwt",
        ],
      );
    },
  },
  {
    section: "2",
    level: "MUST",
    requirement:
      "`token_endpoint_auth_signing_alg_values_supported` is there with a method that signs, and never has `none`",
    async check() {
      const name = "token_endpoint_auth_signing_alg_values_supported";
      const { [name]: algorithms } = await metadata(testServer());
      assert(algorithms.includes("RS256"));
      assert(!algorithms.includes("none"));
      const clientAuthenticationMethods = ["client_secret_basic"] as const;
      const without = testServer({ clientAuthenticationMethods });
      assert(!(name in await metadata(without)));
    },
  },
  {
    section: "2",
    level: "MAY",
    requirement: "further endpoints and abilities may be announced",
    choice: "Only what there is: nothing in the document leads nowhere.",
    async check() {
      assertEquals(Object.keys(await metadata(testServer())).toSorted(), [
        "authorization_endpoint",
        "grant_types_supported",
        "issuer",
        "jwks_uri",
        "response_types_supported",
        "token_endpoint",
        "token_endpoint_auth_methods_supported",
        "token_endpoint_auth_signing_alg_values_supported",
      ]);
    },
  },
  {
    section: "2.1",
    level: "MAY",
    requirement: "metadata may be signed",
    choice: "It is not: TLS protects it.",
    async check() {
      assert(!("signed_metadata" in await metadata(testServer())));
    },
  },
];
