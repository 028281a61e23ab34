import { assertEquals } from "@std/assert";
import { parseAuthorization } from "../../src/http/basic.ts";
import { rawBasic } from "../fixtures.ts";

/** The readings of a user-pass, as `form id secret`. */
function readings(
  userPass: string,
  accepted: "lenient" | "strict" = "lenient",
): readonly (readonly string[])[] {
  const credential = parseAuthorization(rawBasic(userPass), accepted);
  return credential.method === "client_secret_basic"
    ? credential.readings.map(({ form, client_id, client_secret }) => [
      form,
      client_id,
      client_secret,
    ])
    : [];
}

function reasonOf(header: string): string | undefined {
  const credential = parseAuthorization(header, "lenient");
  return credential.method === "unrecognised" ? credential.reason : undefined;
}

Deno.test("parseAuthorization RFC 7617 §2: the first colon divides id and secret", () => {
  const rows = [
    ["id:secret", "id", "secret"],
    ["id:", "id", ""],
    ["id:a:b", "id", "a:b"],
    ["id::", "id", ":"],
    ["id: secret ", "id", " secret "],
    ["ü:€😀", "ü", "€😀"],
    ["\ufeffid:secret", "\ufeffid", "secret"],
  ] as const;
  for (const [userPass, id, secret] of rows) {
    assertEquals(readings(userPass), [["encoded", id, secret]], userPass);
    assertEquals(readings(userPass, "strict"), [["encoded", id, secret]]);
  }
});

Deno.test("parseAuthorization RFC 6749 §2.3.1: the form-urlencoded reading comes first, the raw one after it", () => {
  const rows = [
    ["id:a%2Bb", ["encoded", "id", "a+b"], ["raw", "id", "a%2Bb"]],
    ["id:a+b", ["encoded", "id", "a b"], ["raw", "id", "a+b"]],
    ["a%3Ab:c", ["encoded", "a:b", "c"], ["raw", "a%3Ab", "c"]],
    ["a+b:c", ["encoded", "a b", "c"], ["raw", "a+b", "c"]],
    ["%C3%BC:%E2%82%AC", ["encoded", "ü", "€"], [
      "raw",
      "%C3%BC",
      "%E2%82%AC",
    ]],
  ] as const;
  for (const [userPass, encoded, raw] of rows) {
    assertEquals(readings(userPass), [encoded, raw], userPass);
    assertEquals(readings(userPass, "strict"), [encoded], userPass);
  }
});

Deno.test("parseAuthorization: where the encoding is malformed, only the raw reading is left, and none if strict", () => {
  const rows = [
    ["id:100%", "id", "100%"],
    ["id:%zz", "id", "%zz"],
    ["id:%ff", "id", "%ff"],
    ["%:a+b", "%", "a+b"],
  ] as const;
  for (const [userPass, id, secret] of rows) {
    assertEquals(readings(userPass), [["raw", id, secret]], userPass);
    assertEquals(
      parseAuthorization(rawBasic(userPass), "strict"),
      { method: "unrecognised", reason: "malformed_basic_credentials" },
    );
  }
});

Deno.test("parseAuthorization RFC 9110 §11.1: the scheme has no case, and spaces around the credentials do not count", () => {
  const credentials = btoa("id:secret");
  const rows = ["Basic ", "basic ", "BASIC ", "bAsIc ", "Basic    "];
  for (const prefix of rows) {
    assertEquals(
      parseAuthorization(`${prefix}${credentials}`, "lenient"),
      {
        method: "client_secret_basic",
        readings: [
          { form: "encoded", client_id: "id", client_secret: "secret" },
        ],
      },
      prefix,
    );
  }
});

Deno.test("parseAuthorization: another scheme is a credential that nobody recognises", () => {
  const headers = [
    "",
    "Bearer abc",
    "Digest username=id",
    "Basics aWQ6c2VjcmV0",
    "Basic:aWQ6c2VjcmV0",
    "BasicaWQ6c2VjcmV0",
    "aWQ6c2VjcmV0",
    "id:secret",
    // The Turkish dotted I is not an I.
    "Bas\u0131c aWQ6c2VjcmV0",
  ];
  for (const header of headers) {
    assertEquals(reasonOf(header), "unknown_authorization_scheme", header);
  }
});

Deno.test("parseAuthorization: Basic that cannot be read is a credential that fails", () => {
  const headers = [
    "Basic",
    "Basic ",
    "Basic  ",
    // Without a colon, without an id.
    `Basic ${btoa("idsecret")}`,
    `Basic ${btoa("")}`,
    `Basic ${btoa(":")}`,
    `Basic ${btoa(":secret")}`,
    // Not base64, not the base64 of HTTP, or several credentials in one header.
    "Basic id:secret",
    "Basic aWQ6c2Vjc",
    "Basic aWQ6c2Vjcm*0",
    "Basic -_-_",
    "Basic aWQ6c2VjcmV0, Basic aWQ6c2VjcmV0",
    // Not UTF-8: Latin-1, a lone continuation byte, a surrogate.
    `Basic ${btoa("id:\xfc")}`,
    `Basic ${btoa("\x80:secret")}`,
    `Basic ${btoa("id:\xed\xa0\x80")}`,
  ];
  for (const header of headers) {
    assertEquals(reasonOf(header), "malformed_basic_credentials", header);
  }
});

Deno.test("parseAuthorization: a reading without an id is none, the other one may have one", () => {
  assertEquals(readings("%:secret"), [["raw", "%", "secret"]]);
  assertEquals(readings("+:secret"), [["encoded", " ", "secret"], [
    "raw",
    "+",
    "secret",
  ]]);
});
