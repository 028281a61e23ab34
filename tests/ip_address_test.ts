/** IP addresses and networks as numbers. @module */

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isIP } from "node:net";
import {
  containsAddress,
  parseIpAddress,
  parseIpNetwork,
} from "../src/ip_address.ts";
import { runs } from "./scale.ts";

const ADDRESSES: readonly (readonly [string, 32 | 128, bigint])[] = [
  ["0.0.0.0", 32, 0n],
  ["192.0.2.1", 32, 0xc0000201n],
  ["255.255.255.255", 32, 0xffffffffn],
  ["::", 128, 0n],
  ["::1", 128, 1n],
  ["2001:db8::1", 128, 0x20010db8000000000000000000000001n],
  ["2001:DB8:0:0:0:0:0:1", 128, 0x20010db8000000000000000000000001n],
  ["1:2:3:4:5:6:7::", 128, 0x00010002000300040005000600070000n],
  ["::2:3:4:5:6:7:8", 128, 0x00000002000300040005000600070008n],
  ["64:ff9b::192.0.2.1", 128, 0x0064ff9b0000000000000000c0000201n],
  ["::ffff:192.0.2.1", 32, 0xc0000201n],
  ["::FFFF:c000:0201", 32, 0xc0000201n],
  ["fe80::1%eth0", 128, 0xfe800000000000000000000000000001n],
];

for (const [text, bits, value] of ADDRESSES) {
  Deno.test(`RFC 4291 §2.2: parseIpAddress reads ${text}`, () => {
    assertEquals(parseIpAddress(text), { bits, value });
  });
}

Deno.test("parseIpAddress refuses what is no address", () => {
  const rows = [
    ...["", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3."],
    ...["1.2.3.4 ", "0x7f.0.0.1", "2130706433", "localhost", "-1.2.3.4"],
    ...[":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1::", "12345::"],
    ...["1:2:3:4:5:6:7:8::", "g::", "::1.2.3", "1.2.3.4::", "[::1]", "::1/64"],
    ...["1:2:3:4:5:6:7:1.2.3.4", `${"0".repeat(70)}::`],
  ];
  for (const row of rows) assertEquals(parseIpAddress(row), undefined, row);
});

Deno.test("parseIpAddress agrees with the platform about what is an address", () => {
  const group = fc.constantFrom("0", "1", "ffff", "db8", "", "00000", "g");
  const byte = fc.constantFrom("0", "1", "255", "256", "01", "", "a");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(group, { minLength: 1, maxLength: 9 }).map((g) => g.join(":")),
        fc.array(byte, { minLength: 1, maxLength: 5 }).map((b) => b.join(".")),
        fc.tuple(
          fc.array(group, { maxLength: 7 }),
          fc.array(byte, { minLength: 3, maxLength: 5 }),
        ).map(([g, b]) => [...g, b.join(".")].join(":")),
        fc.ipV4(),
        fc.ipV6(),
        fc.string({ maxLength: 20 }),
      ),
      (text) => {
        assertEquals(
          parseIpAddress(text) !== undefined,
          isIP(text) !== 0,
          JSON.stringify(text),
        );
      },
    ),
    { numRuns: runs(500, 100_000) },
  );
});

Deno.test("parseIpNetwork and containsAddress: RFC 4632 §3.1", () => {
  const rows: readonly [string, string, boolean][] = [
    ["10.0.0.0/8", "10.255.0.1", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["10.0.0.0/8", "::ffff:10.1.2.3", true],
    ["10.0.0.0/8", "a00::", false],
    ["0.0.0.0/0", "203.0.113.9", true],
    ["0.0.0.0/0", "::1", false],
    ["192.0.2.1", "192.0.2.1", true],
    ["192.0.2.1", "192.0.2.2", false],
    ["192.0.2.1/32", "192.0.2.1", true],
    ["fd00::/8", "fdff::1", true],
    ["fd00::/8", "fe00::1", false],
    ["::/0", "2001:db8::1", true],
    ["::1", "0:0:0:0:0:0:0:1", true],
    ["::ffff:10.0.0.0/104", "10.9.9.9", true],
    ["2001:db8:0:1::/64", "2001:db8:0:1:ffff::", true],
    ["2001:db8:0:1::/64", "2001:db8:0:2::", false],
  ];
  for (const [network, address, contains] of rows) {
    assertEquals(
      containsAddress(parseIpNetwork(network)!, parseIpAddress(address)!),
      contains,
      `${network} ${address}`,
    );
  }
  const wrong = ["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "/8"];
  for (const row of [...wrong, "::1/127", "::/129", "::ffff:10.0.0.0/95", ""]) {
    assertEquals(parseIpNetwork(row), undefined, row);
  }
});
