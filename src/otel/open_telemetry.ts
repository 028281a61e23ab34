/**
 * The part of OpenTelemetry that is used, by its shape.
 *
 * @module
 */

/** Attributes of spans and metrics. */
export type TelemetryAttributes = Record<string, string | number>;

/** The part of an OpenTelemetry `Span` that is used here. */
export interface TelemetrySpan {
  /** Sets attributes. */
  setAttributes(attributes: TelemetryAttributes): unknown;
  /** Sets the status; 2 is `ERROR`. */
  setStatus(status: { code: 2; message?: string }): unknown;
  /** Ends it. */
  end(): void;
}

/** How a {@linkcode TelemetrySpan} begins. */
export interface TelemetrySpanOptions {
  /** The kind; 0 is `INTERNAL`, 1 is `SERVER`. */
  kind: 0 | 1;
  /** What is known from the beginning. */
  attributes: TelemetryAttributes;
}

/** The part of an OpenTelemetry `Tracer` that is used here. */
export interface TelemetryTracer {
  /** Begins a span below the one that is active. */
  startSpan(name: string, options: TelemetrySpanOptions): TelemetrySpan;
  /** Begins a span and makes it the active one while a function runs. */
  startActiveSpan<Result>(
    name: string,
    options: TelemetrySpanOptions,
    fn: (span: TelemetrySpan) => Result,
  ): Result;
}

/** How a metric is described. */
export interface TelemetryMetricOptions {
  /** What it tells. */
  description: string;
  /** The unit, in the notation of UCUM. */
  unit: string;
  /** What a collector should know. */
  advice?: { explicitBucketBoundaries?: number[] };
}

/** The part of an OpenTelemetry `Meter` that is used here. */
export interface TelemetryMeter {
  /** Makes something that only grows. */
  createCounter(
    name: string,
    options: TelemetryMetricOptions,
  ): { add(value: number, attributes: TelemetryAttributes): void };
  /** Makes something that grows and shrinks. */
  createUpDownCounter(
    name: string,
    options: TelemetryMetricOptions,
  ): { add(value: number, attributes: TelemetryAttributes): void };
  /** Makes a distribution. */
  createHistogram(
    name: string,
    options: TelemetryMetricOptions,
  ): { record(value: number, attributes: TelemetryAttributes): void };
}

/** Options of {@linkcode otel}. */
export interface OtelOptions {
  /** What `trace.getTracer("mintmark")` returns; absent = no spans. */
  readonly tracer?: TelemetryTracer;
  /** What `metrics.getMeter("mintmark")` returns; absent = no metrics. */
  readonly meter?: TelemetryMeter;
}
