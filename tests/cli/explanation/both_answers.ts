/**
 * The answer of a server, and what explain says that it would be.
 *
 * @module
 */

import type { Client } from "@mintmark/oauth";
import { parseConfiguration } from "../../../src/cli/configuration/load_configuration.ts";
import {
  type Deployment,
  prepareKeys,
  serverOf,
  signingOf,
} from "../../../src/cli/deployment.ts";
import { explain } from "../../../src/cli/explanation/explanation.ts";
import type { Question } from "../../../src/cli/explanation/question.ts";
import { withFileClients } from "../../../src/cli/file_clients.ts";
import { memoryStorage } from "../../../src/storage/memory.ts";
import { claimsOf, ISSUER } from "../../fixtures.ts";

/** A deployment over memory. */
export async function deploymentOf(
  written: object,
  stored: readonly Client[] = [],
): Promise<Deployment> {
  const text = JSON.stringify({
    issuer: ISSUER,
    limits: { failures: false, failureMilliseconds: 0 },
    ...written,
  });
  const values = await parseConfiguration(text, "m.json", {});
  const memory = memoryStorage({ clients: [...stored] });
  const close = () => Promise.resolve();
  return {
    configuration: { values, directory: "/" },
    storage: { ...memory, close, name: "memory" },
    clients: withFileClients(
      values.clients ?? [],
      () => Promise.resolve("m.json"),
      memory.clients,
    ),
    signing: await signingOf(values, memory.keys),
  };
}

/**
 * Asks both.
 *
 * @param deployment The deployment.
 * @param question What is asked for; claims are for explain alone.
 * @param credential What the request has besides; \`basic\` is a secret that is
 * sent in the header.
 * @returns What can be compared of both, and what explain said.
 */
export async function bothAnswers(
  deployment: Deployment,
  question: Question,
  { basic, ...credential }: Readonly<Record<string, string>>,
) {
  const now = () => Date.now() / 1_000;
  await prepareKeys(deployment, now);
  const { verdict, steps } = await explain(deployment, question, now);
  const explained = verdict.isGranted
    ? { ...comparable(verdict.claims), ...verdict.header }
    : { error: verdict.error, error_description: verdict.error_description };

  let reason: string | undefined;
  const server = serverOf(deployment, (event) => {
    if (event.type === "refused" || event.type === "failed") {
      reason = event.reason;
    }
  });
  const form = new URLSearchParams({
    grant_type: question.grant_type,
    ...(question.scope !== undefined && { scope: question.scope }),
    ...(question.client_id !== undefined && { client_id: question.client_id }),
    ...credential,
  });
  for (const one of question.resource) form.append("resource", one);
  for (const one of question.audience) form.append("audience", one);
  const response = await server.handleTokenRequest(
    new Request(`${ISSUER}/token`, {
      method: "POST",
      body: form,
      headers: basic === undefined ? {} : {
        authorization: `Basic ${btoa(`${question.client_id}:${basic}`)}`,
      },
    }),
  );
  server.close();
  const body = await response.json();
  const answered = response.ok
    ? {
      ...comparable(claimsOf(body.access_token)),
      ...headerOf(body.access_token),
    }
    : { error: body.error, error_description: body.error_description };
  return { explained, answered, verdict, steps, reason };
}

/** Claims without those that differ from token to token. */
function comparable(claims: Readonly<Record<string, unknown>>) {
  const { jti: _, iat, exp, ...rest } = claims;
  return { ...rest, seconds: Number(exp) - Number(iat) };
}

function headerOf(token: string) {
  const { alg, kid } = JSON.parse(
    atob(token.split(".")[0]!.replaceAll("-", "+").replaceAll("_", "/")),
  );
  return { alg, kid };
}
