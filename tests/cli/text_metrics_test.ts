import { assert, assertEquals } from "@std/assert";
import { TextMetrics } from "../../src/cli/text_metrics.ts";

Deno.test("text metrics: counters, gauges and histograms in version 0.0.4", () => {
  const metrics = new TextMetrics();
  const count = metrics.counter("things_total", "Things.");
  metrics.gauge("level_bytes", "Level.", () => 1.5);
  metrics.gauge("unknown", "Not known.", () => undefined);
  metrics.gauge("info", "Info.", () => 1, { labels: { version: "1" } });
  const take = metrics.histogram("time_seconds", "Time.", [0.1, 1]);
  count({ type: "b", error: undefined, reason: "" });
  count({ type: "a", error: "x" });
  count({ type: "b" });
  for (const seconds of [0.1, 0.5, 1, 7]) take({ route: "token" }, seconds);
  assertEquals(
    metrics.write(),
    `# HELP things_total Things.
# TYPE things_total counter
things_total{type="b"} 2
things_total{type="a",error="x"} 1
# HELP level_bytes Level.
# TYPE level_bytes gauge
level_bytes 1.5
# HELP unknown Not known.
# TYPE unknown gauge
# HELP info Info.
# TYPE info gauge
info{version="1"} 1
# HELP time_seconds Time.
# TYPE time_seconds histogram
time_seconds_bucket{route="token",le="0.1"} 1
time_seconds_bucket{route="token",le="1"} 3
time_seconds_bucket{route="token",le="+Inf"} 4
time_seconds_sum{route="token"} 8.6
time_seconds_count{route="token"} 4
`,
  );
});

Deno.test("text metrics: no value of a label ends it, or its line", () => {
  const metrics = new TextMetrics();
  metrics.counter("x_total", "X.")({ a: '"} 1\ny{b="\\' });
  assert(metrics.write().endsWith('x_total{a="\\"} 1\\ny{b=\\"\\\\"} 1\n'));
});

Deno.test("text metrics: a metric has a thousand series and one for the rest", () => {
  const metrics = new TextMetrics();
  const count = metrics.counter("x_total", "X.");
  const take = metrics.histogram("y_seconds", "Y.", [1]);
  for (let i = 0; i < 3_000; i++) {
    count({ a: `${i}` });
    take({ a: `${i}` }, 1);
  }
  count({ a: "0" });
  const lines = metrics.write().split("\n");
  const of = (start: string) => lines.filter((l) => l.startsWith(start));
  assertEquals(of("x_total").length, 1_001);
  assertEquals(of("y_seconds_count").length, 1_001);
  assertEquals(of('x_total{overflow="true"}'), [
    'x_total{overflow="true"} 2000',
  ]);
  assertEquals(of('x_total{a="0"}'), ['x_total{a="0"} 2']);
});
