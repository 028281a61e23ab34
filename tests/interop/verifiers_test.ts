/** Tokens of each algorithm, verified by libraries that are not ours. */

import { assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { decodeProtectedHeader, type JWK } from "jose";
import { run } from "../runtimes/npm.ts";
import { HOW_TO } from "../runtimes/servers/clients.ts";
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
  const { access_token: token } = await read(metadata.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", ...HOW_TO }),
  });
  const { jwks_uri, issuer } = metadata;
  const { keys } = await read(jwks_uri);
  const { kid } = decodeProtectedHeader(token);
  const jwk = keys.find((key: JWK) => key.kid === kid);
  return { token, alg, issuer, jwks_uri, jwk };
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

/** Whether there is a Node to ask; any version will do. */
async function hasNode(): Promise<boolean> {
  try {
    await run("node", ["--version"]);
    return true;
  } catch (error) {
    if (Deno.env.get("CI") === "true") throw error;
    return false;
  }
}

const isNodeHere = await hasNode();

for (const alg of ["RS256", "ES256", "EdDSA"] as const) {
  Deno.test(`interop: verifiers of ${alg}`, async (t) => {
    await withServer(alg, async ({ base }) => {
      const evidence = await obtain(base, alg);
      const forged = forge(evidence);
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
      await t.step({
        name: isNodeHere
          ? `node:crypto of Node takes a token of ${alg} and no forged one`
          : "node:crypto of Node (skipped: there is no Node)",
        ignore: !isNodeHere,
        async fn() {
          const output = await run("node", [
            NODE_PROGRAM,
            "--cases",
            JSON.stringify([evidence, forged]),
          ]);
          assertEquals(JSON.parse(output), [true, false]);
        },
      });
    });
  });
}
