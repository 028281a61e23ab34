import { assert, assertEquals } from "@std/assert";
import { memoryStorage } from "@mintmark/oauth";
import { probeServer, withProbes } from "../../src/cli/probes.ts";
import { keysCheck, Readiness, storeCheck } from "../../src/cli/readiness.ts";
import type { Served } from "../../src/cli/running_server.ts";
import { createServerMetrics } from "../../src/cli/server_metrics.ts";
import { observedServer } from "../../src/telemetry/observed_server.ts";
import { GOOD, ISSUER, post, testServer, tokenRequest } from "../fixtures.ts";

/** A server with its metrics and probes, as a program wires them. */
function operated() {
  const metrics = createServerMetrics({ version: "1.2.3", runtime: "deno 2" });
  const { clients } = memoryStorage();
  const own = testServer({ onEvent: metrics.onEvent });
  const server = observedServer(own, metrics.observe);
  const readiness = new Readiness({
    checks: [storeCheck(clients), keysCheck(own.keys)],
  });
  const writeMetrics = () => metrics.write({ keys: own.keys, readiness });
  return {
    server,
    metrics,
    readiness,
    probes: probeServer({ readiness, writeMetrics, showChecks: true }),
    together: withProbes(server, { readiness }),
  };
}

async function ask(
  served: Served,
  path: string,
  method = "GET",
): Promise<readonly [number, string]> {
  const response = await served.handle(
    new Request(`${ISSUER}${path}`, { method }),
    {},
  );
  return [response.status, await response.text()];
}

Deno.test("probes: live, ready and what is reachable, on a listener of their own", async () => {
  const { probes, readiness } = operated();
  const live = [200, '{"status":"live"}'] as const;
  assertEquals(await ask(probes, "/health?x=1"), live);
  assertEquals(await ask(probes, "/health", "HEAD"), [200, ""]);
  assertEquals((await ask(probes, "/health", "POST"))[0], 405);
  assertEquals((await ask(probes, "/token", "POST"))[0], 404);
  assertEquals(await ask(probes, "/ready"), [
    200,
    '{"status":"ready","checks":{"store":"ok","keys":"ok"}}',
  ]);
  readiness.end();
  assertEquals((await ask(probes, "/ready"))[0], 503);
  assertEquals(await ask(probes, "/health"), live);
});

Deno.test("probes: beside the endpoints, without a word about what is reachable", async () => {
  const { together } = operated();
  assertEquals(await ask(together, "/ready"), [200, '{"status":"ready"}']);
  assertEquals((await ask(together, "/metrics"))[0], 404);
  assertEquals((await together.handle(tokenRequest(), {})).status, 200);
  const exchange = {
    method: "GET",
    url: "/health",
    header: () => null,
    readAll: () => Promise.resolve(new Uint8Array()),
    readPieces: () => null,
  };
  const live = await together.handleExchange(exchange, {});
  assertEquals(live?.status, 200);
  const elsewhere = { ...exchange, url: "/elsewhere" };
  assertEquals(together.handleExchange(elsewhere, {}), undefined);
});

Deno.test("metrics: what became of token requests, and nothing that a caller wrote", async () => {
  const { server, metrics, probes } = operated();
  await post(server);
  for (const name of ["stranger-1", "stranger-2"]) {
    await post(server, { ...GOOD, client_id: name, grant_type: name });
    await post(server, { ...GOOD, client_id: name, client_secret: name });
    await server.fetch(
      new Request(`${ISSUER}/${name}`, { method: "PROPFIND" }),
    );
  }
  metrics.onEvent({
    type: "failed",
    time: 1,
    error: "temporarily_unavailable",
    error_description: "The server is busy: try again later.",
    reason: "hashing_queue_full",
  });
  const [status, text] = await ask(probes, "/metrics");
  assertEquals(status, 200);
  assertEquals(text.includes("stranger"), false, text);
  const lines = text.split("\n");
  for (
    const line of [
      'mintmark_token_requests_total{outcome="issued",grant_type="client_credentials",method="client_secret_post"} 1',
      'mintmark_token_requests_total{outcome="refused",error="unsupported_grant_type"} 2',
      'mintmark_token_requests_total{outcome="refused",grant_type="client_credentials",error="invalid_client"} 2',
      'mintmark_token_requests_total{outcome="failed",error="temporarily_unavailable",reason="hashing_queue_full"} 1',
      'mintmark_warnings_total{warning="audience_is_issuer"} 1',
      'mintmark_warnings_total{warning="key_store_failed"} 0',
      "mintmark_http_requests_in_flight 0",
      'mintmark_http_request_duration_seconds_count{route="token",status="401"} 2',
      'mintmark_http_request_duration_seconds_count{route="other",status="404"} 2',
      "mintmark_published_keys 1",
      "mintmark_ready 1",
      'mintmark_build_info{version="1.2.3",runtime="deno 2"} 1',
    ]
  ) {
    assert(lines.includes(line), `${line}\n${text}`);
  }
  for (
    const name of [
      "process_resident_memory_bytes",
      "process_cpu_seconds_total",
      "process_start_time_seconds",
      "process_heap_bytes",
    ]
  ) {
    const line = lines.find((line) => line.startsWith(`${name} `));
    assert(Number(line?.split(" ")[1]) > 0, `${name}: ${line}`);
  }
});

Deno.test("metrics: requests under way are counted while they are", async () => {
  const { server, probes } = operated();
  const answer = server.handleTokenRequest(tokenRequest());
  const [, during] = await ask(probes, "/metrics");
  await answer;
  const [, after] = await ask(probes, "/metrics");
  assert(during.includes("\nmintmark_http_requests_in_flight 1\n"), during);
  assert(after.includes("\nmintmark_http_requests_in_flight 0\n"), after);
});

Deno.test("metrics: a key store that fails leaves its lines out, and the rest stands", async () => {
  const metrics = createServerMetrics({ version: "1", runtime: "x" });
  const { keys } = testServer();
  const created_at = 1_700_000_000;
  const key = { kid: "a", alg: "ES256", public_jwk: { kty: "EC" } };
  const keyStore = {
    read: () =>
      Promise.resolve({
        version: 1,
        keys: [{ ...key, created_at: created_at - 1 }, { ...key, created_at }],
      }),
    replace: () => Promise.resolve(false),
  };
  const name = "\nmintmark_newest_key_created_timestamp_seconds ";
  const good = await metrics.write({ keys, keyStore });
  assert(good.includes(`${name}${created_at}\n`), good);
  const bad = await metrics.write({
    keys: { published: () => Promise.reject(new Error("down")) },
    keyStore: { ...keyStore, read: () => Promise.reject(new Error("down")) },
  });
  assertEquals(bad.includes(name), false, bad);
  assertEquals(bad.includes("\nmintmark_published_keys "), false, bad);
  assert(bad.includes("\nmintmark_http_requests_in_flight 0\n"), bad);
});
