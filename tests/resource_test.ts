import { assertEquals, assertNotEquals } from "@std/assert";
import { canonicalResource } from "../src/resource.ts";

Deno.test("canonicalResource RFC 3986 §6.2.2.1 and §6.2.3: what is equivalent has one form", () => {
  const groups: Record<string, readonly string[]> = {
    "https://api.example.com/": [
      "https://api.example.com/",
      "https://api.example.com",
      "https://api.example.com:443",
      "https://api.example.com:443/",
      "HTTPS://api.example.com/",
      "hTTps://API.Example.COM",
    ],
    "http://api.example.com/": [
      "http://api.example.com",
      "http://API.example.com:80/",
    ],
    "https://api.example.com/Orders/v1": [
      "https://api.example.com/Orders/v1",
      "https://API.EXAMPLE.COM:443/Orders/v1",
    ],
    "https://api.example.com/?tenant=A": [
      "https://api.example.com?tenant=A",
      "https://api.example.com/?tenant=A",
    ],
    "https://api.example.com/?": [
      "https://api.example.com?",
      "https://api.example.com/?",
    ],
    "https://api.example.com:8443/": ["https://API.example.com:8443"],
    "https://api.example.com:80/": ["https://api.example.com:80"],
    "http://api.example.com:443/": ["http://api.example.com:443/"],
    "https://[::1]/": ["https://[::1]", "https://[::1]:443/"],
    "https://[2001:db8::a]:8443/": ["https://[2001:DB8::A]:8443"],
    "https://192.0.2.1/": ["https://192.0.2.1", "https://192.0.2.1:443/"],
    "https://xn--bcher-kva.example/": ["https://XN--bcher-kva.example"],
    "wss://api.example.com/": ["WSS://api.example.com:443"],
    "ws://api.example.com/": ["ws://api.example.com:80/"],
    "ftp://files.example.com/": ["ftp://files.example.com:21"],
    "urn:example:api": ["urn:example:api", "URN:example:api"],
    "spiffe://prod.example/orders": ["SPIFFE://prod.example/orders"],
    "api:orders": ["api:orders", "API:orders"],
  };
  for (const [canonical, spellings] of Object.entries(groups)) {
    for (const spelling of spellings) {
      assertEquals(canonicalResource(spelling), canonical, spelling);
    }
  }
});

Deno.test("canonicalResource: what is not equivalent has different forms", () => {
  const pairs = [
    ["https://api.example.com/", "http://api.example.com/"],
    ["https://api.example.com/", "https://api.example.com:444/"],
    ["https://api.example.com/", "https://api.example.com./"],
    ["https://api.example.com/", "https://api.example.com//"],
    ["https://api.example.com/", "https://api.example.com/?"],
    ["https://api.example.com/a", "https://api.example.com/A"],
    ["https://api.example.com/a", "https://api.example.com/a/"],
    ["https://api.example.com/~a", "https://api.example.com/%7Ea"],
    ["https://api.example.com/%2f", "https://api.example.com/%2F"],
    ["https://api.example.com/%2F", "https://api.example.com//"],
    ["urn:example:api", "urn:example:API"],
    ["urn:example:api", "urn:Example:api"],
    ["spiffe://prod.example/a", "spiffe://prod.example:443/a"],
  ] as const;
  for (const [one, other] of pairs) {
    const canonical = canonicalResource(one);
    assertNotEquals(canonical, undefined, one);
    assertNotEquals(canonicalResource(other), undefined, other);
    assertNotEquals(canonical, canonicalResource(other));
  }
});

