/** Which addresses are public, against an independent classifier. @module */

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import ipaddr from "npm:ipaddr.js@^2.5.0";
import { parseIpAddress } from "../../src/ip_address.ts";
import { isPublicAddress } from "../../src/trust/public_address.ts";
import { runs } from "../scale.ts";

const CASES: readonly [text: string, isPublic: boolean][] = [
  ["8.8.8.8", true],
  ["1.1.1.1", true],
  ["9.255.255.255", true],
  ["10.0.0.0", false],
  ["10.255.255.255", false],
  ["11.0.0.0", true],
  ["100.63.255.255", true],
  ["100.64.0.0", false],
  ["100.100.100.200", false],
  ["127.0.0.1", false],
  ["168.63.129.16", false],
  ["168.63.129.17", true],
  ["169.254.169.254", false],
  ["172.15.255.255", true],
  ["172.31.255.255", false],
  ["172.32.0.0", true],
  ["192.0.0.192", false],
  ["192.168.1.1", false],
  ["223.255.255.255", true],
  ["224.0.0.1", false],
  ["255.255.255.255", false],
  ["0.0.0.0", false],
  ["::", false],
  ["::1", false],
  ["::8.8.8.8", false],
  ["::ffff:10.0.0.1", false],
  ["::ffff:8.8.8.8", false],
  ["64:ff9b::8.8.8.8", false],
  ["64:ff9b:1::8.8.8.8", false],
  ["100::1", false],
  ["2001::1", false],
  ["2001:1ff:ffff::1", false],
  ["2001:200::1", true],
  ["2001:db8::1", false],
  ["2002:808:808::1", false],
  ["2606:4700:4700::1111", true],
  ["3ffe::1", false],
  ["3fff::1", false],
  ["3fff:1000::1", true],
  ["4000::1", false],
  ["5f00::1", false],
  ["fc00::1", false],
  ["fd00:ec2::254", false],
  ["fe80::1", false],
  ["fe80::1%eth0", false],
  ["fec0::1", false],
  ["ff02::1", false],
  ["", false],
  ["example.com", false],
  ["010.0.0.1", false],
  ["8.8.8", false],
  ["[2606:4700:4700::1111]", false],
  ["8.8.8.8/32", false],
];

Deno.test("isPublicAddress: RFC 6890: knows special addresses by the borders of their ranges", () => {
  for (const [text, isPublic] of CASES) {
    assertEquals(isPublicAddress(text), isPublic, text);
  }
});

/** Where ranges begin, so that chance finds their borders. */
const BORDERS_V4 = CASES.map(([text]) => text)
  .filter((text) => ipaddr.IPv4.isValidFourPartDecimal(text))
  .map((text) => ipaddr.IPv4.parse(text).toByteArray());
const BORDERS_V6 = CASES.map(([text]) => text)
  .filter((text) => ipaddr.IPv6.isValid(text))
  .map((text) => ipaddr.IPv6.parse(text).toByteArray());

function addresses(
  borders: readonly number[][],
  length: number,
): fc.Arbitrary<number[]> {
  const bytes = fc.array(fc.nat(255), { minLength: length, maxLength: length });
  const near = fc.tuple(fc.constantFrom(...borders), bytes, fc.nat(length * 8))
    .map(([border, random, bits]) =>
      border.map((byte, i) => {
        const mask = 0xff << (8 - Math.min(8, Math.max(0, bits - i * 8)));
        return (byte & mask & 0xff) | (random[i]! & ~mask & 0xff);
      })
    );
  return fc.oneof(bytes, near);
}

Deno.test("isPublicAddress agrees with an independent classifier on IPv4", () => {
  fc.assert(
    fc.property(addresses(BORDERS_V4, 4), (bytes) => {
      const text = bytes.join(".");
      const isUnicast = new ipaddr.IPv4(bytes).range() === "unicast";
      assertEquals(
        isPublicAddress(text),
        isUnicast && text !== "168.63.129.16",
        text,
      );
    }),
    { numRuns: runs(2_000, 200_000) },
  );
});

Deno.test("isPublicAddress agrees with an independent classifier on IPv6, in every spelling", () => {
  fc.assert(
    fc.property(addresses(BORDERS_V6, 16), (bytes) => {
      const address = new ipaddr.IPv6(bytes);
      const isGiven = bytes[0]! >> 5 === 1;
      const is6bone = bytes[0] === 0x3f && bytes[1] === 0xfe;
      const isPublic = isGiven && !is6bone && address.range() === "unicast";
      const spellings = [
        address.toString(),
        address.toNormalizedString(),
        address.parts.map((part) => part.toString(16).padStart(4, "0"))
          .join(":").toUpperCase(),
        new URL(`http://[${address.toNormalizedString()}]`).hostname.slice(
          1,
          -1,
        ),
      ];
      for (const text of spellings) {
        assertEquals(isPublicAddress(text), isPublic, text);
      }
    }),
    { numRuns: runs(2_000, 200_000) },
  );
});

Deno.test("parseIpAddress reads of hostile text what an independent parser reads, or less", () => {
  const text = fc.string({
    unit: fc.constantFrom("0", "1", "255", "f", "ffff", ":", "::", ".", "8"),
    maxLength: 15,
  });
  fc.assert(
    fc.property(fc.oneof(text, fc.ipV6(), fc.ipV4()), (text) => {
      const address = parseIpAddress(text);
      if (address === undefined) {
        const isCanonical = ipaddr.IPv4.isValidFourPartDecimal(text);
        assertEquals(isCanonical, false, text);
        return;
      }
      // The oracle takes ::1.2.3.4 for mapped; URL parsers do not.
      const plain = text.includes(":")
        ? new URL(`http://[${text}]`).hostname.slice(1, -1)
        : text;
      const bytes = ipaddr.process(plain).toByteArray();
      assertEquals(address.bits, bytes.length * 8);
      const value = bytes.reduce((sum, byte) => sum << 8n | BigInt(byte), 0n);
      assertEquals(address.value, value, text);
    }),
    { numRuns: runs(2_000, 200_000) },
  );
});
