/**
 * Tokens of many kinds, verified on a runtime with keys that it gets over a
 * socket.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  generateSigner,
  type Signer,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import { token } from "../resource_server/tokens.ts";
import type { Command } from "./runtimes.ts";
import type { Task } from "./servers/verifying.ts";

const ALGORITHMS: readonly SigningAlgorithm[] = [
  "EdDSA",
  "ES256",
  "ES384",
  "PS256",
  "RS256",
];

const SIGNERS = await Promise.all(ALGORITHMS.map((alg) => generateSigner(alg)));

/** An issuer with nothing but metadata and keys. */
function serveKeys(): Deno.HttpServer<Deno.NetAddr> {
  const keys = SIGNERS.map(({ publicJwk }) => publicJwk);
  return Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, ({ url }) => {
    const { origin, pathname } = new URL(url);
    if (pathname === "/jwks") return document({ keys });
    if (pathname !== "/.well-known/oauth-authorization-server") {
      return new Response(null, { status: 404 });
    }
    return document({ issuer: origin, jwks_uri: `${origin}/jwks` });
  });
}

/** A document that pages of every origin may read. */
function document(json: unknown): Response {
  return Response.json(json, {
    headers: { "access-control-allow-origin": "*" },
  });
}

/** A token, and what must become of it. */
type Case = readonly [token: string, outcome: string];

/** Tokens by their names. */
async function tokensOf(iss: string): Promise<ReadonlyMap<string, Case>> {
  const now = Math.floor(Date.now() / 1000);
  const sign = (
    { alg, kid, sign }: Pick<Signer, "alg" | "kid" | "sign">,
    claims: Readonly<Record<string, unknown>> = {},
  ) =>
    token({ iss, iat: now, exp: now + 60, ...claims }, { alg, kid }, { sign });
  const [first] = SIGNERS as [Signer, ...Signer[]];
  const stranger = await generateSigner("EdDSA");
  const good = await sign(first);
  return new Map<string, Case>([
    ...await Promise.all(SIGNERS.map(async (signer) =>
      [
        signer.alg,
        [await sign(signer), "test-client"],
      ] as const
    )),
    ["expired", [await sign(first, { exp: now - 60 }), "expired"]],
    ["for others", [await sign(first, { aud: "x" }), "wrong_audience"]],
    ["of a stranger", [await sign(stranger), "unknown_key"]],
    ["forged", [
      await sign({ ...stranger, kid: first.kid }),
      "wrong_signature",
    ]],
    ["changed", [
      good.slice(0, -20) + "A".repeat(20),
      "wrong_signature",
    ]],
  ]);
}

/** Verifies them on a runtime, and compares. */
export async function verifies(
  { executable, args }: Command,
): Promise<void> {
  await using server = serveKeys();
  const issuer = `http://127.0.0.1:${server.addr.port}`;
  const tokens = await tokensOf(issuer);
  const task: Task = {
    issuer,
    audience: "https://api.example.com/",
    tokens: Object.fromEntries(
      tokens.entries().map(([name, [token]]) => [name, token]),
    ),
  };
  const { success, stdout, stderr } = await new Deno.Command(executable, {
    args: [...args],
    env: { TASK: JSON.stringify(task) },
  }).output();
  const [said, complained] = [stdout, stderr]
    .map((bytes) => new TextDecoder().decode(bytes));
  const report = `${said}${complained}`.split("\n")
    .find((line) => line.startsWith("{"));
  assertEquals([success, report !== undefined], [true, true], complained);
  assertEquals(
    JSON.parse(report!),
    Object.fromEntries(
      tokens.entries().map(([name, [, outcome]]) => [name, outcome]),
    ),
  );
}
