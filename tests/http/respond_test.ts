import { assert, assertEquals } from "@std/assert";
import { OAuthError, type OAuthErrorCode } from "../../src/errors.ts";
import { RequestError } from "../../src/http/request_error.ts";
import {
  documentAnswer,
  errorAnswer,
  FAILED,
  NOT_FOUND,
  tokenAnswer,
} from "../../src/http/respond.ts";
import type { IssuedToken } from "../../src/tokens/access_token.ts";
import { GOOD, post, testServer, tokenRequest } from "../fixtures.ts";

/** Status of every code: RFC 6749 §5.2, RFC 8707 §2, RFC 9449 §5 and §8. */
const STATUS: Readonly<Record<OAuthErrorCode, number>> = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  server_error: 500,
  temporarily_unavailable: 503,
};

/** RFC 6749 §5.1: the headers of every answer of the token endpoint. */
const HEADERS = {
  "content-type": "application/json;charset=UTF-8",
  "cache-control": "no-store",
  "pragma": "no-cache",
};

const CHALLENGE = 'Basic realm="token endpoint", charset="UTF-8"';

const TOKEN: IssuedToken = {
  access_token: "aaa.bbb.ccc",
  token_type: "bearer",
  expires_in: 1800,
  scope: "orders.read orders.write",
  jti: "not-on-the-wire",
  kid: "not-on-the-wire",
};

function refused(
  error: OAuthErrorCode,
  options: Partial<ConstructorParameters<typeof OAuthError>[1]> = {},
) {
  const filled = { description: "Fix it.", reason: "private", ...options };
  return errorAnswer(new OAuthError(error, filled));
}

for (const [code, status] of Object.entries(STATUS)) {
  Deno.test(`errorAnswer RFC 6749 §5.2: ${code} is ${status}`, () => {
    const answer = refused(code as OAuthErrorCode);
    assertEquals(answer.status, status);
    assertEquals(
      answer.body,
      `{"error":"${code}","error_description":"Fix it."}`,
    );
    // RFC 9110 §15.5.2: a 401 has a challenge, and nothing else has one.
    assertEquals(
      answer.headers,
      status === 401 ? { ...HEADERS, "www-authenticate": CHALLENGE } : HEADERS,
    );
  });
}

Deno.test("errorAnswer: nothing but code and description reaches the wire", () => {
  const answer = refused("server_error", {
    reason: "private-reason",
    evidence: { private: "private-evidence" },
    cause: new Error("private-cause"),
  });
  assert(!JSON.stringify(answer).includes("private"));
});

Deno.test("errorAnswer: a description is sanitised, and the body stays JSON", () => {
  const description = 'say "no"\n\\ c\u00e4fe\u2028';
  assertEquals(
    refused("invalid_scope", { description }).body,
    `{"error":"invalid_scope","error_description":"say 'no'?? c?fe?"}`,
  );
});

Deno.test("errorAnswer RFC 9110 §10.2.3: Retry-After is whole seconds, and only where it is known", () => {
  const rows = [
    [undefined, undefined],
    [0, "0"],
    [1, "1"],
    [0.2, "1"],
    [29.001, "30"],
    [3_600, "3600"],
  ] as const;
  for (const [retryAfterSeconds, expected] of rows) {
    const { headers } = refused("temporarily_unavailable", {
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    });
    assertEquals(headers["retry-after"], expected);
    assertEquals("retry-after" in headers, expected !== undefined);
  }
});

Deno.test("errorAnswer: a RequestError has the status and the headers that it says", () => {
  for (const status of [400, 405, 408, 413, 415] as const) {
    const answer = errorAnswer(
      new RequestError({
        status,
        reason: "private",
        description: "Fix it.",
        headers: { allow: "POST" },
      }),
    );
    assertEquals(answer, {
      status,
      headers: { ...HEADERS, allow: "POST" },
      body: '{"error":"invalid_request","error_description":"Fix it."}',
    });
  }
});

Deno.test("tokenAnswer RFC 6749 §5.1: the bytes of a success", () => {
  assertEquals(tokenAnswer(TOKEN, false), {
    status: 200,
    headers: HEADERS,
    body: '{"access_token":"aaa.bbb.ccc","expires_in":1800,' +
      '"scope":"orders.read orders.write","token_type":"bearer"}',
  });
});

Deno.test("tokenAnswer: an empty scope is written or left out, any other one is always written", () => {
  const empty = { ...TOKEN, scope: "" };
  assertEquals(
    tokenAnswer(empty, false).body,
    '{"access_token":"aaa.bbb.ccc","expires_in":1800,"scope":"",' +
      '"token_type":"bearer"}',
  );
  assertEquals(
    tokenAnswer(empty, true).body,
    '{"access_token":"aaa.bbb.ccc","expires_in":1800,"token_type":"bearer"}',
  );
  assertEquals(tokenAnswer(TOKEN, true), tokenAnswer(TOKEN, false));
});

Deno.test("documentAnswer: a document may be kept and read from everywhere", () => {
  assertEquals(documentAnswer('{"keys":[]}', 300), {
    status: 200,
    headers: {
      "content-type": "application/json;charset=UTF-8",
      "cache-control": "public, max-age=300",
      "access-control-allow-origin": "*",
    },
    body: '{"keys":[]}',
  });
});

Deno.test("NOT_FOUND and FAILED: the answers that nothing decides about", () => {
  assertEquals(NOT_FOUND, {
    status: 404,
    headers: HEADERS,
    body:
      '{"error":"invalid_request","error_description":"There is no endpoint at this path."}',
  });
  assertEquals(FAILED, {
    status: 500,
    headers: HEADERS,
    body: '{"error":"server_error","error_description":"The server failed."}',
  });
});

Deno.test("handleTokenRequest RFC 6749 §5.1: a success has these headers and members, in this order", async () => {
  const { handleTokenRequest } = testServer();
  const response = await handleTokenRequest(
    tokenRequest({ ...GOOD, scope: "orders.read" }),
  );
  assertEquals(response.status, 200);
  assertEquals(Object.fromEntries(response.headers), HEADERS);
  const text = await response.text();
  const { access_token } = JSON.parse(text);
  assertEquals(
    text,
    `{"access_token":"${access_token}","expires_in":3600,` +
      '"scope":"orders.read","token_type":"bearer"}',
  );
});

Deno.test("handleTokenRequest RFC 6749 §5.2: a failed authentication is 401 with a challenge, however it was tried", async () => {
  const server = testServer();
  const tries = [
    await post(server, { ...GOOD, client_secret: "wrong" }),
    await post(server, { grant_type: "client_credentials" }),
    await post(server, { grant_type: "client_credentials" }, {
      authorization: "Bearer abc",
    }),
  ];
  for (const { status, headers, body } of tries) {
    assertEquals([status, body.error], [401, "invalid_client"]);
    assertEquals(headers.get("www-authenticate"), CHALLENGE);
    assertEquals(headers.get("cache-control"), "no-store");
  }
});
