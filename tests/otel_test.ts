import { assert, assertEquals } from "@std/assert";
import { context, metrics, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { otel, type OtelOptions } from "@mintmark/oauth/otel";
import { GOOD, ISSUER, post, testServer, tokenRequest } from "./fixtures.ts";

/** A value of a metric with its attributes. */
interface Point {
  readonly value: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The real SDK, which keeps what it would export. */
function sdk() {
  const spans = new InMemorySpanExporter();
  const tracers = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(spans)],
  });
  const exporter = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 3_600_000,
  });
  const meters = new MeterProvider({ readers: [reader] });
  return {
    tracer: tracers.getTracer("mintmark"),
    meter: meters.getMeter("mintmark"),
    spans: () => spans.getFinishedSpans(),
    async points(name: string): Promise<readonly Point[]> {
      await meters.forceFlush();
      return exporter.getMetrics().at(-1)!.scopeMetrics
        .flatMap(({ metrics }) => metrics)
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) => dataPoints as readonly Point[]);
    },
    async [Symbol.asyncDispose]() {
      await meters.shutdown();
      await tracers.shutdown();
    },
  };
}

/** A server that is instrumented. */
function instrumented(options: OtelOptions) {
  const { onEvent, instrument } = otel(options);
  return instrument(testServer({ onEvent }));
}

const ISSUED = {
  "oauth.outcome": "issued",
  "oauth.grant_type": "client_credentials",
  "oauth.client_authentication_method": "client_secret_post",
};

Deno.test("otel: the types of the real API fit", () => {
  const { onEvent } = otel({
    tracer: trace.getTracer("mintmark"),
    meter: metrics.getMeter("mintmark"),
  });
  onEvent({ type: "warning", time: 1, warning: "weak_hash", message: "Hm." });
});

Deno.test("otel: decisions are counted by attributes from closed sets, and a refused client_id is none", async () => {
  await using telemetry = sdk();
  const server = instrumented(telemetry);
  await post(server);
  await post(server);
  for (const client_id of ["test-client", "stranger-1", "stranger-2"]) {
    await post(server, { ...GOOD, client_id, client_secret: "wrong" });
  }
  await post(server, { ...GOOD, grant_type: "made up by a caller" });
  const points = await telemetry.points("oauth.token.requests");
  assertEquals(points.map(({ value, attributes }) => [value, attributes]), [
    [2, ISSUED],
    [3, {
      "oauth.outcome": "refused",
      "oauth.grant_type": "client_credentials",
      "error.type": "invalid_client",
    }],
    [1, {
      "oauth.outcome": "refused",
      "error.type": "unsupported_grant_type",
    }],
  ]);
});

Deno.test("otel: a failure is counted by its reason, and its span has the status of an error", async () => {
  await using telemetry = sdk();
  const { onEvent } = otel(telemetry);
  const server = testServer({
    onEvent,
    storage: { clients: { get: () => Promise.reject(new Error("down")) } },
  });
  await post(server);
  const [point] = await telemetry.points("oauth.token.requests");
  assertEquals(point?.attributes, {
    "oauth.outcome": "failed",
    "oauth.grant_type": "client_credentials",
    "error.type": "temporarily_unavailable",
    "mintmark.reason": "client_store_failed",
  });
  const [span] = telemetry.spans();
  assertEquals(span?.status, { code: 2, message: "client_store_failed" });
});

Deno.test("otel: the span of a token is a child of the one of its request", async () => {
  await using telemetry = sdk();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  try {
    await instrumented(telemetry).fetch(tokenRequest());
  } finally {
    context.disable();
  }
  const [token, request] = telemetry.spans();
  assertEquals([token?.name, token?.kind], ["oauth.token", 0]);
  assertEquals([request?.name, request?.kind], ["POST token", 1]);
  assertEquals(
    token?.parentSpanContext?.spanId,
    request?.spanContext().spanId,
  );
  assertEquals(token?.attributes["oauth.client_id"], "test-client");
  assertEquals(request?.attributes, {
    "http.request.method": "POST",
    "http.route": "token",
    "http.response.status_code": 200,
  });
});

Deno.test("otel: spans carry no client_id that nobody has proven, and no secret", async () => {
  await using telemetry = sdk();
  const server = instrumented(telemetry);
  await post(server, { ...GOOD, client_secret: "wrong-secret" });
  const { body } = await post(server);
  const text = JSON.stringify(telemetry.spans().map((s) => s.attributes));
  const [refused] = telemetry.spans();
  assertEquals(refused?.attributes["oauth.client_id"], undefined);
  assert(text.includes("wrong_secret"), text);
  for (const secret of ["wrong-secret", "foobar", body.access_token]) {
    assertEquals(text.includes(secret), false, secret);
  }
});

Deno.test("otel: durations and requests under way, by route, method and status", async () => {
  await using telemetry = sdk();
  const server = instrumented(telemetry);
  const answer = server.fetch(tokenRequest());
  const [during] = await telemetry.points("http.server.active_requests");
  assertEquals(during?.value, 1);
  await answer;
  await server.fetch(new Request(`${ISSUER}/jwks`));
  await server.fetch(
    new Request(`${ISSUER}/made/up`, { method: "PROPFIND" }),
  );
  const after = await telemetry.points("http.server.active_requests");
  assertEquals(after.map(({ value }) => value), [0, 0, 0]);
  const points = await telemetry.points("http.server.request.duration");
  assertEquals(
    points.map(({ value, attributes }) => [
      (value as { count: number }).count,
      ...Object.values(attributes),
    ]),
    [
      [1, "POST", "token", 200],
      [1, "GET", "jwks", 200],
      [1, "_OTHER", "other", 404],
    ],
  );
});

Deno.test("otel: what no endpoint has is left to whoever is next, and not counted", async () => {
  await using telemetry = sdk();
  const server = instrumented(telemetry);
  const exchange = {
    method: "GET",
    url: "/elsewhere",
    header: () => null,
    readAll: () => Promise.resolve(new Uint8Array()),
    readPieces: () => null,
  };
  assertEquals(server.handleExchange(exchange, {}), undefined);
  const answer = await server.handleExchange({ ...exchange, url: "/jwks" }, {});
  assertEquals(answer?.status, 200);
  assertEquals(telemetry.spans().length, 1);
  const points = await telemetry.points("http.server.request.duration");
  assertEquals(points.length, 1);
});

Deno.test("otel: telemetry that throws costs no answer, whenever it does", async () => {
  const broken = () => {
    throw new Error("no telemetry");
  };
  for (const add of [broken, () => {}]) {
    const server = instrumented({
      ...(add === broken && {
        tracer: { startSpan: broken, startActiveSpan: broken },
      }),
      meter: {
        createCounter: () => ({ add: broken }),
        createUpDownCounter: () => ({ add }),
        createHistogram: () => ({ record: broken }),
      },
    });
    assertEquals((await server.fetch(tokenRequest())).status, 200);
    // A rejection that nobody handles would fail the test after this.
    await new Promise((resume) => setTimeout(resume, 0));
  }
});

Deno.test("otel: neither tracer nor meter is needed", async () => {
  const { onEvent, instrument } = otel({});
  const server = instrument(testServer({ onEvent }));
  assertEquals((await server.fetch(tokenRequest())).status, 200);
});
