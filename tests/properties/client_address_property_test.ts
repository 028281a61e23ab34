/** What a stranger writes into a header does not choose an address. @module */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  clientAddress,
  type ForwardedHeader,
} from "../../src/http/client_address.ts";
import {
  containsAddress,
  parseIpAddress,
  parseIpNetwork,
} from "../../src/ip_address.ts";
import { runs } from "../scale.ts";

const PROXY = "10.0.0.1";

/** Text as an attacker would write it: pieces of both headers, in any order. */
const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...["for=", "For=", "for", "=", ";", ",", ", ", '"', "\\", " ", "\t"],
      ...["1.1.1.1", "[2001:db8::bad]", "x=", 'x="', "10.0.0.2", "by=_a", "_x"],
    ),
    fc.string({ maxLength: 4 }),
  ),
  { maxLength: 12 },
).map((pieces) => pieces.join(""));

const TRUSTED = parseIpNetwork("10.0.0.0/8")!;

/** The address that the proxy sees. */
const sender = fc.oneof(fc.ipV4(), fc.ipV6()).filter((text) =>
  !containsAddress(TRUSTED, parseIpAddress(text)!)
);

function addressBehindProxy(header: ForwardedHeader, value: string) {
  const connectionOf = clientAddress({
    trustedProxies: [TRUSTED],
    forwardedHeader: header,
    addressHeader: undefined,
  });
  const exchange = {
    method: "POST",
    url: "/token",
    header: (name: string) => name === header ? value : null,
    readAll: () => Promise.reject(new Error("not read")),
    readPieces: () => null,
  };
  return connectionOf(exchange, { remoteAddress: PROXY }).remoteAddress;
}

const RUNS = { numRuns: runs(1_000, 200_000) };

Deno.test("X-Forwarded-For: whatever stands to the left, the proxy's entry is the address", () => {
  fc.assert(
    fc.property(hostile, sender, (left, address) => {
      const value = `${left}, ${address}`;
      assertEquals(addressBehindProxy("x-forwarded-for", value), address);
    }),
    RUNS,
  );
});

Deno.test("RFC 7239 §4: whatever stands to the left, the address is the one that the proxy adds, or the proxy's own", () => {
  const pairs = fc.constantFrom(
    ...["", ";proto=https", ';host="as.example.com:443"', ';by="[::1]:80"'],
    ...[';host="a,for=2.2.2.2;x="', ';a="\\"";b=""', ";secret=c2VjcmV0=="],
  );
  fc.assert(
    fc.property(hostile, sender, pairs, pairs, (left, address, a, b) => {
      const text = address.includes(":") ? `"[${address}]:4711"` : address;
      const element = `for=${text}${a}${b}`;
      const found = addressBehindProxy("forwarded", `${left}, ${element}`);
      assert(found === address || found === PROXY, `${left} → ${found}`);
      assertEquals(addressBehindProxy("forwarded", element), address);
    }),
    RUNS,
  );
});

Deno.test("no header is worth more than the list that is looked at", () => {
  const entries = ["1.1.1.1", ...new Array<string>(32).fill("10.0.0.2")];
  const value = entries.join(",");
  assertEquals(addressBehindProxy("x-forwarded-for", value), "10.0.0.2");
  const elements = entries.map((entry) => `for=${entry}`).join(",");
  assertEquals(addressBehindProxy("forwarded", elements), "10.0.0.2");
});
