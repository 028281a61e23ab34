/**
 * `mintmark explain`: which rule grants or refuses a request.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type Arguments,
  type Command,
  CONFIG_OPTION,
  type Io,
  JSON_OPTION,
  UsageError,
} from "./command.ts";
import { openDeployment } from "./deployment.ts";
import { explain as explainRequest } from "./explanation/explanation.ts";
import type { Question, Verdict } from "./explanation/question.ts";
import type { Step } from "./explanation/scene.ts";

/** The command. */
export const explain: Command = {
  name: "explain",
  summary: "say which rule grants or refuses a request, without a token",
  help: [
    "Asks the server of the configuration what it would answer, with the clients of the file and of the storage, and says of each step which rule decides it and where that rule stands. It needs no secret: that the client is authentic is assumed, as far as it has something to prove itself with. No token is issued, and nothing is changed.",
    "At the end are the claims that the token would have, or the error that the client would get. It ends with 0 where the request is granted, and with 1 where it is refused.",
  ],
  examples: [
    {
      line:
        "mintmark explain --client-id backend --scope orders.read --resource https://api.example.com/",
      what: "as the client asks",
    },
    {
      line:
        "mintmark explain --grant-type urn:ietf:params:oauth:grant-type:jwt-bearer --claims workload.json",
      what: "a token of a platform, of which the claims are in a file",
    },
  ],
  options: {
    config: CONFIG_OPTION,
    "client-id": { type: "string", value: "ID", what: "the client" },
    "grant-type": {
      type: "string",
      value: "GRANT",
      what: "the grant; else client_credentials",
    },
    scope: {
      type: "string",
      value: "SCOPES",
      what: "the scopes, space separated",
    },
    resource: {
      type: "string",
      multiple: true,
      value: "URI",
      what: "a resource",
    },
    audience: {
      type: "string",
      multiple: true,
      value: "NAME",
      what: "an audience",
    },
    claims: {
      type: "string",
      value: "FILE",
      what: "the claims that an assertion would have, as JSON",
    },
    json: JSON_OPTION,
  },
  async run(args, io) {
    const question = await questionOf(args, io);
    const deployment = await openDeployment(args.text("config"), io);
    try {
      const { verdict, steps } = await explainRequest(
        deployment,
        question,
        io.now,
      );
      if (args.flag("json")) io.out(JSON.stringify(shown(verdict, steps)));
      else for (const line of linesOf(verdict, steps)) io.out(line);
      return verdict.isGranted ? 0 : 1;
    } finally {
      await deployment.storage.close();
    }
  },
};

async function questionOf(args: Arguments, io: Io): Promise<Question> {
  const client_id = args.text("client-id");
  const scope = args.text("scope");
  const claims = await claimsOf(args.text("claims"), io);
  return {
    grant_type: args.text("grant-type") ?? "client_credentials",
    resource: args.list("resource"),
    audience: args.list("audience"),
    ...(client_id !== undefined && { client_id }),
    ...(scope !== undefined && { scope }),
    ...(claims !== undefined && { claims }),
  };
}

async function claimsOf(
  file: string | undefined,
  { directory }: Io,
): Promise<Question["claims"] | undefined> {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(resolve(directory, file), "utf8");
  } catch {
    throw new UsageError(`--claims: ${file} cannot be read`);
  }
  let claims: unknown;
  try {
    claims = JSON.parse(text);
  } catch {
    throw new UsageError(
      `--claims: ${file} is no JSON: token decode shows the claims of a token`,
    );
  }
  if (typeof claims !== "object" || claims === null || Array.isArray(claims)) {
    throw new UsageError(`--claims: ${file} must be an object`);
  }
  return claims as Question["claims"];
}

function shown(verdict: Verdict, steps: readonly Step[]): unknown {
  const told = steps.map(({ step, ok, what, rule }) => ({
    step,
    ok,
    what,
    ...(rule?.path !== undefined && {
      rule: {
        path: rule.path,
        ...(rule.line !== undefined && { line: rule.line }),
      },
    }),
  }));
  const { isGranted: granted, ...rest } = verdict;
  return { granted, ...rest, steps: told };
}

function linesOf(verdict: Verdict, steps: readonly Step[]): readonly string[] {
  const width = Math.max(...steps.map(({ step }) => step.length));
  return [
    ...steps.map(({ step, ok, what }) =>
      `${ok ? "ok     " : "refused"}  ${step.padEnd(width)}  ${what}`
    ),
    "",
    verdict.isGranted
      ? `granted: ${JSON.stringify(verdict.claims, null, 2)}`
      : `refused: ${verdict.error}, ${
        JSON.stringify(verdict.error_description)
      } (${verdict.reason})`,
  ];
}