/** Spellings that are refused, by what is wrong with them. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "RFC 8707 §2: it is not an absolute URI": [
    "",
    "api",
    "orders-api",
    "/orders",
    "//api.example.com/",
    "./orders",
    "?tenant=a",
    "api.example.com",
    "1https://api.example.com/",
    ":",
    "https:",
    "https://",
    "https:///",
    "https://:443/",
    "https://api.example.com:port/",
    "https://api.example.com:65536/",
    "https://[::1/",
    "https://a b.example/",
  ],
  "RFC 8707 §2: it has a fragment": [
    "https://api.example.com/#",
    "https://api.example.com/#part",
    "https://api.example.com#part",
    "urn:example:api#part",
    "https://#@api.example.com/",
  ],
  "it has userinfo": [
    "https://user@api.example.com/",
    "https://user:secret@api.example.com/",
    "https://@api.example.com/",
    "https://:@api.example.com/",
    "https://api.example.com@evil.example/",
    "https://api.example.com%40evil.example@api.example.com/",
    "spiffe://user@prod.example/",
  ],
  "it has dot segments, plain or encoded": [
    "https://api.example.com/.",
    "https://api.example.com/..",
    "https://api.example.com/a/../b",
    "https://api.example.com/a/./b",
    "https://api.example.com/a/..",
    "https://api.example.com/%2e",
    "https://api.example.com/a/%2e%2e/b",
    "https://api.example.com/a/%2E%2e/b",
    "https://api.example.com/a/.%2e/b",
    "https://api.example.com/a/%2e./b",
    "spiffe://prod.example/a/../b",
    "api:/a/../b",
  ],
  "it has a backslash": [
    "https:\\\\api.example.com\\",
    "https://api.example.com\\orders",
    "https://api.example.com/a\\b",
    "https://evil.example\\@api.example.com/",
  ],
  "it has a tab, a line break, a space or a control character": [
    "https://api.example.com/a\tb",
    "https://api.exa\tmple.com/",
    "ht\ntps://api.example.com/",
    "https://api.example.com/\n",
    "https://api.example.com/\r",
    " https://api.example.com/",
    "https://api.example.com/ ",
    "https://api.example.com/a b",
    "\u0000https://api.example.com/",
    "https://api.example.com/\u0000",
    "urn:example:\tapi",
    "urn:example:api ",
    "urn:example:the api",
    "api:the orders",
  ],
  "RFC 3986 §2: it has a character that no URI has": [
    "https://b\u00fccher.example/",
    "https://api.example.com/\u00fc",
    "https://api.example.com/?q=\u00fc",
    "https://\uff41pi.example.com/",
    "https://api\u3002example.com/",
    "https://api.exam\u00adple.com/",
    // KELVIN SIGN, whose lower case is the k of ASCII.
    "https://\u212aelvin.example/",
    "urn:example:\u00fc",
    "https://api.example.com/\ud800",
    "https://api.example.com/\u{1f600}",
    'https://api.example.com/"',
    "https://api.example.com/<a>",
    "https://api.example.com/{a}",
    "https://api.example.com/a|b",
    "https://api.example.com/a^b",
    "urn:example:{a}",
    "urn:example:a|b",
  ],
  "RFC 3986 §2.1: its percent-encoding is malformed": [
    "https://api.example.com/%",
    "https://api.example.com/%zz",
    "https://api.example.com/%2",
    "urn:example:%",
  ],
  "it has a host in another spelling than its own": [
    "https://%61pi.example.com/",
    "https://api%2eexample.com/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::0001]/",
    "https://[::ffff:192.0.2.1]/",
    "file://localhost/orders",
  ],
  "it has a port or slashes in another spelling": [
    "https://api.example.com:0443/",
    "https://api.example.com:/",
    "http://api.example.com:080/",
    "https:api.example.com/",
    "https:/api.example.com/",
    "https:///api.example.com/",
    "https:////api.example.com/",
  ],
};

for (const [why, spellings] of Object.entries(REFUSED)) {
  Deno.test(`canonicalResource refuses, because ${why}`, () => {
    for (const spelling of spellings) {
      assertEquals(
        canonicalResource(spelling),
        undefined,
        JSON.stringify(spelling),
      );
    }
  });
}
