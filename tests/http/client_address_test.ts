/** Whose request it is, by address. @module */

import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  clientAddress,
  type ForwardedHeader,
} from "../../src/http/client_address.ts";
import { parseIpNetwork } from "../../src/ip_address.ts";

/** The address of a request from a peer with a header. */
function addressOf(
  peer: string | undefined,
  value: string | null,
  forwardedHeader: ForwardedHeader = "x-forwarded-for",
): string | undefined {
  const networks = ["10.0.0.0/8", "fd00::/8"];
  const connectionOf = clientAddress({
    trustedProxies: networks.map((text) => parseIpNetwork(text)!),
    forwardedHeader,
    addressHeader: undefined,
  });
  return connectionOf(
    exchangeWith(forwardedHeader, value),
    peer === undefined ? {} : { remoteAddress: peer },
  ).remoteAddress;
}

function exchangeWith(name: string, value: string | null) {
  return {
    method: "POST",
    url: "/token",
    header: (asked: string) => asked === name ? value : null,
    readAll: () => Promise.reject(new Error("not read")),
    readPieces: () => null,
  };
}

Deno.test("X-Forwarded-For: the last entry that is no trusted proxy, and only from one", () => {
  const rows: readonly [
    string | undefined,
    string | null,
    string | undefined,
  ][] = [
    // What a stranger writes is not read.
    ["203.0.113.1", "198.51.100.1", "203.0.113.1"],
    [undefined, "198.51.100.1", undefined],
    ["10.0.0.1", null, "10.0.0.1"],
    ["10.0.0.1", "", "10.0.0.1"],
    ["10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["fd00::1", "2001:db8::1", "2001:db8::1"],
    // What the client wrote itself stands to the left.
    ["10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"],
    ["10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"],
    ["10.0.0.1", "10.0.0.3,10.0.0.2", "10.0.0.3"],
    ["10.0.0.1", "198.51.100.1:4711", "198.51.100.1"],
    ["10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"],
    ["10.0.0.1", "[2001:db8::1]", "2001:db8::1"],
    // What is no address ends the search at the last proxy.
    ["10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"],
    ["10.0.0.1", "198.51.100.1, unknown, 10.0.0.2", "10.0.0.2"],
    ["10.0.0.1", "198.51.100.1,", "10.0.0.1"],
    ["10.0.0.1", "'; DROP TABLE", "10.0.0.1"],
    ["10.0.0.1", `1.1.1.1,${"10.0.0.2,".repeat(50)}10.0.0.2`, "10.0.0.2"],
  ];
  for (const [peer, value, address] of rows) {
    assertEquals(addressOf(peer, value), address, `${peer} ${value}`);
  }
});

Deno.test("RFC 7239 §4: Forwarded, by its `for`", () => {
  const rows: readonly [string, string][] = [
    ["for=198.51.100.1", "198.51.100.1"],
    ["For=198.51.100.1;proto=https;by=10.0.0.1", "198.51.100.1"],
    ["proto=https; for=198.51.100.1", "198.51.100.1"],
    ['for="[2001:db8:cafe::17]:4711"', "2001:db8:cafe::17"],
    ['for="198.51.100.1:80"', "198.51.100.1"],
    ["for=1.1.1.1, for=198.51.100.1", "198.51.100.1"],
    ["for=198.51.100.1, for=10.0.0.2", "198.51.100.1"],
    ['for=1.1.1.1;host="a,for=2.2.2.2", for=198.51.100.1', "198.51.100.1"],
    ['for="\\198.51.100.1"', "198.51.100.1"],
    ["for=unknown", "10.0.0.1"],
    ["for=_hidden, for=10.0.0.2", "10.0.0.2"],
    ["proto=https", "10.0.0.1"],
    ['for="198.51.100.1', "10.0.0.1"],
    ["for=198.51.100.1;secret=c2VjcmV0==, for=10.0.0.2", "198.51.100.1"],
    ['for=198.51.100.1;a="\\"";b=""', "198.51.100.1"],
    ["for=198.51.100.1,", "10.0.0.1"],
    ["for=198.51.100.1,,for=10.0.0.2", "10.0.0.2"],
    ["for=", "10.0.0.1"],
    ["", "10.0.0.1"],
    [`${" ".repeat(50_000)}x`, "10.0.0.1"],
    // A quote that the sender leaves open does not hide what the proxy adds.
    ['for=1.1.1.1;x=", for=198.51.100.1;proto=https', "10.0.0.1"],
    ['for=1.1.1.1;x=", for="[2001:db8::1]:4711";by="a"', "10.0.0.1"],
    ['for=1.1.1.1;x="\\, for=198.51.100.1', "10.0.0.1"],
  ];
  for (const [value, address] of rows) {
    assertEquals(addressOf("10.0.0.1", value, "forwarded"), address, value);
  }
});

Deno.test("addressHeader is believed whoever the peer is, where it holds an address", () => {
  const connectionOf = clientAddress({
    trustedProxies: [],
    forwardedHeader: "x-forwarded-for",
    addressHeader: "cf-connecting-ip",
  });
  const rows: readonly [string | null, string][] = [
    ["198.51.100.1", "198.51.100.1"],
    [" 2001:db8::1 ", "2001:db8::1"],
    ["198.51.100.1, 1.1.1.1", "203.0.113.1"],
    [null, "203.0.113.1"],
  ];
  for (const [value, address] of rows) {
    const connection = { remoteAddress: "203.0.113.1" };
    const exchange = exchangeWith("cf-connecting-ip", value);
    assertEquals(connectionOf(exchange, connection).remoteAddress, address);
  }
});

Deno.test("without a proxy the connection is what the socket knows, certificate included", () => {
  const none = clientAddress({
    trustedProxies: [],
    forwardedHeader: "x-forwarded-for",
    addressHeader: undefined,
  });
  const connection = { remoteAddress: "203.0.113.1" };
  const exchange = exchangeWith("x-forwarded-for", "1.1.1.1");
  assertStrictEquals(none(exchange, connection), connection);
  const behind = clientAddress({
    trustedProxies: [parseIpNetwork("203.0.113.1")!],
    forwardedHeader: "x-forwarded-for",
    addressHeader: undefined,
  });
  const clientCertificate = new Uint8Array([1]);
  assertEquals(behind(exchange, { ...connection, clientCertificate }), {
    remoteAddress: "1.1.1.1",
    clientCertificate,
  });
});
