/** Which URLs may be fetched. @module */

import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  checkDocumentUrl,
  hostList,
  type UrlPolicy,
} from "../../src/trust/document_url.ts";
import { KeySetError } from "../../src/trust/key_set_error.ts";
import { isPublicAddress } from "../../src/trust/public_address.ts";
import { runs } from "../scale.ts";

const STRICT: UrlPolicy = {
  allowPrivateAddress: false,
  allowInsecureLoopback: false,
};

function verdict(url: string, policy: UrlPolicy = STRICT): string {
  try {
    const { needsPublicAddress } = checkDocumentUrl(url, policy);
    return needsPublicAddress ? "look up" : "fine";
  } catch (error) {
    if (!(error instanceof KeySetError)) throw error;
    return error.reason.replace("key_set_", "");
  }
}

const STRICT_CASES: readonly [url: string, verdict: string][] = [
  ["https://keys.example.com/jwks", "look up"],
  ["https://keys.example.com:8443/jwks?v=1", "look up"],
  ["https://keys.example.com./jwks", "look up"],
  ["https://münchen.example/jwks", "look up"],
  ["https://8.8.8.8/jwks", "fine"],
  ["https://[2606:4700:4700::1111]/jwks", "fine"],
  ["", "url_malformed"],
  ["/jwks", "url_malformed"],
  ["https://", "url_malformed"],
  ["https://256.256.256.256/", "url_malformed"],
  ["https://user@keys.example.com/", "url_malformed"],
  ["https://:password@keys.example.com/", "url_malformed"],
  ["https://keys.example.com/#keys", "url_malformed"],
  ["https://keys.example.com/#", "url_malformed"],
  [`https://keys.example.com/${"a".repeat(2048)}`, "url_malformed"],
  ["http://keys.example.com/", "url_insecure"],
  ["http://localhost/", "url_insecure"],
  ["ftp://keys.example.com/", "url_insecure"],
  ["file:///etc/passwd", "url_insecure"],
  ["data:application/json,{}", "url_insecure"],
  ["blob:https://keys.example.com/1", "url_insecure"],
  ["javascript:1", "url_insecure"],
  ["https://127.0.0.1/", "address_private"],
  ["https://127.1/", "address_private"],
  ["https://2130706433/", "address_private"],
  ["https://0x7f000001/", "address_private"],
  ["https://0177.0.0.1/", "address_private"],
  ["https://0x7f.1/", "address_private"],
  ["https://%31%32%37.0.0.1/", "address_private"],
  ["https://１２７.0.0.1/", "address_private"],
  ["https://127。0。0。1/", "address_private"],
  ["https://127.0.0.1./", "address_private"],
  ["https://0/", "address_private"],
  ["https://169.254.169.254/latest/meta-data", "address_private"],
  ["https://[::1]/", "address_private"],
  ["https://[::]/", "address_private"],
  ["https://[::ffff:127.0.0.1]/", "address_private"],
  ["https://[::ffff:8.8.8.8]/", "address_private"],
  ["https://[64:ff9b::127.0.0.1]/", "address_private"],
  ["https://[2002:7f00:1::]/", "address_private"],
  ["https://[fd00:ec2::254]/", "address_private"],
  ["https://[fe80::1]/", "address_private"],
  ["https://localhost/", "name_private"],
  ["https://LOCALHOST./", "name_private"],
  ["https://a.localhost/", "name_private"],
  ["https://printer.local/", "name_private"],
  ["https://metadata.google.internal/", "name_private"],
  ["https://kubernetes.default.svc.cluster.local/", "name_private"],
  ["https://router.home.arpa/", "name_private"],
  ["https://intranet/", "name_private"],
  ["https://intranet./", "name_private"],
  ["https://localhost.localdomain/", "name_private"],
  ["https://mylocal/", "name_private"],
  ["https://my-local.example/", "look up"],
  ["https://notlocal.example.com/", "look up"],
];

Deno.test("checkDocumentUrl: a client's URL is https and of a public host, in whatever spelling", () => {
  for (const [url, expected] of STRICT_CASES) {
    assertEquals(verdict(url), expected, url);
  }
});

