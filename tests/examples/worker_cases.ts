/**
 * The example for Workers in workerd, asked over a socket, by many at once: what
 * one request has started must not be needed by another, since it ends with its
 * request there.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  createRemoteJWKSet,
  exportPKCS8,
  generateKeyPair,
  jwtVerify,
} from "jose";
import { copyIntoProject, npmRuntime, testOn } from "./project.ts";
import { startWorker } from "./workerd.ts";

const node = await npmRuntime("node@24");

const { privateKey } = await generateKeyPair("ES256", { extractable: true });

const EXAMPLE = {
  file: "worker.ts",
  env: {
    SIGNING_KEY: await exportPKCS8(privateKey),
    CLIENTS: JSON.stringify([{
      client_id: "test-client",
      client_secrets: [{ // "foobar"
        hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
      }],
      grant_types: ["client_credentials"],
    }]),
  },
};

/**
 * Without and with Node's modules: in the latter a Worker finds
 * `worker_threads` that do not work.
 */
const COMPATIBILITY_DATES = ["2025-05-01", "2026-11-01"];

/** Enough for hashes to wait for each other, if they do. */
const SEVERAL = 4;

for (const compatibilityDate of COMPATIBILITY_DATES) {
  testOn(
    `examples/worker.ts in workerd of ${compatibilityDate}: serves tokens, keys and metadata`,
    node,
    async (node, directory) => {
      await using worker = await startWorker({
        ...EXAMPLE,
        node,
        directory,
        compatibilityDate,
      });
      const { issuer } = worker;
      const metadata = await (await fetch(
        `${issuer}/.well-known/oauth-authorization-server`,
      )).json();
      assertEquals(metadata.issuer, issuer);
      const response = await ask(issuer, "test-client", "foobar");
      assertEquals(response.status, 200);
      const { access_token } = await response.json();
      const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
      const { payload } = await jwtVerify(access_token, keys, {
        issuer,
        typ: "at+jwt",
      });
      assertEquals(payload.sub, "test-client");
      assertEquals(payload.exp! - payload.iat!, 30 * 60);
    },
  );
}

testOn(
  "Workers: requests at once do not wait for each other's hashing",
  node,
  async (node, directory) => {
    await using worker = await startWorker({ ...EXAMPLE, node, directory });
    const secrets = [
      ...Array.from({ length: SEVERAL }, () => "foobar"),
      ...Array.from({ length: SEVERAL }, (_, number) => `wrong ${number}`),
      ...Array.from({ length: SEVERAL }, () => "the same wrong one"),
    ];
    const statuses = await Promise.all(
      secrets.map((secret) => statusOf(worker.issuer, "test-client", secret)),
    );
    assertEquals(
      statuses,
      secrets.map((secret) => secret === "foobar" ? 200 : 401),
      worker.program.output,
    );
  },
);

testOn(
  "Workers: a request keeps its deadlines when one that came before it ends",
  node,
  async (node, directory) => {
    const file = "slow_store_worker.ts";
    await copyIntoProject(directory, `tests/examples/${file}`, file);
    await using worker = await startWorker({ file, node, directory });
    const { issuer } = worker;
    // The client id is how long the store takes, in milliseconds.
    const before = statusOf(issuer, "500", "any");
    assertEquals(await statusOf(issuer, "0", "any"), 401);
    const late = statusOf(issuer, "60000", "any");
    assertEquals(await before, 401);
    assertEquals(await late, 503);
  },
);

async function statusOf(
  issuer: string,
  client_id: string,
  secret: string,
): Promise<number> {
  const response = await ask(issuer, client_id, secret);
  await response.body?.cancel();
  return response.status;
}

function ask(
  issuer: string,
  client_id: string,
  client_secret: string,
): Promise<Response> {
  return fetch(`${issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id,
      client_secret,
    }),
    signal: AbortSignal.timeout(15_000),
  });
}
