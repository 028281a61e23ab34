import { assertEquals, assertRejects } from "@std/assert";
import { OAuthError } from "../../src/errors.ts";
import { fromRequest } from "../../src/http/exchange.ts";
import type { RequestError } from "../../src/http/request_error.ts";
import {
  readTokenRequest,
  type TokenRequestOptions,
} from "../../src/http/token_request.ts";
import { basic, tokenRequest } from "../fixtures.ts";

const CODING = "unsupported_content_coding";
const FORM = "application/x-www-form-urlencoded";

const OPTIONS: TokenRequestOptions = {
  limits: { maxBodyBytes: 1_000, bodyMilliseconds: 60_000 },
  grantTypes: ["client_credentials", "urn:example:other"],
  basicCredentials: "lenient",
  allow: "POST",
};

const UTF8 = new TextEncoder();

/** A request in parts, so that mistakes can be put together. */
interface Parts {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly (string | readonly number[])[];
}

const FINE: Parts = {
  method: "POST",
  url: "https://as.example.com/token",
  headers: { "content-type": FORM },
  body: ["client_id=id&client_secret=s&grant_type=", "client_credentials"],
};

function toRequest({ method, url, headers, body }: Parts): Request {
  const bytes = body.flatMap((part) =>
    typeof part === "string" ? [...UTF8.encode(part)] : [...part]
  );
  return new Request(url, { method, headers, body: Uint8Array.from(bytes) });
}

function withHeader(parts: Parts, name: string, value: string): Parts {
  return { ...parts, headers: { ...parts.headers, [name]: value } };
}

function withBody(parts: Parts, end: string | readonly number[]): Parts {
  return { ...parts, body: [...parts.body, end] };
}

async function refusal(
  request: Request,
  options: TokenRequestOptions = OPTIONS,
): Promise<OAuthError> {
  return await assertRejects(
    () => readTokenRequest(fromRequest(request), options),
    OAuthError,
  ) as OAuthError;
}

async function reasonOf(request: Request): Promise<string> {
  return (await refusal(request)).reason;
}

/** Every mistake with the reason it has, in the settled order of the checks. */
const MISTAKES: readonly (readonly [string, (parts: Parts) => Parts])[] = [
  ["method_not_allowed", (parts) => ({ ...parts, method: "PUT" })],
  [
    "unsupported_media_type",
    (parts) => withHeader(parts, "content-type", "text/plain"),
  ],
  [
    "body_too_large",
    (parts) => withBody(parts, `&filler=${"x".repeat(1_000)}`),
  ],
  ["body_not_utf8", (parts) => withBody(parts, [0x26, 0x62, 0x3d, 0xff])],
  ["malformed_percent_encoding", (parts) => withBody(parts, "&c=%zz")],
  [
    "repeated_parameter",
    (parts) => ({ ...parts, body: ["d=1&d=2&", ...parts.body] }),
  ],
  ["unknown_grant_type", (parts) => {
    const body = parts.body.map((part) =>
      part === "client_credentials" ? "password" : part
    );
    return { ...parts, body };
  }],
  [
    "several_credentials",
    (parts) => withHeader(parts, "authorization", basic("id", "s")),
  ],
];

Deno.test("readTokenRequest: of two mistakes, the one that is checked first is told", async () => {
  for (const [i, [first, makeFirst]] of MISTAKES.entries()) {
    assertEquals(await reasonOf(toRequest(makeFirst(FINE))), first);
    for (const [second, makeSecond] of MISTAKES.slice(i + 1)) {
      const request = toRequest(makeFirst(makeSecond(FINE)));
      assertEquals(await reasonOf(request), first, `${first} with ${second}`);
    }
  }
});

Deno.test("readTokenRequest: mistakes are told one after the other as they are mended", async () => {
  for (let mended = 0; mended < MISTAKES.length; mended++) {
    let parts = FINE;
    for (const [, make] of MISTAKES.slice(mended).reverse()) {
      parts = make(parts);
    }
    assertEquals(await reasonOf(toRequest(parts)), MISTAKES[mended]![0]);
  }
});

Deno.test("readTokenRequest: other mistakes of the same step keep its place", async () => {
  const query = (parts: Parts) => ({
    ...parts,
    url: `${parts.url}?client_secret=s`,
  });
  assertEquals(await reasonOf(toRequest(query(FINE))), "credential_in_query");
  const unnamed = { ...FINE, body: ["a=1"] };
  assertEquals(await reasonOf(toRequest(query(unnamed))), "grant_type_missing");
  const empty = { ...FINE, body: ["grant_type=&a=1&a=1"] };
  assertEquals(await reasonOf(toRequest(empty)), "repeated_parameter");
  const zipped = withHeader(
    withBody(FINE, "x".repeat(1_000)),
    "content-encoding",
    "gzip",
  );
  assertEquals(await reasonOf(toRequest(zipped)), CODING);
});

