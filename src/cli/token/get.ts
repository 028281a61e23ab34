/**
 * `mintmark token get`: asks a server for a token, as a client does.
 *
 * @module
 */

import { LOOPBACK } from "../../options/issuer.ts";
import { type Command, type Io, JSON_OPTION, UsageError } from "../command.ts";

/** The variable that the secret may be in. */
const VARIABLE = "MINTMARK_CLIENT_SECRET";

/** How long each request may take, in milliseconds. */
const DEADLINE_MILLISECONDS = 10_000;

/** The command. */
export const tokenGet: Command = {
  name: "token get",
  summary: "ask a server for an access token, as a client does",
  help: [
    `Finds the token endpoint in the metadata of the issuer and asks it for a token with the client credentials grant. The secret is read from the variable ${VARIABLE}, else from the first line of standard input, and asked for at a terminal: on a command line everybody on the machine could see it.`,
    "Prints the access token; with --json the whole answer. Where the server refuses, it prints what the server says, and ends with 1.",
  ],
  examples: [
    {
      line: "mintmark token get http://localhost:8080 --client-id first-client",
      what: `with the secret in ${VARIABLE}`,
    },
  ],
  positionals: ["issuer"],
  options: {
    "client-id": { type: "string", value: "ID", what: "the client" },
    scope: { type: "string", value: "SCOPES", what: "the scopes to ask for" },
    resource: {
      type: "string",
      multiple: true,
      value: "URI",
      what: "the resource that the token is for",
    },
    json: JSON_OPTION,
  },
  async run(args, io) {
    const client_id = args.text("client-id");
    if (client_id === undefined) throw new UsageError("--client-id is missing");
    const endpoint = await tokenEndpointOf(args.positionals[0]!);
    const scope = args.text("scope");
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id,
      client_secret: await secretOf(io),
      ...(scope !== undefined && { scope }),
    });
    for (const resource of args.list("resource")) {
      form.append("resource", resource);
    }
    const { isFine, value } = await ask(endpoint, form);
    if (!isFine) {
      io.error(`mintmark: the server refuses: ${said(value)}`);
      return 1;
    }
    io.out(
      args.flag("json") ? JSON.stringify(value) : text(value.access_token),
    );
    return 0;
  },
};

interface Asked {
  readonly isFine: boolean;
  readonly value: Readonly<Record<string, unknown>>;
}

async function secretOf(io: Io): Promise<string> {
  const secret = io.environment[VARIABLE] ??
    (io.isTerminal
      ? await io.askSecret("the secret of the client: ")
      : (await io.readInput()).split(/\r?\n/, 1)[0]);
  if (secret === undefined || secret === "") {
    throw new UsageError(`${VARIABLE} is not set, and standard input is empty`);
  }
  return secret;
}

/** RFC 8414 §3: the path of the issuer comes after the well-known one. */
async function tokenEndpointOf(issuer: string): Promise<string> {
  let url: URL;
  try {
    url = new URL(issuer);
  } catch {
    throw new UsageError(`the issuer must be a URL, not ${issuer}`);
  }
  requireSafe(url, "the issuer");
  const path = url.pathname === "/" ? "" : url.pathname;
  const { isFine, value } = await ask(
    `${url.origin}/.well-known/oauth-authorization-server${path}`,
  );
  if (!isFine) throw new Error(`${issuer} has no metadata: ${said(value)}`);
  if (value.issuer !== issuer) {
    throw new Error(
      `the metadata there is of another issuer: ${text(value.issuer)}`,
    );
  }
  const endpoint = text(value.token_endpoint);
  if (!URL.canParse(endpoint)) {
    throw new Error(`the metadata of ${issuer} names no token endpoint`);
  }
  requireSafe(new URL(endpoint), "the token endpoint");
  return endpoint;
}

/** A secret that goes over plain http is everybody's on the way. */
function requireSafe({ protocol, hostname, href }: URL, what: string): void {
  if (protocol === "https:") return;
  if (protocol === "http:" && LOOPBACK.test(hostname)) return;
  throw new Error(
    `${what} must be https, or http on this machine: not ${href}`,
  );
}

async function ask(url: string, body?: URLSearchParams): Promise<Asked> {
  const signal = AbortSignal.timeout(DEADLINE_MILLISECONDS);
  let answer;
  try {
    answer = await fetch(url, {
      signal,
      redirect: "manual",
      ...(body !== undefined && { method: "POST", body }),
    });
  } catch (error) {
    throw new Error(`${url} cannot be reached: ${(error as Error).message}`);
  }
  try {
    return { isFine: answer.ok, value: await answer.json() };
  } catch {
    throw new Error(`${url} answered ${answer.status} without JSON`);
  }
}

function said({ error, error_description }: Asked["value"]): string {
  return [error, error_description].map(text).filter((part) => part !== "")
    .join(": ");
}

/** What a server says, without anything that moves a cursor. */
function text(value: unknown): string {
  return typeof value === "string"
    // deno-lint-ignore no-control-regex -- exactly those are left out
    ? value.replace(/[\x00-\x1f\x7f-\x9f]/g, "")
    : "";
}
