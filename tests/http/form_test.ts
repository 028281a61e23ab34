import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { decodeComponent, parseForm } from "../../src/http/form.ts";
import { RequestError } from "../../src/http/request_error.ts";
import { runs } from "../scale.ts";

const RUNS = runs(500, 20_000);

const UTF8 = new TextEncoder();

function parse(text: string) {
  const { single, resource, audience } = parseForm(UTF8.encode(text));
  return { single: Object.fromEntries(single), resource, audience };
}

function refusal(run: () => unknown): RequestError {
  const error = assertThrows(run, RequestError) as RequestError;
  assertEquals([error.status, error.error], [400, "invalid_request"]);
  return error;
}

Deno.test("parseForm: names and values are form-urldecoded", () => {
  const rows: [string, Record<string, string>][] = [
    ["", {}],
    ["&", {}],
    ["a=1", { a: "1" }],
    ["a=1&b=2", { a: "1", b: "2" }],
    ["&&a=1&&b=2&&", { a: "1", b: "2" }],
    ["a=b=c", { a: "b=c" }],
    ["a==", { a: "=" }],
    ["a=x+y", { a: "x y" }],
    ["a=x%2By", { a: "x+y" }],
    ["a=x%20y", { a: "x y" }],
    ["a+b=1", { "a b": "1" }],
    ["%61=1", { a: "1" }],
    ["a=%26%3d", { a: "&=" }],
    ["a=%C3%BC", { a: "ü" }],
    ["a=ü", { a: "ü" }],
    ["a=%F0%9F%98%80", { a: "😀" }],
    ["a=%00", { a: "\0" }],
    ["a=1;b=2", { a: "1;b=2" }],
    ["=1", { "": "1" }],
    ["A=1&a=2", { A: "1", a: "2" }],
    // A byte order mark is a part of the name.
    ["\ufeffa=1", { "\ufeffa": "1" }],
    ["a=\r\n", { a: "\r\n" }],
    // Names that mean something to an object are names like any other.
    ["toString=1&constructor=2", { toString: "1", constructor: "2" }],
  ];
  for (const [text, single] of rows) {
    assertEquals(parse(text), { single, resource: [], audience: [] }, text);
  }
  const { single } = parseForm(UTF8.encode("__proto__=1"));
  assertEquals([...single], [["__proto__", "1"]]);
});

Deno.test("parseForm RFC 6749 §3.2: a parameter without a value is omitted", () => {
  for (const text of ["scope=", "scope", "scope=&", "resource=&audience"]) {
    assertEquals(parse(text), { single: {}, resource: [], audience: [] }, text);
  }
});

Deno.test("parseForm RFC 6749 §3.2: a parameter that occurs twice is refused, also where it is empty or unknown", () => {
  const rows = [
    ["scope=a&scope=b", "scope"],
    ["scope=a&scope=a", "scope"],
    ["scope=&scope=a", "scope"],
    ["scope=a&scope=", "scope"],
    ["scope&scope", "scope"],
    ["scope=a&sc%6Fpe=b", "scope"],
    ["grant_type=a&x=1&grant_type=a", "grant_type"],
    ["client_id=a&client_id=a", "client_id"],
    ["client_secret=a&client_secret=b", "client_secret"],
    ["client_assertion=a&client_assertion=b", "client_assertion"],
    ["assertion=a&assertion=b", "assertion"],
  ] as const;
  for (const [text, name] of rows) {
    const { reason, description } = refusal(() => parse(text));
    assertEquals(reason, "repeated_parameter", text);
    assertEquals(description, `The parameter '${name}' occurs more than once.`);
  }
});

Deno.test("parseForm: the name of an unknown parameter is not repeated in the answer", () => {
  const { description } = refusal(() => parse("s3cret=1&s3cret=2"));
  assertEquals(description, "A parameter occurs more than once.");
});