Deno.test("readTokenRequest RFC 6749 §3.2: POST only, and the refusal says so", async () => {
  for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const error = await refusal(new Request(FINE.url, { method }), {
      ...OPTIONS,
      allow: "POST, OPTIONS",
    }) as RequestError;
    assertEquals([error.status, error.error], [405, "invalid_request"]);
    assertEquals(error.headers, { allow: "POST, OPTIONS" });
  }
});

Deno.test("readTokenRequest: the media type is a form's, whatever its case and parameters", async () => {
  const accepted = [
    FORM,
    FORM.toUpperCase(),
    `${FORM};charset=UTF-8`,
    `${FORM} ; charset=iso-8859-1`,
    `${FORM};`,
  ];
  for (const type of accepted) {
    const request = toRequest(withHeader(FINE, "content-type", type));
    await readTokenRequest(fromRequest(request), OPTIONS);
  }
  const refused = [
    ...[
      "",
      "application/json",
      "multipart/form-data; boundary=x",
      "text/plain",
    ],
    ...[`${FORM}2`, `x${FORM}`, `${FORM}, ${FORM}`, `text/plain; ${FORM}`],
    ...["application/x-www-form-urlencoded charset=UTF-8"],
  ];
  for (const type of refused) {
    const request = toRequest(withHeader(FINE, "content-type", type));
    const error = await refusal(request) as RequestError;
    assertEquals([error.status, error.error], [415, "invalid_request"], type);
    assertEquals(error.headers, { "accept-post": FORM });
  }
  const none = toRequest(FINE);
  none.headers.delete("content-type");
  assertEquals(await reasonOf(none), "unsupported_media_type");
});

Deno.test("readTokenRequest RFC 9110 §8.4: a compressed body is refused, identity is none", async () => {
  for (const encoding of ["gzip", "br", "deflate", "identity, gzip", "x"]) {
    const request = toRequest(withHeader(FINE, "content-encoding", encoding));
    assertEquals(await reasonOf(request), CODING, encoding);
  }
  for (const encoding of ["identity", "Identity"]) {
    const request = toRequest(withHeader(FINE, "content-encoding", encoding));
    await readTokenRequest(fromRequest(request), OPTIONS);
  }
});

Deno.test("readTokenRequest RFC 6749 §5.2: grant_type is one of those that are known, byte for byte", async () => {
  const rows = [
    [{}, "grant_type_missing"],
    [{ grant_type: "" }, "grant_type_missing"],
    [{ grant_type: "password" }, "unknown_grant_type"],
    [{ grant_type: "Client_Credentials" }, "unknown_grant_type"],
    [{ grant_type: " client_credentials" }, "unknown_grant_type"],
    [{ grant_type: "toString" }, "unknown_grant_type"],
  ] as const;
  for (const [form, reason] of rows) {
    assertEquals(await reasonOf(tokenRequest(form)), reason);
  }
  const error = await refusal(tokenRequest({ grant_type: "secret-value" }));
  assertEquals(error.error, "unsupported_grant_type");
  assertEquals(
    error.description,
    "grant_type must be one of: client_credentials, urn:example:other.",
  );
});

Deno.test("readTokenRequest: hands down the parameters without the credential", async () => {
  const request = tokenRequest([
    ["grant_type", "urn:example:other"],
    ["client_id", "id"],
    ["client_secret", "s"],
    ["scope", "a b"],
    ["resource", "https://a.example/"],
    ["resource", "https://b.example/"],
    ["audience", "c"],
    ["voucher", "v"],
    ["empty", ""],
  ]);
  const read = await readTokenRequest(fromRequest(request), OPTIONS);
  const { parameters, ...rest } = read;
  assertEquals(Object.fromEntries(parameters), {
    grant_type: "urn:example:other",
    client_id: "id",
    scope: "a b",
    voucher: "v",
  });
  assertEquals(rest, {
    grant_type: "urn:example:other",
    scope: "a b",
    resource: ["https://a.example/", "https://b.example/"],
    audience: ["c"],
    credential: {
      method: "client_secret_post",
      client_id: "id",
      client_secret: "s",
    },
  });
  const asserting = tokenRequest({
    grant_type: "client_credentials",
    client_assertion: "a",
    client_assertion_type: "b",
    assertion: "c",
  });
  const asserted = await readTokenRequest(fromRequest(asserting), OPTIONS);
  assertEquals([...asserted.parameters.keys()], ["grant_type", "assertion"]);
  assertEquals([asserted.scope, asserted.resource], [undefined, []]);
});
