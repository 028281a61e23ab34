/**
 * RFC 6749 §4.4 to §6: the client credentials grant and extension grants.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import {
  clientCredentials,
  type Grant,
  type GrantRequest,
  OAuthError,
} from "@mintmark/oauth";
import { CLIENT, GOOD, testServer } from "../../fixtures.ts";
import { ask, assertRefused, issue, visit } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

const VOUCHER = "urn:example:voucher";

/** A grant that a server of one's own adds, with what it gets to see. */
function voucher(seen: GrantRequest[] = []): Grant {
  return {
    grant_type: VOUCHER,
    client: "optional",
    entitle(request) {
      seen.push(request);
      if (request.parameters.get("voucher") !== "valid") {
        throw new OAuthError("invalid_grant", {
          description: "The voucher is not valid.",
          reason: "unknown_voucher",
        });
      }
      return { subject: "device-1", client_id: "devices" };
    },
  };
}

/** The rows of §4.4 to §6. */
export const GRANTS: readonly Requirement[] = [
  {
    section: "4",
    level: "defined",
    requirement: "there are four grant types and a way to add more",
    choice:
      "Only what is configured: codes, passwords and refresh tokens are unsupported.",
    async check() {
      for (
        const grant_type of ["authorization_code", "password", "refresh_token"]
      ) {
        assertRefused(
          await ask(testServer(), { ...GOOD, grant_type }),
          400,
          "unsupported_grant_type",
        );
      }
    },
  },
  {
    section: "4.4",
    level: "MUST",
    requirement: "only confidential clients use the client credentials grant",
    async check() {
      const server = testServer({
        clients: [{
          client_id: "app",
          token_endpoint_auth_method: "none",
          grant_types: ["client_credentials"],
        }],
      });
      const form = { grant_type: "client_credentials", client_id: "app" };
      assertRefused(await ask(server, form), 400, "unauthorized_client");
    },
  },
  {
    section: "4.4.2",
    level: "MUST",
    requirement: "parameters are form-urlencoded UTF-8 in the body",
    async check() {
      const server = testServer();
      assertRefused(
        await visit(server, "/token", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(GOOD),
        }),
        415,
        "invalid_request",
      );
      await issue(server);
    },
  },
  {
    section: "4.4.2",
    level: "MUST",
    requirement: "`grant_type` is there",
    async check() {
      const form = { client_id: "test-client", client_secret: "foobar" };
      assertRefused(await ask(testServer(), form), 400, "invalid_request");
    },
  },
  {
    section: "4.4.2",
    level: "MUST",
    requirement: "`grant_type` is exactly `client_credentials`",
    async check() {
      for (
        const grant_type of [
          "Client_Credentials",
          "client_credentials ",
          "client-credentials",
        ]
      ) {
        assertRefused(
          await ask(testServer(), { ...GOOD, grant_type }),
          400,
          "unsupported_grant_type",
        );
      }
    },
  },
  {
    section: "4.4.2",
    level: "MAY",
    requirement: "`scope` may be left out",
    async check() {
      await issue(testServer());
    },
  },
  {
    section: "4.4.2",
    level: "MUST",
    requirement: "the server authenticates the client",
    async check() {
      const server = testServer();
      const form = { ...GOOD, client_secret: "Foobar" };
      assertRefused(await ask(server, form), 401, "invalid_client");
      assertEquals(server.events.map(({ type }) => type), ["refused"]);
    },
  },
  {
    section: "4.4.3",
    level: "defined",
    requirement: "a valid and authorized request is answered with a token",
    async check() {
      assertEquals((await issue(testServer())).claims.sub, "test-client");
    },
  },
  {
    section: "4.4.3",
    level: "SHOULD NOT",
    requirement: "no refresh token is included",
    async check() {
      const { body } = await issue(testServer(), {
        ...GOOD,
        scope: "orders.read",
      });
      assertEquals("refresh_token" in body, false);
    },
  },
  {
    section: "4.5",
    level: "defined",
    requirement:
      "an extension grant is named by an absolute URI and has parameters of its own",
    choice:
      "A grant of your own sees every parameter but credentials, and never decides about scope, resource or lifetime.",
    async check() {
      const seen: GrantRequest[] = [];
      const server = testServer({
        clients: [{ ...CLIENT, grant_types: [VOUCHER] }],
        grants: [clientCredentials(), voucher(seen)],
      });
      const { claims } = await issue(server, {
        ...GOOD,
        grant_type: VOUCHER,
        voucher: "valid",
      });
      assertEquals([claims.sub, claims.client_id], ["device-1", "test-client"]);
      assertEquals([...seen[0]!.parameters.keys()], [
        "grant_type",
        "client_id",
        "voucher",
      ]);
    },
  },
  {
    section: "4.5",
    level: "defined",
    requirement: "an extension grant that fails is answered as §5.2 says",
    async check() {
      const server = testServer({ grants: [voucher()] });
      assertRefused(
        await ask(server, { grant_type: VOUCHER, voucher: "forged" }),
        400,
        "invalid_grant",
      );
      assertRefused(
        await ask(testServer(), { ...GOOD, grant_type: VOUCHER }),
        400,
        "unsupported_grant_type",
      );
    },
  },
  {
    section: "4.5",
    level: "defined",
    requirement: "an extension grant answers as §5.1 says",
    async check() {
      const server = testServer({ grants: [voucher()] });
      const form = { grant_type: VOUCHER, voucher: "valid" };
      const { body, claims } = await issue(server, form);
      assert(body.expires_in > 0);
      assertEquals([claims.sub, claims.client_id], ["device-1", "devices"]);
    },
  },
];
