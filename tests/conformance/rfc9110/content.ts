/**
 * RFC 9110 §8: content.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { GOOD, testServer } from "../../fixtures.ts";
import {
  ask,
  assertRefused,
  issue,
  METADATA_PATH,
  visit,
} from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

const DOCUMENTS = ["/jwks", METADATA_PATH];

/** The rows of §8. */
export const CONTENT: readonly Requirement[] = [
  {
    section: "8.3",
    level: "SHOULD",
    requirement: "content has a `Content-Type`",
    async check() {
      const server = testServer();
      for (const path of [...DOCUMENTS, "/token", "/authorize", "/nowhere"]) {
        const { headers } = await visit(server, path);
        assertEquals(
          headers.get("content-type"),
          "application/json;charset=UTF-8",
        );
      }
    },
  },
  {
    section: "8.3",
    level: "MAY",
    requirement: "content without a `Content-Type` may be guessed at",
    choice: "It is not: a token request says what it is, or gets 415.",
    async check() {
      const answer = await visit(testServer(), "/token", {
        method: "POST",
        body: new TextEncoder().encode(`${new URLSearchParams(GOOD)}`),
      });
      assertRefused(answer, 415, "invalid_request");
    },
  },
  {
    section: "8.3.1",
    level: "defined",
    requirement: "media types are compared without regard to case",
    choice: "Parameters such as `charset` are tolerated and not read.",
    async check() {
      for (
        const type of [
          "application/x-www-form-urlencoded",
          "Application/X-WWW-Form-Urlencoded",
          "application/x-www-form-urlencoded;charset=UTF-8",
          'application/x-www-form-urlencoded ; charset="utf-8"',
        ]
      ) {
        await issue(testServer(), GOOD, { "content-type": type });
      }
      for (const type of ["text/plain", "multipart/form-data", "x"]) {
        assertRefused(
          await ask(testServer(), GOOD, { "content-type": type }),
          415,
          "invalid_request",
        );
      }
    },
  },
  {
    section: "8.4",
    level: "MAY",
    requirement: "content in a coding that is not acceptable gets 415",
    choice: "None is but `identity`: what is compressed can be a bomb.",
    async check() {
      for (const coding of ["gzip", "br", "gzip, identity", "x"]) {
        assertRefused(
          await ask(testServer(), GOOD, { "content-encoding": coding }),
          415,
          "invalid_request",
        );
      }
      await issue(testServer(), GOOD, { "content-encoding": "Identity" });
    },
  },
];
