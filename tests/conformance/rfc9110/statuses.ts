/**
 * RFC 9110 §15: status codes.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { GOOD, ISSUER, read, SIGNER, testServer } from "../../fixtures.ts";
import {
  ask,
  assertRefused,
  GRANT,
  issue,
  METADATA_PATH,
  type Server,
  streaming,
  visit,
} from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

const DOCUMENTS = ["/jwks", METADATA_PATH];

/** A server whose clients cannot be read. */
function unavailable(): Server {
  const get = () => Promise.reject(new Error("out of order"));
  return testServer({ storage: { clients: { get } } });
}

/** The rows of §15. */
export const STATUSES: readonly Requirement[] = [
  {
    section: "15.5.2",
    level: "MUST",
    requirement: "every 401 has `WWW-Authenticate` with a challenge",
    async check() {
      const forms = [
        GRANT,
        { ...GOOD, client_secret: "wrong" },
        { ...GRANT, client_id: "test-client" },
        { ...GRANT, client_assertion: "a.b.c", client_assertion_type: "x" },
      ] as Record<string, string>[];
      for (const form of forms) {
        const { status, headers } = await ask(testServer(), form);
        assertEquals(status, 401);
        assertMatch(headers.get("www-authenticate")!, /^Basic realm="/);
      }
    },
  },
  {
    section: "15.5.5",
    level: "defined",
    requirement: "what is not there is answered with 404",
    async check() {
      for (const path of ["/", "/Token", "/token/", "//token", "/tokens"]) {
        const answer = await read(
          await testServer().fetch(new Request(ISSUER + path)),
        );
        assertRefused(answer, 404, "invalid_request");
      }
    },
  },
  {
    section: "15.5.6",
    level: "MUST",
    requirement: "every 405 has `Allow`",
    async check() {
      for (const path of ["/token", ...DOCUMENTS]) {
        for (const method of ["PUT", "PATCH", "DELETE", "BREW"]) {
          const answer = await visit(testServer(), path, { method });
          assertEquals(answer.status, 405);
          assert(answer.headers.get("allow"));
        }
      }
    },
  },
  {
    section: "15.5.9",
    level: "defined",
    requirement: "a request that does not arrive in time is answered with 408",
    choice: "After `bodyMilliseconds`; what still comes is not awaited.",
    async check() {
      let cancelled = false;
      const request = streaming({ cancel: () => void (cancelled = true) });
      const server = testServer({ bodyMilliseconds: 1 });
      const answer = await read(await server.fetch(request));
      assertRefused(answer, 408, "invalid_request");
      assert(cancelled);
    },
  },
  {
    section: "15.5.14",
    level: "defined",
    requirement: "content that is too large is answered with 413",
    choice:
      "Beyond `maxBodyBytes`, 16 KiB by default, nothing more is read; nothing at all where `Content-Length` announces more.",
    async check() {
      let pulled = 0;
      const source = {
        pull(controller: ReadableStreamDefaultController<Uint8Array>) {
          pulled++;
          controller.enqueue(new Uint8Array(1_024).fill(0x61));
          if (pulled === 100) controller.close();
        },
      };
      const server = testServer();
      const tooLong = await read(await server.fetch(streaming(source)));
      assertRefused(tooLong, 413, "invalid_request");
      assertEquals(pulled, 17);
      pulled = 0;
      const announced = streaming(source, { "content-length": "16385" });
      const answer = await read(await server.fetch(announced));
      assertRefused(answer, 413, "invalid_request");
      assertEquals(pulled, 0);
      const exact = `${new URLSearchParams(GOOD)}&x=`.padEnd(16_384, "x");
      await issue(server, exact);
      assertRefused(await ask(server, exact + "x"), 413, "invalid_request");
    },
  },
  {
    section: "15.5.16",
    level: "defined",
    requirement: "a 415 for a media type says what would be accepted",
    choice: "In `Accept-Post`, which says of what method.",
    async check() {
      const { headers } = await ask(testServer(), "{}", {
        "content-type": "application/json",
      });
      assertEquals(
        headers.get("accept-post"),
        "application/x-www-form-urlencoded",
      );
    },
  },
  {
    section: "15.5.16",
    level: "defined",
    requirement:
      "a 415 for a content coding says in `Accept-Encoding` what would be accepted",
    async check() {
      const { status, headers } = await ask(testServer(), GOOD, {
        "content-encoding": "gzip",
      });
      assertEquals([status, headers.get("accept-encoding")], [415, "identity"]);
    },
  },
  {
    section: "15.6.1",
    level: "defined",
    requirement: "a condition that nobody expected is answered with 500",
    choice: "Without a word about it; the event has its cause.",
    async check() {
      const server = testServer({
        policy() {
          throw new Error("private detail");
        },
      });
      const answer = await ask(server);
      assertRefused(answer, 500, "server_error");
      assert(!JSON.stringify(answer.body).includes("private"));
      const failed = server.events.find(({ type }) => type === "failed");
      assert(failed !== undefined && "cause" in failed);
    },
  },
  {
    section: "15.6.4",
    level: "MAY",
    requirement: "503 says when to try again",
    choice: "Wherever a store, signer or key ring fails, always.",
    async check() {
      const signer = {
        ...SIGNER,
        sign: () => Promise.reject(new Error("out of order")),
      };
      const ring = {
        signer: () => SIGNER,
        published() {
          throw new Error("out of order");
        },
      };
      const answers = [
        await ask(unavailable()),
        await ask(testServer({ signer })),
        await visit(testServer({ keys: ring }), "/jwks"),
      ];
      for (const answer of answers) {
        assertRefused(answer, 503, "temporarily_unavailable");
        assertEquals(answer.headers.get("retry-after"), "1");
      }
    },
  },
];
