/** Tokens of each algorithm, verified by libraries that are not ours. */

import { assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { decodeProtectedHeader, type JWK } from "jose";
import { run } from "../runtimes/npm.ts";
import { RUNTIMES } from "../runtimes/runtimes.ts";
import {
  ALGORITHMS,
  ANY_ALGORITHM,
  resourceOf,
} from "../runtimes/servers/clients.ts";
import { withServer } from "./deno_process.ts";
import { type Algorithm, type Evidence, VERIFIERS } from "./verifiers.ts";

const NODE_PROGRAM = fileURLToPath(
  import.meta.resolve("./node_crypto.js"),
);

/** Gets a token and the key that it names, as anybody would. */
async function obtain(base: string, alg: Algorithm): Promise<Evidence> {
  const read = async (url: string, init?: RequestInit) =>
    await (await fetch(url, init)).json();
  const metadata = await read(`${base}/.well-known/oauth-authorization-server`);
  const audience = resourceOf(alg);
  const { access_token: token } = await read(metadata.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      ...ANY_ALGORITHM,
      resource: audience,
    }),
  });
  const { jwks_uri, issuer } = metadata;
  const { keys } = await read(jwks_uri);
  const { kid } = decodeProtectedHeader(token);
  const jwk = keys.find((key: JWK) => key.kid === kid);
  return { token, alg, issuer, audience, jwks_uri, jwk };
}

/** The same token with another subject, and the signature of the first. */
function forge(evidence: Evidence): Evidence {
  const [header, payload = "", signature] = evidence.token.split(".");
  const claims = { ...JSON.parse(atob(fromUrl(payload))), sub: "somebody" };
  const forged = toUrl(btoa(JSON.stringify(claims)));
  return { ...evidence, token: `${header}.${forged}.${signature}` };
}

const fromUrl = (text: string) =>
  text.replaceAll("-", "+").replaceAll("_", "/");
const toUrl = (text: string) =>
  text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Whether a verifier takes a token; one throws, another says so. */
async function takes(
  verify: (evidence: Evidence) => unknown,
  evidence: Evidence,
): Promise<void> {
  if (await verify(evidence) === false) throw new Error("it is not good");
}

/** A Node to ask, new enough for every algorithm. */
async function findNode(): Promise<string | undefined> {
  try {
    const runtime = RUNTIMES.find(({ name }) => name === "Node 24");
    return (await runtime!.find()).executable;
  } catch (error) {
    if (Deno.env.get("CI") === "true") throw error;
    return undefined;
  }
}

const node = await findNode();

Deno.test("interop: verifiers of every algorithm", async (t) => {
  await withServer({ OTHER_ALGS: ALGORITHMS.join(" ") }, async ({ base }) => {
    const cases: Evidence[] = [];
    for (const alg of ALGORITHMS) {
      const evidence = await obtain(base, alg);
      const forged = forge(evidence);
      cases.push(evidence, forged);
      for (const { name, algorithms, verify } of VERIFIERS) {
        const isKnown = algorithms.includes(alg);
        await t.step({
          name: isKnown
            ? `${name} takes a token of ${alg} and no forged one`
            : `${name} (not here: it does not know ${alg})`,
          ignore: !isKnown,
          async fn() {
            await takes(verify, evidence);
            await assertRejects(() => takes(verify, forged));
          },
        });
      }
    }
    await t.step({
      name: node === undefined
        ? "node:crypto of Node (skipped: there is no Node)"
        : "node:crypto of Node takes a token of every algorithm and no forged one",
      ignore: node === undefined,
      async fn() {
        const output = await run(node!, [
          NODE_PROGRAM,
          "--cases",
          JSON.stringify(cases),
        ]);
        assertEquals(
          JSON.parse(output),
          ALGORITHMS.flatMap(() => [true, false]),
        );
      },
    });
  });
});
