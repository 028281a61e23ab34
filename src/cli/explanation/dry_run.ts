/**
 * What the server would answer: the server itself is asked, over the same
 * configuration, clients and keys, with a client that is assumed to be
 * authentic and keys that do not sign.
 *
 * Why not the rules one by one: whoever explains by other code than that which
 * decides is wrong one day, and then most of all when it matters.
 *
 * @module
 */

import {
  type AuthorizationServer,
  createAuthorizationServer,
} from "../../authorization_server.ts";
import type { Client } from "../../client.ts";
import { allowsMethod } from "../../client_authentication/methods.ts";
import { decodeBase64Url } from "../../encoding/base64url.ts";
import { encodeUtf8 } from "../../encoding/utf8.ts";
import type { AuthorizationServerEvent } from "../../events.ts";
import type { Answer, Exchange } from "../../http/exchange.ts";
import { memoryStorage } from "../../storage/memory.ts";
import { dataOptions } from "../configuration/server_options.ts";
import type { Deployment } from "../deployment.ts";
import { ASSUMED_TYPE, assumedClients, methodsOf } from "./assumed_client.ts";
import { assumedAssertions } from "./assumed_assertion.ts";
import { silentKeys } from "./silent_keys.ts";
import type { Outcome, Question, Verdict } from "./question.ts";

/**
 * Asks the server, without a secret, and without a change to the storage.
 *
 * @param deployment The deployment.
 * @param question What is asked for.
 * @param now The clock, in epoch seconds.
 * @returns What it would answer.
 * @throws {Error} The storage or the keys cannot be used at all.
 */
export async function dryRun(
  deployment: Deployment,
  question: Question,
  now: () => number,
): Promise<Outcome> {
  const { values } = deployment.configuration;
  const { basePath: _, maxBodyBytes: _max, tokenReuse: _reuse, ...options } =
    dataOptions(values);
  const keys = await silentKeys(deployment);
  const assertions = await assumedAssertions(values, question, now());
  let method = "";
  let decided: AuthorizationServerEvent | undefined;
  const server = createAuthorizationServer({
    ...options,
    ...keys.options,
    grants: assertions.grants,
    storage: {
      clients: deployment.clients,
      replays: memoryStorage().replays,
    },
    trustedIssuers: assumedClients(
      options.trustedIssuers,
      () => method,
      values,
    ),
    failureBudget: false,
    failureMilliseconds: 0,
    now,
    onEvent: (event) => {
      if (event.type === "refused" || event.type === "failed") decided = event;
    },
  });
  try {
    const { token_endpoint, offered } = await metadataOf(server);
    const client = await clientOf(deployment, question.client_id);
    const methods = client === undefined
      ? []
      : methodsOf(client, offered, values, now());
    const allowed = offered.find((name) =>
      client !== undefined && allowsMethod(client, name)
    );
    method = methods[0] ?? allowed ?? offered[0] ?? "none";
    assertions.begin();
    const answer = await server.handleExchange(
      exchange("POST", token_endpoint, {
        ...parametersOf(question, method),
        ...assertions.parameters,
      }, question),
      {},
    );
    return {
      verdict: verdictOf(answer!, decided),
      client,
      methods,
      rule: assertions.rule(),
      isKeyStored: keys.isStored(),
    };
  } finally {
    server.close();
  }
}

async function clientOf(
  { clients }: Deployment,
  client_id: string | undefined,
): Promise<Client | undefined> {
  if (client_id === undefined) return undefined;
  try {
    return await clients.get(client_id, AbortSignal.timeout(10_000));
  } catch {
    // The server says what it makes of that.
    return undefined;
  }
}

async function metadataOf(server: AuthorizationServer) {
  const { origin, pathname } = new URL(server.issuer);
  const path = pathname.replace(/\/$/, "");
  const url = `${origin}/.well-known/oauth-authorization-server${path}`;
  const answer = await server.handleExchange(exchange("GET", url), {});
  const metadata = JSON.parse(answer!.body!);
  return {
    token_endpoint: metadata.token_endpoint as string,
    offered: metadata
      .token_endpoint_auth_methods_supported as readonly string[],
  };
}

function parametersOf(
  { client_id, grant_type, scope }: Question,
  method: string,
): Readonly<Record<string, string>> {
  return {
    grant_type,
    ...(scope !== undefined && { scope }),
    ...(client_id !== undefined && { client_id }),
    ...(client_id !== undefined && method !== "none" && {
      client_assertion_type: ASSUMED_TYPE,
      client_assertion: "assumed",
    }),
  };
}

function exchange(
  method: string,
  url: string,
  parameters: Readonly<Record<string, string>> = {},
  { resource, audience }: Pick<Question, "resource" | "audience"> = {
    resource: [],
    audience: [],
  },
): Exchange {
  const form = new URLSearchParams(parameters);
  for (const one of resource) form.append("resource", one);
  for (const one of audience) form.append("audience", one);
  const body = encodeUtf8(form.toString());
  const headers = new Map([
    ["content-type", "application/x-www-form-urlencoded"],
    ["content-length", String(body.length)],
  ]);
  return {
    method,
    url,
    header: (name) => headers.get(name) ?? null,
    readAll: () => Promise.resolve(body),
    readPieces: () => null,
  };
}

function verdictOf(
  { status, body }: Answer,
  decided: AuthorizationServerEvent | undefined,
): Verdict {
  const said = JSON.parse(body ?? "{}");
  if (status === 200) {
    const [header, payload] = String(said.access_token).split(".", 2)
      .map(jsonOf);
    const { alg, kid } = header as {
      readonly alg: string;
      readonly kid: string;
    };
    const { jti: _, ...claims } = payload!;
    return { isGranted: true, header: { alg, kid }, claims };
  }
  const event = decided?.type === "refused" || decided?.type === "failed"
    ? decided
    : undefined;
  return {
    isGranted: false,
    error: said.error,
    error_description: said.error_description,
    reason: event?.reason ?? "unknown",
    ...(event?.evidence && { evidence: event.evidence }),
  };
}

function jsonOf(part: string): Readonly<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(decodeBase64Url(part)));
}