Deno.test("checkDocumentUrl: what an operator allows, and nothing beside it", () => {
  const privately = { ...STRICT, allowPrivateAddress: true };
  const insecurely = { ...STRICT, allowInsecureLoopback: true };
  const cases: readonly [UrlPolicy, string, string][] = [
    [privately, "https://10.0.0.1/", "fine"],
    [privately, "https://kubernetes/", "fine"],
    [privately, "https://keys.example.com/", "fine"],
    [privately, "http://10.0.0.1/", "url_insecure"],
    [privately, "http://localhost/", "url_insecure"],
    [insecurely, "http://localhost:8080/", "fine"],
    [insecurely, "http://a.localhost/", "fine"],
    [insecurely, "http://127.0.0.2/", "fine"],
    [insecurely, "http://[::1]/", "fine"],
    [insecurely, "https://localhost/", "fine"],
    [insecurely, "http://127.0.0.1.nip.io/", "url_insecure"],
    [insecurely, "http://localhost.example.com/", "url_insecure"],
    [insecurely, "http://10.0.0.1/", "url_insecure"],
    [insecurely, "https://10.0.0.1/", "address_private"],
    [insecurely, "ftp://localhost/", "url_insecure"],
  ];
  for (const [policy, url, expected] of cases) {
    assertEquals(verdict(url, policy), expected, url);
  }
});

Deno.test("checkDocumentUrl: no number that stands for a private IPv4 address passes", () => {
  const form = fc.constantFrom(
    (n: number) => String(n),
    (n: number) => `0x${n.toString(16)}`,
    (n: number) => `0${n.toString(8)}`,
  );
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), form, (number, form) => {
      const text = [24, 16, 8, 0].map((bits) => number >>> bits & 255)
        .join(".");
      const expected = isPublicAddress(text) ? "fine" : "address_private";
      assertEquals(verdict(`https://${form(number)}/`), expected, text);
      const parts = text.split(".").map((part) => form(Number(part)));
      assertEquals(verdict(`https://${parts.join(".")}/`), expected, text);
    }),
    { numRuns: runs(500, 50_000) },
  );
});

Deno.test("checkDocumentUrl: whatever text comes, it passes or is refused with a reason", () => {
  const piece = fc.constantFrom(
    ..."https://,http:,//,/,@,:,#,?,[,],%,.,..,\\,localhost,a.b,::1,0,\u0000,ß"
      .split(","),
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.array(piece).map((all) => all.join(""))),
      (url) => void verdict(url),
    ),
    { numRuns: runs(500, 50_000) },
  );
});

Deno.test("jwksHosts: names hosts exactly, with their port, or all below a domain", () => {
  const hosts = hostList([
    "keys.example.com",
    "Other.example.com:8443",
    "*.clients.example",
    "8.8.8.8",
  ]);
  const listed = (url: string) => verdict(url, { ...STRICT, hosts });
  const cases: readonly [url: string, verdict: string][] = [
    ["https://keys.example.com/a", "look up"],
    ["https://KEYS.example.com./a", "look up"],
    ["https://other.example.com:8443/", "look up"],
    ["https://a.b.clients.example/", "look up"],
    ["https://8.8.8.8/", "fine"],
    ["https://keys.example.com:8443/", "host_not_listed"],
    ["https://other.example.com/", "host_not_listed"],
    ["https://clients.example/", "host_not_listed"],
    ["https://evilclients.example/", "host_not_listed"],
    ["https://keys.example.com.evil.example/", "host_not_listed"],
    ["https://a.keys.example.com/", "host_not_listed"],
    ["https://8.8.4.4/", "host_not_listed"],
  ];
  for (const [url, expected] of cases) assertEquals(listed(url), expected, url);
});

Deno.test("jwksHosts: opens nothing that is refused without it", () => {
  const hosts = hostList(["localhost", "10.0.0.1", "keys.internal"]);
  for (const host of ["localhost", "10.0.0.1", "keys.internal"]) {
    const reason = verdict(`https://${host}/`, { ...STRICT, hosts });
    assertEquals(/^(address|name)_private$/.test(reason), true, host);
  }
});

Deno.test("jwksHosts: refuses what is no host", () => {
  const wrong = ["", "*", "https://a.example", "a.example/x", "a..b", "*.*.a"];
  for (const host of [...wrong, "a.example:", 7 as unknown as string]) {
    assertThrows(() => hostList([host]), TypeError, "jwksHosts[0] must be");
  }
  assertThrows(() => hostList("a.example" as unknown as []), TypeError);
});
