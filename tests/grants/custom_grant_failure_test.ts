import { assertEquals, assertObjectMatch } from "@std/assert";
import {
  type Context,
  type Entitlement,
  type Grant,
  OAuthError,
  type OAuthErrorCode,
} from "@mintmark/oauth";
import { NOW, post, testServer, tokenRequest } from "../fixtures.ts";

const VOUCHER = "urn:example:voucher";

type Answer = (context: Context) => Entitlement | Promise<Entitlement>;

/** A server with one grant, which needs no client and answers as told. */
function serverOf(answer: Answer, seamMilliseconds = 5_000) {
  const grant: Grant = {
    grant_type: VOUCHER,
    client: "optional",
    entitle: (_request, _client, context) => answer(context),
  };
  return testServer({ grants: [grant], seamMilliseconds });
}

const FORM = { grant_type: VOUCHER };

const refusal = (code: OAuthErrorCode, cause?: unknown) =>
  new OAuthError(code, {
    description: "The voucher is not valid.",
    reason: "unknown_voucher",
    evidence: { attempts: 3 },
    ...(cause !== undefined && { cause }),
  });

const BOTH_WAYS: readonly (readonly [string, (error: unknown) => Answer])[] = [
  ["throws", (error) => () => {
    throw error;
  }],
  ["rejects", (error) => () => Promise.reject(error)],
];

for (const [verb, failing] of BOTH_WAYS) {
  Deno.test(`RFC 6749 §5.2: an OAuthError that a grant ${verb} with is the answer, its reason only in the event`, async () => {
    const server = serverOf(failing(refusal("invalid_grant")));
    const { status, body } = await post(server, FORM);
    assertEquals(status, 400);
    assertEquals(body, {
      error: "invalid_grant",
      error_description: "The voucher is not valid.",
    });
    assertEquals(server.events, [{
      type: "refused",
      time: NOW,
      error: "invalid_grant",
      error_description: "The voucher is not valid.",
      reason: "unknown_voucher",
      evidence: { attempts: 3 },
      grant_type: VOUCHER,
    }]);
  });

  Deno.test(`whatever else a grant ${verb} with is our failure, and tells the client nothing`, async () => {
    const cause = new Error("the voucher table is gone");
    const server = serverOf(failing(cause));
    const { status, body } = await post(server, FORM);
    assertEquals(status, 500);
    assertEquals(body, {
      error: "server_error",
      error_description: "The server could not decide about the request.",
    });
    assertObjectMatch(server.events[0]!, {
      type: "failed",
      reason: "grant_failed",
      cause,
    });
  });
}

const STATUSES: readonly (readonly [OAuthErrorCode, number])[] = [
  ["invalid_request", 400],
  ["invalid_client", 401],
  ["invalid_grant", 400],
  ["unauthorized_client", 400],
  ["invalid_scope", 400],
  ["invalid_target", 400],
  ["temporarily_unavailable", 503],
  ["server_error", 500],
];

for (const [code, expected] of STATUSES) {
  Deno.test(`a grant's ${code} is answered with ${expected}`, async () => {
    const server = serverOf(() => {
      throw refusal(code);
    });
    const { status, body } = await post(server, FORM);
    assertEquals([status, body.error], [expected, code]);
    assertEquals(server.events[0]?.type, expected < 500 ? "refused" : "failed");
  });
}

Deno.test("a code outside the closed union is our failure, never a 200", async () => {
  const server = serverOf(() => {
    throw refusal("access_denied" as OAuthErrorCode);
  });
  const { status, body } = await post(server, FORM);
  assertEquals([status, body.error], [500, "server_error"]);
});

Deno.test("a grant that never answers is our failure at the deadline, and its signal is aborted", async () => {
  let signal: AbortSignal | undefined;
  const server = serverOf((context) => {
    signal = context.signal;
    assertEquals(signal.aborted, false);
    return new Promise(() => {});
  }, 1);
  const { status, body } = await post(server, FORM);
  assertEquals([status, body.error], [500, "server_error"]);
  assertEquals(signal?.aborted, true);
  assertObjectMatch(server.events[0]!, {
    type: "failed",
    reason: "grant_failed",
    cause: { name: "DeadlineError" },
  });
});

Deno.test("a grant is told the time of the request and what only the socket knows", async () => {
  const seen: Context[] = [];
  const server = serverOf((context) => {
    seen.push(context);
    return { subject: "device-1", client_id: "devices" };
  });
  const connection = {
    remoteAddress: "192.0.2.7",
    clientCertificate: new Uint8Array([48, 0]),
  };
  const response = await server.handle(tokenRequest(FORM), connection);
  assertEquals(response.status, 200);
  await response.body?.cancel();
  assertEquals(seen[0]?.now, NOW);
  assertEquals(seen[0]?.connection, connection);
});
