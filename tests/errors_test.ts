import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
} from "@std/assert";
import { type Grant, OAuthError, type OAuthErrorCode } from "@mintmark/oauth";
import fc from "fast-check";
import { post, testServer } from "./fixtures.ts";
import { runs } from "./scale.ts";

const RUNS = runs(500, 20_000);

function described(description: string): string {
  return new OAuthError("invalid_request", { description, reason: "test" })
    .description;
}

Deno.test("OAuthError: carries the code and the description beside the private reason", () => {
  const error = new OAuthError("invalid_grant", {
    description: "The device code has expired.",
    reason: "device_code_expired",
  });
  assertInstanceOf(error, Error);
  assertEquals(error.name, "OAuthError");
  assertEquals(error.error, "invalid_grant");
  assertEquals(error.description, "The device code has expired.");
  assertEquals(error.reason, "device_code_expired");
  assertEquals(error.message, "invalid_grant: device_code_expired");
  assertEquals(error.evidence, undefined);
  assertEquals(error.retryAfterSeconds, undefined);
});

Deno.test("OAuthError: keeps evidence, cause and the time of a retry", () => {
  const cause = new Error("below");
  const error = new OAuthError("temporarily_unavailable", {
    description: "Try again later.",
    reason: "store_failed",
    evidence: { store: "postgres", tries: 2 },
    cause,
    retryAfterSeconds: 7,
  });
  assertEquals(error.evidence, { store: "postgres", tries: 2 });
  assert(error.cause === cause);
  assertEquals(error.retryAfterSeconds, 7);
});

Deno.test("OAuthError: has no cause where none was given, and keeps one that is falsy", () => {
  const options = { description: "No.", reason: "test" };
  assertFalse("cause" in new OAuthError("invalid_request", options));
  assertFalse(
    "cause" in
      new OAuthError("invalid_request", { ...options, cause: undefined }),
  );
  for (const cause of [null, false, 0, ""]) {
    const error = new OAuthError("invalid_request", { ...options, cause });
    assertEquals(error.cause, cause);
  }
});

Deno.test("OAuthError RFC 6749 §5.2: a description keeps to the characters of error_description", () => {
  const rows = [
    ["", ""],
    ["Plain text, with 'quotes' (and more)!", undefined],
    [" !#[]^~ ", undefined],
    ['say "please"', "say 'please'"],
    ["C:\\keys", "C:?keys"],
    ["one\ntwo\r\n\tthree", "one?two???three"],
    ["caf\u00e9", "caf?"],
    ["\u007f\u0000", "??"],
    ["\u2028", "?"],
    // One sign for each code unit.
    ["😀", "??"],
    ["\ud800", "?"],
  ] as const;
  for (const [text, expected] of rows) {
    assertEquals(described(text), expected ?? text, JSON.stringify(text));
  }
  for (let code = 0; code <= 0x100; code++) {
    const isAllowed = code === 0x20 || code === 0x21 ||
      (code >= 0x23 && code <= 0x5b) || (code >= 0x5d && code <= 0x7e);
    const text = String.fromCharCode(code);
    assertEquals(described(text) === text, isAllowed, `code ${code}`);
  }
});

Deno.test("OAuthError RFC 6749 §5.2: any description becomes an allowed one of the same length", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const description = described(text);
      assertMatch(description, /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/);
      assertEquals(description.length, text.length);
      assertEquals(described(description), description);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("OAuthError: a code outside the union, thrown by plain JavaScript, is our failure and never a success", async () => {
  const grant: Grant = {
    grant_type: "urn:example:device",
    client: "optional",
    entitle() {
      throw new OAuthError("slow_down" as OAuthErrorCode, {
        description: "Slow down.",
        reason: "polled_too_often",
      });
    },
  };
  const server = testServer({ grants: [grant] });
  const { status, body } = await post(server, {
    grant_type: grant.grant_type,
  });
  assertEquals(status, 500);
  assertEquals(body.error, "server_error");
});
