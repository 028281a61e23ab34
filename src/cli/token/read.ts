/**
 * `mintmark token decode` and `mintmark token verify`.
 *
 * @module
 */

import { AccessTokenError, createVerifier } from "../../resource_server.ts";
import { type Command, type Io, UsageError } from "../command.ts";

/** The command `token decode`. */
export const tokenDecode: Command = {
  name: "token decode",
  summary: "show what a token says, whoever has signed it",
  help: [
    "Reads a JWT from standard input and prints its header and its claims. Nothing is verified: token verify does that.",
  ],
  examples: [
    { line: "mintmark token decode < token.txt", what: "header and claims" },
  ],
  options: {},
  async run(_args, io) {
    const [header, payload] = (await tokenOf(io)).split(".");
    io.out(
      JSON.stringify({ header: part(header), claims: part(payload) }, null, 2),
    );
    return 0;
  },
};

/** The command `token verify`. */
export const tokenVerify: Command = {
  name: "token verify",
  summary: "verify a token as a resource server does",
  help: [
    "Reads an access token from standard input, fetches the keys of the issuer, and prints the claims where everything is right. Otherwise it says what is wrong, and ends with 1.",
  ],
  examples: [
    {
      line:
        "mintmark token verify http://localhost:8080 --audience http://localhost:8080 < token.txt",
      what: "a token without a resource names its issuer",
    },
  ],
  positionals: ["issuer"],
  options: {
    audience: {
      type: "string",
      multiple: true,
      value: "URI",
      what: "whom the token has to be for",
    },
  },
  async run(args, io) {
    const audience = args.list("audience");
    if (audience.length === 0) throw new UsageError("--audience is missing");
    const { verify } = createVerifier({
      issuer: args.positionals[0]!,
      audience,
      now: io.now,
    });
    const token = await tokenOf(io);
    try {
      io.out(JSON.stringify(await verify(token), null, 2));
      return 0;
    } catch (error) {
      if (!(error instanceof AccessTokenError)) throw error;
      io.error(`mintmark: the token is not good: ${error.reason}`);
      return 1;
    }
  },
};

async function tokenOf(io: Io): Promise<string> {
  const token = (await io.readInput()).trim();
  if (token === "") throw new UsageError("standard input has no token");
  return token;
}

function part(text = ""): unknown {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error("standard input has no JWT");
  }
}
