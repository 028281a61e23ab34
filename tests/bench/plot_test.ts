import { assert, assertEquals, assertMatch } from "@std/assert";
import { barChart, THEMES } from "../../bench/bar_chart.ts";
import { charts } from "../../bench/plot.ts";
import { placed, report } from "../../bench/report.ts";
import { type Measured, readResults, sectionOf } from "../../bench/results.ts";

const BAR = { label: "a <b>", low: 90, median: 100, high: 200, isOurs: true };

Deno.test("bench barChart: the longest bar fits, and texts are escaped", () => {
  const svg = barChart(
    { title: "x & y", unit: "z", bars: [BAR, { ...BAR, median: 50 }] },
    THEMES.light,
  );
  assert(svg.includes("<title>x &amp; y</title>") && svg.includes("a &lt;b>"));
  const widths = [...svg.matchAll(/<rect x='220' y='\d+' width='([\d.]+)'/g)]
    .map(([, width]) => Number(width));
  assertEquals(widths, [210, 105]);
  assertMatch(svg, /<path d='M409 65H640'/);
});

const ROW: Measured = {
  runtime: "node",
  alg: "ES256",
  server: "mintmark",
  secret: "sha256",
  perSecond: [9],
  cpuMicroseconds: [100],
  p50Milliseconds: [1],
  p99Milliseconds: [2],
  peakMebibytes: 50,
};

Deno.test("bench charts: light and dark differ in colours alone, and what was not measured is left out", () => {
  const drawn = charts([ROW, { ...ROW, server: "oidc-provider" }]);
  assertEquals([...drawn.keys()], [
    ...["es256-light.svg", "es256-dark.svg"],
    ...["peers-light.svg", "peers-dark.svg"],
  ]);
  const plain = (name: string) => drawn.get(name)!.replace(/#\w{6}/g, "#");
  assertEquals(plain("peers-light.svg"), plain("peers-dark.svg"));
  assert(drawn.get("peers-light.svg")!.includes(">10,000</text>"));
  assert(!drawn.get("es256-light.svg")!.includes("oidc-provider"));
});

Deno.test("bench placed: a report takes the place of the one before", () => {
  const document = placed(
    "a\n<!-- results: bench/report.ts writes what follows -->\nold\n" +
      "<!-- end of results -->\nb\n",
    "new",
  );
  assertMatch(document, /^a\n.*-->\n\nnew\n\n<!-- end of results -->\nb\n$/);
});

/** As `deno fmt` leaves it or not. */
const unformatted = (text: string) =>
  text.replace(/-{3,}/g, "---").replace(/\s+/g, " ");

Deno.test("bench/README.md and the charts say what bench/results.json says", async () => {
  const results = await readResults(
    new URL("../../bench/results.json", import.meta.url),
  );
  const read = (path: string) =>
    Deno.readTextFile(new URL(`../../bench/${path}`, import.meta.url));
  const document = await read("README.md");
  assertEquals(
    unformatted(document),
    unformatted(placed(document, report(results))),
  );
  const section = sectionOf<Measured>(results, "throughput");
  for (const [name, svg] of charts(section?.rows ?? [])) {
    assertEquals(await read(`charts/${name}`), svg);
  }
});
