/**
 * RFC 6749 §3.1: the authorization endpoint.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { testServer } from "../../fixtures.ts";
import { assertRefused, visit } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** The rows of §3.1. */
export const AUTHORIZATION_ENDPOINT: readonly Requirement[] = [
  {
    section: "3.1",
    level: "MUST",
    requirement: "the authorization endpoint answers GET, and may answer POST",
    choice: "No flow uses it: it answers both with an error.",
    async check() {
      for (const method of ["GET", "POST"]) {
        assertRefused(
          await visit(testServer(), "/authorize", { method }),
          400,
          "unsupported_response_type",
        );
      }
    },
  },
  {
    section: "3.1.1",
    level: "MUST",
    requirement:
      "a response type that is not understood is answered with an error",
    async check() {
      for (const query of ["", "?response_type=code", "?response_type=x"]) {
        assertRefused(
          await visit(testServer(), `/authorize${query}`),
          400,
          "unsupported_response_type",
        );
      }
    },
  },
  {
    section: "3.1.2.4",
    level: "MUST NOT",
    requirement:
      "nobody is redirected to a redirection URI that is not registered",
    choice: "None can be registered, so the endpoint never redirects.",
    async check() {
      const { status, headers } = await visit(
        testServer(),
        "/authorize?response_type=code&client_id=test-client" +
          "&redirect_uri=https%3A%2F%2Fevil.example%2F",
      );
      assertEquals(status, 400);
      assertEquals([headers.get("location"), headers.get("refresh")], [
        null,
        null,
      ]);
    },
  },
];
