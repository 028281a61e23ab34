import { assertEquals } from "@std/assert";
import {
  apiRequest,
  CLAIMS,
  refusalOf,
  testVerifier,
  token,
} from "./tokens.ts";

const TOKEN = await token();

/** How a request carries a token, and what becomes of it. */
interface Case {
  readonly what: string;
  readonly authorization?: string;
  readonly path?: string;
  /** Absent where the request is let in. */
  readonly refused?: readonly [status: number, reason: string];
}

const CASES: readonly Case[] = [
  { what: "RFC 6750 §2.1: in the header", authorization: `Bearer ${TOKEN}` },
  { what: "the scheme in any case", authorization: `bEaReR ${TOKEN}` },
  { what: "more than one space", authorization: `Bearer   ${TOKEN}` },
  {
    what: "a query of the API's own",
    authorization: `Bearer ${TOKEN}`,
    path: "/orders?page=2&my_access_token=x",
  },
  { what: "nothing", refused: [401, "no_token"] },
  {
    what: "another scheme",
    authorization: "Basic dTpw",
    refused: [401, "other_authorization_scheme"],
  },
  {
    what: "RFC 9449 §7.1: a proof of possession, which is not looked at",
    authorization: `DPoP ${TOKEN}`,
    refused: [401, "other_authorization_scheme"],
  },
  {
    what: "a scheme that begins as ours",
    authorization: `BearerX ${TOKEN}`,
    refused: [401, "other_authorization_scheme"],
  },
  {
    what: "the token without a scheme",
    authorization: TOKEN,
    refused: [401, "other_authorization_scheme"],
  },
  {
    what: "the scheme without a token",
    authorization: "Bearer",
    refused: [400, "malformed_authorization"],
  },
  {
    what: "two tokens",
    authorization: `Bearer ${TOKEN} ${TOKEN}`,
    refused: [400, "malformed_authorization"],
  },
  {
    what: "two headers, as they are joined",
    authorization: `Bearer ${TOKEN}, Bearer ${TOKEN}`,
    refused: [400, "malformed_authorization"],
  },
  {
    what: "a quoted token",
    authorization: `Bearer "${TOKEN}"`,
    refused: [400, "malformed_authorization"],
  },
  {
    what: "a tab for the space",
    authorization: `Bearer\t${TOKEN}`,
    refused: [400, "malformed_authorization"],
  },
  {
    what: "RFC 6750 §2.3: in the URL",
    path: `/orders?access_token=${TOKEN}`,
    refused: [400, "token_in_url"],
  },
  {
    what: "in the URL, encoded",
    path: `/orders?page=2&access%5Ftoken=${TOKEN}`,
    refused: [400, "token_in_url"],
  },
  {
    what: "RFC 6750 §2: in the header and in the URL",
    authorization: `Bearer ${TOKEN}`,
    path: `/orders?access_token=${TOKEN}`,
    refused: [400, "token_in_url"],
  },
];

for (const { what, authorization, path, refused } of CASES) {
  Deno.test(`bearer token: ${what}`, async () => {
    const verified = testVerifier().verify(apiRequest(authorization, path));
    if (refused === undefined) {
      assertEquals((await verified).jti, CLAIMS.jti);
      return;
    }
    const { status, reason } = await refusalOf(verified);
    assertEquals([status, reason], refused);
  });
}

Deno.test("bearer token, RFC 6750 §2.2: one in a form is none, and the body stays unread", async () => {
  const request = new Request("https://api.example.com/orders", {
    method: "POST",
    body: new URLSearchParams({ access_token: TOKEN }),
  });
  const { status, reason } = await refusalOf(testVerifier().verify(request));

  assertEquals([status, reason, request.bodyUsed], [401, "no_token", false]);
});

Deno.test("bearer token: the body of a request that is let in is the handler's", async () => {
  const handler = testVerifier().protect(async (request) =>
    new Response(await request.text())
  );
  const response = await handler(
    new Request("https://api.example.com/orders", {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}` },
      body: "an order",
    }),
  );

  assertEquals(await response.text(), "an order");
});

Deno.test("bearer token: neither error nor answer repeats a token", async () => {
  const tampered = `${TOKEN.slice(0, -8)}AAAAAAAA`;
  const { verify, refuse } = testVerifier({ algorithms: ["ES256"] });
  for (
    const request of [
      apiRequest(`Bearer ${tampered}`),
      apiRequest(`Bearer ${tampered} x`),
      apiRequest(undefined, `/?access_token=${tampered}`),
    ]
  ) {
    const error = await refusalOf(verify(request));
    const response = refuse(error);
    const said = [
      Deno.inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      await response.text(),
      ...response.headers.values(),
    ].join();
    for (const part of tampered.split(".").slice(1)) {
      assertEquals(said.includes(part), false);
    }
  }
});
