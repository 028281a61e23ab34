import { assertEquals, assertThrows } from "@std/assert";
import { readCredential } from "../../src/http/credential.ts";
import type { Exchange } from "../../src/http/exchange.ts";
import { RequestError } from "../../src/http/request_error.ts";
import {
  basic,
  post,
  rawBasic,
  testServer,
  tokenRequest,
} from "../fixtures.ts";

/** The head of a request; its body is never asked for. */
function exchangeOf(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Exchange {
  const never = () => {
    throw new Error("the credential is not in the body's bytes");
  };
  return {
    method: "POST",
    url,
    header: (name) => headers[name] ?? null,
    readAll: never,
    readPieces: never,
  };
}

interface Presented {
  readonly authorization?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly url?: string;
}

function read({ authorization, parameters = {}, url = "/token" }: Presented) {
  return readCredential(
    exchangeOf(url, authorization === undefined ? {} : { authorization }),
    new Map(Object.entries(parameters)),
    "lenient",
  );
}

function refusedBecause(presented: Presented): string {
  const error = assertThrows(() => read(presented), RequestError);
  const { status, error: code, reason } = error as RequestError;
  assertEquals([status, code], [400, "invalid_request"]);
  return reason;
}

Deno.test("readCredential RFC 6749 §2.3: the mechanism of a request is recognised", () => {
  const rows: [Presented, ReturnType<typeof read>][] = [
    [{}, undefined],
    [{ parameters: { scope: "read" } }, undefined],
    [
      { parameters: { client_id: "id" } },
      { method: "none", client_id: "id" },
    ],
    [
      { parameters: { client_id: "id", client_secret: "s" } },
      { method: "client_secret_post", client_id: "id", client_secret: "s" },
    ],
    [
      { authorization: basic("id", "s") },
      {
        method: "client_secret_basic",
        readings: [{ form: "encoded", client_id: "id", client_secret: "s" }],
      },
    ],
    [
      { authorization: "Bearer abc", parameters: { client_id: "id" } },
      { method: "unrecognised", reason: "unknown_authorization_scheme" },
    ],
    [
      { authorization: "Basic ?", parameters: { client_id: "id" } },
      { method: "unrecognised", reason: "malformed_basic_credentials" },
    ],
    // An empty header is a header.
    [
      { authorization: "" },
      { method: "unrecognised", reason: "unknown_authorization_scheme" },
    ],
    [
      {
        parameters: {
          client_assertion: "a",
          client_assertion_type: "t",
          client_id: "id",
        },
      },
      {
        method: "client_assertion",
        client_assertion: "a",
        client_assertion_type: "t",
        client_id: "id",
      },
    ],
    [
      { parameters: { client_assertion: "a", client_assertion_type: "t" } },
      {
        method: "client_assertion",
        client_assertion: "a",
        client_assertion_type: "t",
        client_id: undefined,
      },
    ],
  ];
  for (const [presented, credential] of rows) {
    assertEquals(read(presented), credential, JSON.stringify(presented));
  }
});

Deno.test("readCredential RFC 6749 §2.3: more than one mechanism is refused", () => {
  const authorization = basic("id", "s");
  const rows: Presented[] = [
    { authorization, parameters: { client_id: "id", client_secret: "s" } },
    { authorization, parameters: { client_secret: "s" } },
    { authorization, parameters: { client_assertion: "a" } },
    { authorization, parameters: { client_assertion_type: "a" } },
    { authorization: "Bearer a", parameters: { client_secret: "s" } },
    {
      parameters: {
        client_id: "id",
        client_secret: "s",
        client_assertion: "a",
      },
    },
    { parameters: { client_secret: "s", client_assertion_type: "a" } },
    {
      authorization,
      parameters: { client_secret: "s", client_assertion: "a" },
    },
  ];
  for (const presented of rows) {
    assertEquals(refusedBecause(presented), "several_credentials");
  }
});

Deno.test("readCredential: a client_secret needs a client_id beside it", () => {
  assertEquals(
    refusedBecause({ parameters: { client_secret: "s" } }),
    "client_id_missing",
  );
});

Deno.test("readCredential: client_id beside Basic may repeat the one in the header, but not contradict it", () => {
  const header = (userPass: string, client_id: string) => {
    const authorization = rawBasic(userPass);
    return read({ authorization, parameters: { client_id } });
  };
  const readings = (credential: ReturnType<typeof read>) =>
    credential?.method === "client_secret_basic"
      ? credential.readings.map(({ form }) => form)
      : undefined;
  assertEquals(readings(header("id:s", "id")), ["encoded"]);
  assertEquals(readings(header("id:a+b", "id")), ["encoded", "raw"]);
  // It also says which reading is meant.
  assertEquals(readings(header("a%2Bb:s", "a+b")), ["encoded"]);
  assertEquals(readings(header("a%2Bb:s", "a%2Bb")), ["raw"]);
  for (const client_id of ["other", "ID", "id ", "i"]) {
    assertEquals(
      refusedBecause({
        authorization: basic("id", "s"),
        parameters: { client_id },
      }),
      "client_id_contradicts_credential",
    );
  }
});

Deno.test("readCredential: a credential in the URL is refused, wherever else one is", () => {
  const names = [
    "client_secret",
    "client_assertion",
    "assertion",
    "access_token",
  ];
  const queries = names.flatMap((name) => [
    `?${name}=s`,
    `?${name}`,
    `?${name}=`,
    `?a=b&${name}=s`,
    `?${name.replace("s", "%73")}=s`,
    `?%zz=1&${name}=s`,
    `?a=1&&${name}=s#part`,
  ]);
  for (const query of queries) {
    for (
      const url of [`/token${query}`, `https://as.example.com/token${query}`]
    ) {
      const credentials: Presented[] = [
        { url },
        { url, authorization: basic("id", "s") },
        { url, parameters: { client_id: "id", client_secret: "s" } },
      ];
      for (const presented of credentials) {
        assertEquals(refusedBecause(presented), "credential_in_query", url);
      }
    }
  }
});

Deno.test("readCredential: other things in the URL are ignored", () => {
  const queries = [
    ...[
      "?",
      "?client_id=id",
      "?grant_type=password&scope=a",
      "?a=client_secret",
    ],
    ...[
      "?client_secrets=s",
      "?Client_Secret=s",
      "?%zz=1",
      "?client%zz_secret=1",
    ],
    ...["?x-client_secret=1", "#client_secret=s"],
  ];
  for (const query of queries) {
    assertEquals(read({ url: `/token${query}` }), undefined, query);
  }
});

Deno.test("handleTokenRequest RFC 6749 §3.2: an empty client_secret is no mechanism beside Basic", async () => {
  const { status } = await post(
    testServer(),
    {
      grant_type: "client_credentials",
      client_secret: "",
      client_assertion: "",
    },
    { authorization: basic("test-client", "foobar") },
  );
  assertEquals(status, 200);
});

Deno.test("handleTokenRequest RFC 6749 §2.3.1: parameters in the URL are never read", async () => {
  const { handleTokenRequest } = testServer();
  const request = tokenRequest({});
  const response = await handleTokenRequest(
    new Request(`${request.url}?grant_type=client_credentials`, request),
  );
  assertEquals(response.status, 400);
  const { error_description } = await response.json();
  assertEquals(error_description, "grant_type is missing.");
});
