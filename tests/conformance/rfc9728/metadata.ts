/**
 * RFC 9728: protected resource metadata.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { ProtectedResourceMetadata } from "@mintmark/oauth/resource-server";
import { ISSUER } from "../../fixtures.ts";
import {
  API,
  apiRequest,
  testVerifier,
  token,
} from "../../resource_server/tokens.ts";
import type { Requirement } from "../requirement.ts";
import { askApi, challengeOf, EXPIRED } from "../resource_server.ts";

const MCP = "https://api.example.com/mcp";

function read(
  metadata: ProtectedResourceMetadata,
  method = "GET",
): Promise<Response> {
  const { handleMetadataRequest } = testVerifier({ metadata });
  return handleMetadataRequest(new Request(metadata.resource, { method }));
}

function pathFor(resource: string): string | undefined {
  return testVerifier({ metadata: { resource } }).metadataPath;
}

/** The rows. */
export const METADATA: readonly Requirement[] = [
  {
    section: "1.2",
    level: "defined",
    requirement: "a resource identifier is an https URL without fragment",
    choice:
      "Others are an error at the start; http is fine for loopback hosts.",
    check() {
      for (const resource of [`${API}#a`, "http://api.example.com/", "api"]) {
        assertThrows(
          () => testVerifier({ metadata: { resource } }),
          TypeError,
          "metadata.resource must be",
        );
      }
    },
  },
  {
    section: "2",
    level: "MUST",
    requirement: "`resource` is there",
    async check() {
      const document = await (await read({ resource: MCP })).json();
      assertEquals(document.resource, MCP);
    },
  },
  {
    section: "2",
    level: "MAY",
    requirement:
      "`authorization_servers` and `bearer_methods_supported` are there",
    choice: "They say what the verifier does: its issuer, and `header`.",
    async check() {
      const document = await (await read({ resource: MCP })).json();
      assertEquals(document.authorization_servers, [ISSUER]);
      assertEquals(document.bearer_methods_supported, ["header"]);
    },
  },
  {
    section: "2",
    level: "SHOULD",
    requirement: "`scopes_supported` is there",
    choice: "Where the operator lists them.",
    async check() {
      const scopes_supported = ["orders.read", "orders.write"];
      const answer = await read({ resource: MCP, scopes_supported });
      assertEquals((await answer.json()).scopes_supported, scopes_supported);
    },
  },
  {
    section: "2.2",
    level: "MAY",
    requirement: "`signed_metadata` repeats the metadata as a JWT",
    choice: "It does not.",
    async check() {
      const document = await (await read({ resource: MCP })).json();
      assert(!("signed_metadata" in document));
    },
  },
  {
    section: "3.1",
    level: "MUST",
    requirement:
      "the well-known path is inserted between host and path, where a `/` that is the whole path counts as none",
    check() {
      const base = "/.well-known/oauth-protected-resource";
      assertEquals(pathFor("https://api.example.com"), base);
      assertEquals(pathFor("https://api.example.com/"), base);
      assertEquals(pathFor(MCP), `${base}/mcp`);
    },
  },
  {
    section: "3.2",
    level: "MUST",
    requirement: "the answer is 200 with a JSON object",
    async check() {
      const answer = await read({ resource: MCP });
      assertEquals(answer.status, 200);
      assertMatch(answer.headers.get("content-type")!, /^application\/json;/);
    },
  },
  {
    section: "3.2",
    level: "MUST",
    requirement: "a parameter without values is left out",
    async check() {
      const answer = await read({ resource: MCP, scopes_supported: [] });
      assert(!("scopes_supported" in await answer.json()));
    },
  },
  {
    section: "3.3",
    level: "MUST",
    requirement: "`resource` is the identifier that the URL was made of",
    async check() {
      for (const resource of [MCP, API, "https://api.example.com"]) {
        const document = await (await read({ resource })).json();
        assertEquals(document.resource, resource);
      }
    },
  },
  {
    section: "5.1",
    level: "defined",
    requirement:
      "`resource_metadata` in a challenge is the URL of the metadata",
    async check() {
      const url =
        "https://api.example.com/.well-known/oauth-protected-resource/mcp";
      const expired = `Bearer ${await token(EXPIRED)}`;
      for (const request of [apiRequest(), apiRequest(expired)]) {
        const answer = await askApi(request, {}, {
          metadata: { resource: MCP },
        });
        assertEquals(
          new Map(challengeOf(answer)).get("resource_metadata"),
          url,
        );
      }
    },
  },
  {
    section: "7.10",
    level: "SHOULD",
    requirement: "`Cache-Control` says for how long the metadata may be kept",
    choice: "Five minutes; and pages of every origin may read them.",
    async check() {
      const { headers } = await read({ resource: MCP });
      assertEquals(headers.get("cache-control"), "public, max-age=300");
      assertEquals(headers.get("access-control-allow-origin"), "*");
    },
  },
];
