/**
 * Metrics in the text format of Prometheus, version 0.0.4.
 *
 * @module
 */

/** The media type of what {@linkcode TextMetrics.write} returns. */
export const TEXT_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Labels of one series; one that is empty or absent is not written. */
export type Labels = Readonly<Record<string, string | undefined>>;

/**
 * How many series a metric may have. Labels come from closed sets, so this is
 * reached by a mistake only; what comes then is counted in one more series.
 */
const MAXIMUM_SERIES = 1_000;

const OVERFLOW: Labels = { overflow: "true" };

/** One metric: its series, each as the lines that it is written in. */
interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly lines: () => Iterable<string>;
}

interface Distribution {
  readonly labels: Labels;
  readonly counts: number[];
  sum: number;
}

/** A set of metrics. */
export class TextMetrics {
  readonly #families: Family[] = [];

  /**
   * Adds something that only grows.
   *
   * @param name Its name, which ends in `_total`.
   * @param help What it counts.
   * @returns Counts one more, or as many as it is told: 0 begins a series, so
   * that a rate over it sees the first one that is counted.
   */
  counter(
    name: string,
    help: string,
  ): (labels: Labels, value?: number) => void {
    const series = new Map<string, number>();
    this.#add({
      name,
      help,
      type: "counter",
      lines: () => [...series].map(([key, count]) => `${name}${key} ${count}`),
    });
    return (labels, value = 1) => {
      let key = written(labels);
      if (!series.has(key) && series.size >= MAXIMUM_SERIES) {
        key = written(OVERFLOW);
      }
      series.set(key, (series.get(key) ?? 0) + value);
    };
  }

  /**
   * Adds something that grows and shrinks, read when metrics are written.
   *
   * @param name Its name, which ends in its unit.
   * @param help What it tells.
   * @param read Its value; `undefined` where there is none at the moment.
   * @param options `labels` of its one series, and the type that is announced.
   */
  gauge(
    name: string,
    help: string,
    read: () => number | undefined,
    { labels = {}, type = "gauge" }: {
      readonly labels?: Labels;
      readonly type?: "gauge" | "counter";
    } = {},
  ): void {
    this.#add({
      name,
      help,
      type,
      lines: () => {
        const value = read();
        return value === undefined
          ? []
          : [`${name}${written(labels)} ${value}`];
      },
    });
  }

  /**
   * Adds a distribution.
   *
   * @param name Its name, which ends in its unit.
   * @param help What is measured.
   * @param bounds The upper bounds of its buckets, ascending.
   * @returns Takes in one value.
   */
  histogram(
    name: string,
    help: string,
    bounds: readonly number[],
  ): (labels: Labels, value: number) => void {
    const series = new Map<string, Distribution>();
    this.#add({
      name,
      help,
      type: "histogram",
      lines: () =>
        [...series.values()].flatMap((one) => bucketLines(name, bounds, one)),
    });
    return (given, value) => {
      const isKnown = series.has(written(given));
      const labels = isKnown || series.size < MAXIMUM_SERIES ? given : OVERFLOW;
      const key = written(labels);
      const one = series.get(key) ??
        { labels, counts: new Array(bounds.length + 1).fill(0), sum: 0 };
      series.set(key, one);
      const bucket = bounds.findIndex((bound) => value <= bound);
      one.counts[bucket === -1 ? bounds.length : bucket]! += 1;
      one.sum += value;
    };
  }

  /** All metrics as text. */
  write(): string {
    const lines = this.#families.flatMap(({ name, help, type, lines }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...lines(),
    ]);
    return `${lines.join("\n")}\n`;
  }

  #add(family: Family): void {
    this.#families.push(family);
  }
}

/** The buckets of a distribution, each with all that are below it. */
function bucketLines(
  name: string,
  bounds: readonly number[],
  { labels, counts, sum }: Distribution,
): readonly string[] {
  let count = 0;
  const buckets = counts.map((one, index) => {
    count += one;
    const le = `${bounds[index] ?? "+Inf"}`;
    return `${name}_bucket${written({ ...labels, le })} ${count}`;
  });
  const text = written(labels);
  return [
    ...buckets,
    `${name}_sum${text} ${sum}`,
    `${name}_count${text} ${count}`,
  ];
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name}="${escaped(value!)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
}
