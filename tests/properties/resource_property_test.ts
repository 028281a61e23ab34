import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { canonicalResource } from "../../src/resource.ts";
import { runs } from "../scale.ts";

const RUNS = runs(3_000, 200_000);

/** Texts that look like URLs, with what URL parsers stumble over. */
const URL_LIKE = fc.tuple(
  fc.constantFrom(
    ...["https:", "HTTPS:", "http:", "ws:", "ftp:", "file:", "urn:", "x-y:"],
    ...["", "ht\ttps:", " https:", "javascript:"],
  ),
  fc.constantFrom("//", "", "/", "///", "\\\\", "/\\"),
  fc.array(
    fc.constantFrom(
      ...["a.example", "A.EXAMPLE", "\u212a.example", "b\u00fc.example"],
      ...["[::1]", "127.0.0.1", "127.1", "%61", "u@", ":", ":80", ":443"],
      ...[":0443", ":8080", "/", "//", ".", "..", "%2e", "%2E%2e", "\\"],
      ...["?", "?q=1", "#", "#f", "\t", "\n", " ", "'", '"', "|", "%", "%zz"],
      ...["~", "%7E", "\u0000", "\ud800", "seg", "Seg", "@", ";", "a:b"],
    ),
    { maxLength: 7 },
  ).map((parts) => parts.join("")),
).map((parts) => parts.join(""));

/** Mostly fine ones of few parts, so that many of them mean the same. */
const PLAUSIBLE = fc.tuple(
  fc.constantFrom("https://", "HTTPS://", "http://", "x-y://", "urn:"),
  fc.constantFrom("a.example", "A.Example", "b.example", "[::1]"),
  fc.constantFrom("", "", ":443", ":80", ":8443", ":0443", ":"),
  fc.constantFrom("", "", "/", "/v1", "/v1/", "/V1", "/a/../v1", "?", "/?"),
).map((parts) => parts.join(""));

const INDICATORS = fc.oneof(
  { weight: 5, arbitrary: PLAUSIBLE },
  { weight: 3, arbitrary: URL_LIKE },
  { weight: 1, arbitrary: fc.webUrl({ withFragments: true }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

Deno.test("canonicalResource: any result is the URL parser's own reading, and stays what it is", () => {
  fc.assert(
    fc.property(INDICATORS, (indicator) => {
      const canonical = canonicalResource(indicator);
      if (canonical === undefined) return;
      const url = new URL(indicator);
      assertEquals(canonical, url.href);
      assertEquals([url.username, url.password, url.hash], ["", "", ""]);
      assertEquals(canonicalResource(canonical), canonical);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("canonicalResource: two results differ where the URL parser reads two URLs, and only there", () => {
  fc.assert(
    fc.property(INDICATORS, INDICATORS, (one, other) => {
      const [a, b] = [canonicalResource(one), canonicalResource(other)];
      if (a === undefined || b === undefined) return;
      assertEquals(a === b, new URL(one).href === new URL(other).href);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("canonicalResource: case of scheme and host, default port and empty path never matter, case of the path does", () => {
  const host = fc.domain();
  const path = fc.stringMatching(/^(\/[a-z0-9]{1,5}){1,3}$/);
  fc.assert(
    fc.property(host, path, (name, rest) => {
      const canonical = canonicalResource(`https://${name}${rest}`);
      assertEquals(canonical, `https://${name.toLowerCase()}${rest}`);
      assertEquals(
        canonicalResource(`HTTPS://${name.toUpperCase()}:443${rest}`),
        canonical,
      );
      assertEquals(
        canonicalResource(`https://${name}`),
        canonicalResource(`https://${name}:443/`),
      );
      if (rest !== rest.toUpperCase()) {
        assertNotEquals(
          canonicalResource(`https://${name}${rest.toUpperCase()}`),
          canonical,
        );
      }
    }),
    { numRuns: Math.ceil(RUNS / 10) },
  );
});