Deno.test("parseForm RFC 8707 §2 and RFC 8693 §2.1: resource and audience may occur often", () => {
  assertEquals(
    parse("resource=a&audience=x&resource=b&resource=&re%73ource=a&audience=y"),
    { single: {}, resource: ["a", "b", "a"], audience: ["x", "y"] },
  );
  // Only they, in this very spelling.
  for (const name of ["Resource", "resource ", "resources", "AUDIENCE"]) {
    const text = new URLSearchParams([[name, "a"], [name, "b"]]).toString();
    assertEquals(refusal(() => parse(text)).reason, "repeated_parameter");
  }
});

Deno.test("parseForm: bytes that are not UTF-8 are refused, not replaced", () => {
  const rows = [
    [0xff],
    [0xc3],
    [0xc3, 0x28],
    // An overlong slash, a surrogate, a code point beyond the last.
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
  ];
  for (const bytes of rows) {
    const body = Uint8Array.of(...UTF8.encode("a="), ...bytes);
    assertEquals(refusal(() => parseForm(body)).reason, "body_not_utf8");
  }
});

Deno.test("parseForm: malformed percent-encoding is refused, not read as something else", () => {
  const rows = ["%", "%2", "%zz", "%u00e9", "%-1", "1%", "% 20", "%%", "%+1"];
  const notUtf8 = ["%ff", "%c3", "%c3%28", "%C0%AF", "%ED%A0%80", "%80"];
  for (const malformed of [...rows, ...notUtf8]) {
    for (const text of [`a=${malformed}`, `${malformed}=1`, malformed]) {
      const { reason } = refusal(() => parse(text));
      assertEquals(reason, "malformed_percent_encoding", text);
    }
  }
  assertEquals(decodeComponent("%"), undefined);
});

Deno.test("parseForm: malformed encoding is told before a repetition, wherever they stand", () => {
  const rows = ["a=1&a=2&b=%zz", "b=%zz&a=1&a=2", "a=1&a=%zz"];
  for (const text of rows) {
    const { reason } = refusal(() => parse(text));
    assertEquals(reason, "malformed_percent_encoding", text);
  }
});

Deno.test("parseForm: reads back whatever was encoded as a form", () => {
  const text = fc.string({ unit: "binary", maxLength: 8 });
  const name = fc.oneof(text, fc.constantFrom("resource", "audience"));
  const pairs = fc.uniqueArray(fc.tuple(name, text), {
    selector: ([first]) => first,
    maxLength: 8,
  });
  fc.assert(
    fc.property(pairs, (written) => {
      const { single, resource, audience } = parseForm(
        UTF8.encode(new URLSearchParams(written).toString()),
      );
      const expected = new Map(written.filter(([, value]) => value !== ""));
      const lists = [["resource", resource], ["audience", audience]] as const;
      for (const [name, values] of lists) {
        const value = expected.get(name);
        assertEquals(values, value === undefined ? [] : [value]);
        expected.delete(name);
      }
      assertEquals([...single], [...expected]);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("parseForm: whatever it reads, URLSearchParams reads too", () => {
  const part = fc.constantFrom(
    ...["a", "b", "scope", "resource", "=", "&", "+", "%20", "%C3%BC", "ü"],
    ...["%", "%2", "%zz", "%ff", "%26", "%3D", "%2B", ";", " ", "\0", "\n"],
  );
  const body = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(body, (text) => {
      let form;
      try {
        form = parseForm(UTF8.encode(text));
      } catch (error) {
        assert(error instanceof RequestError);
        return;
      }
      const read = [...new URLSearchParams(text)].filter(([, v]) => v !== "");
      const values = (wanted: string) =>
        read.filter(([name]) => name === wanted).map(([, value]) => value);
      assertEquals(form.resource, values("resource"));
      assertEquals(form.audience, values("audience"));
      assertEquals(
        [...form.single],
        read.filter(([name]) => name !== "resource" && name !== "audience"),
      );
    }),
    { numRuns: RUNS },
  );
});
