/**
 * RFC 6749 §2.3.1 to §2.4: client passwords, and who has none.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import type { Client } from "@mintmark/oauth";
import { basic, CLIENT, GOOD, rawBasic, testServer } from "../../fixtures.ts";
import { ask, assertRefused, GRANT, issue, visit } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** A client with a secret in which every special character occurs. */
const AWKWARD: Client = {
  ...CLIENT,
  client_id: "team:a b",
  client_secrets: [{ hash: "$test$p%:+&=/ é€" }],
};

/** The rows of §2.3.1 to §2.4. */
export const CLIENT_PASSWORD: readonly Requirement[] = [
  {
    section: "2.3.1",
    level: "MUST",
    requirement: "a client with a secret can authenticate with HTTP Basic",
    async check() {
      const authorization = basic("test-client", "foobar");
      const { claims } = await issue(testServer(), GRANT, { authorization });
      assertEquals(claims.client_id, "test-client");
    },
  },
  {
    section: "2.3.1",
    level: "defined",
    requirement:
      "identifier and secret are form-urlencoded before Basic joins them",
    async check() {
      const server = testServer({
        clients: [AWKWARD],
        basicCredentials: "strict",
      });
      const authorization = basic("team:a b", "p%:+&=/ é€");
      const { claims } = await issue(server, GRANT, { authorization });
      assertEquals(claims.client_id, "team:a b");
    },
  },
  {
    section: "2.3.1",
    level: "defined",
    requirement: "Basic credentials that are not form-urlencoded are not read",
    deviation:
      "`curl -u` and many SDKs do not encode, so where the two forms " +
      "differ the raw one is tried after the encoded one, and an event names " +
      'the client. `basicCredentials: "strict"` reads as the RFC.',
    async check() {
      const authorization = rawBasic("test-client:100%+");
      const clients = [{
        ...CLIENT,
        client_secrets: [{ hash: "$test$100%+" }],
      }];
      const server = testServer({ clients });
      await issue(server, GRANT, { authorization });
      assertEquals(
        server.events.find((event) =>
          event.type === "warning" && event.warning === "raw_basic_credentials"
        )?.client_id,
        "test-client",
      );
      assertRefused(
        await ask(
          testServer({ clients, basicCredentials: "strict" }),
          GRANT,
          { authorization },
        ),
        401,
        "invalid_client",
      );
    },
  },
  {
    section: "2.3.1",
    level: "MAY",
    requirement: "the body may carry `client_id` and `client_secret`",
    choice: "Supported; the RFC advises against it and prefers Basic.",
    async check() {
      assertEquals((await issue(testServer())).claims.sub, "test-client");
    },
  },
  {
    section: "2.3.1",
    level: "MUST",
    requirement: "`client_secret` in the body is accompanied by `client_id`",
    async check() {
      const form = { ...GRANT, client_secret: "foobar" };
      assertRefused(await ask(testServer(), form), 400, "invalid_request");
    },
  },
  {
    section: "2.3.1",
    level: "MAY",
    requirement: "a client whose secret is empty leaves `client_secret` out",
    deviation:
      "Refused: `client_id` without a secret is a public client, and an empty secret would prove nothing.",
    async check() {
      const server = testServer({
        clients: [{ ...CLIENT, client_secrets: [{ hash: "$test$" }] }],
      });
      for (const form of [{}, { client_secret: "" }]) {
        assertRefused(
          await ask(server, { ...GRANT, client_id: "test-client", ...form }),
          401,
          "invalid_client",
        );
      }
    },
  },
  {
    section: "2.3.1",
    level: "SHOULD",
    requirement: "the body is left to clients that cannot use Basic",
    choice: "A client registered with `client_secret_basic` cannot use the " +
      "body; one without a registered method can.",
    async check() {
      const server = testServer({
        clients: [{
          ...CLIENT,
          token_endpoint_auth_method: "client_secret_basic",
        }],
      });
      assertRefused(await ask(server), 401, "invalid_client");
      await issue(server, GRANT, {
        authorization: basic("test-client", "foobar"),
      });
    },
  },
  {
    section: "2.3.1",
    level: "MUST NOT",
    requirement: "credentials are not sent in the request URI",
    choice:
      "A request that does so is refused, even where its body would be enough.",
    async check() {
      for (const query of ["client_secret=foobar", "client%5Fsecret=foobar"]) {
        const answer = await visit(testServer(), `/token?${query}`, {
          method: "POST",
          body: new URLSearchParams(GOOD),
        });
        assertRefused(answer, 400, "invalid_request");
      }
    },
  },
  {
    section: "2.3.1",
    level: "MUST",
    requirement: "requests with a password are sent over TLS",
    choice: "TLS ends in front of the library. It refuses an issuer that is " +
      "not https, but for loopback hosts and `allowInsecureIssuer: true`.",
    check() {
      assertThrows(
        () => testServer({ issuer: "http://as.example.com" }),
        TypeError,
        "issuer must use https",
      );
      testServer({ issuer: "http://localhost:8080" });
      testServer({
        issuer: "http://as.example.com",
        allowInsecureIssuer: true,
      });
    },
  },
  {
    section: "2.3.1",
    level: "MUST",
    requirement: "password authentication is protected against brute force",
    choice:
      "Failures are counted by client and address, and past a budget nothing more is hashed (429). Every failure waits for a fixed moment, and the number of those that are checked or wait is bounded (503).",
    async check() {
      const server = testServer({
        failureMilliseconds: 100,
        maxWaitingFailures: 1,
      });
      const wrong = { ...GOOD, client_secret: "guess" };
      const answers = await Promise.all([
        ask(server, wrong),
        ask(server, wrong),
      ]);
      assertEquals(answers.map(({ status }) => status).toSorted(), [401, 503]);
      const counting = testServer({ failureBudget: { perClient: 2 } });
      for (const status of [401, 401, 429, 429]) {
        assertEquals((await ask(counting, wrong)).status, status);
      }
    },
  },
  {
    section: "2.3.2",
    level: "MAY",
    requirement: "other HTTP authentication schemes may be supported",
    choice: "None is: another scheme is a failed authentication.",
    async check() {
      for (const authorization of ["Bearer abc", 'Digest username="a"', "x"]) {
        const answer = await ask(testServer(), GRANT, { authorization });
        assertRefused(answer, 401, "invalid_client");
      }
    },
  },
  {
    section: "2.4",
    level: "defined",
    requirement: "unregistered clients are left to the server",
    choice:
      "They are refused, in the words in which a wrong secret is: an answer does not tell who is registered.",
    async check() {
      const server = testServer();
      const unknown = await ask(server, { ...GOOD, client_id: "nobody" });
      const wrong = await ask(server, { ...GOOD, client_secret: "wrong" });
      assertRefused(unknown, 401, "invalid_client");
      assertEquals(unknown.body, wrong.body);
      assertEquals([...unknown.headers], [...wrong.headers]);
    },
  },
];
