/**
 * A module that a Markdown file shows, type-checked and run as it stands there.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { type SelfSigned, selfSigned } from "../adapters/self_signed.ts";
import { findBun } from "../package/bun.ts";
import { packedProject } from "../package/packed_project.ts";
import { freePort, isListening, Program } from "../program.ts";
import type { Fence } from "./markdown.ts";

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** The port in the text; each run gets one of its own instead. */
const PORT = "8080";

/** What calls a module that leaves listening to its host, as hosts do. */
const HOST = "host.ts";
const hostOf = (name: string, port: string) =>
  `import module from "./${name}";
   const env = Deno.env.toObject();
   Deno.serve({ port: ${port} }, (request) => module.fetch(request, env));`;

/** The client that modules know which read it from their environment. */
const CLIENTS = JSON.stringify([{
  client_id: "test-client",
  client_secrets: [{
    hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
  }],
  grant_types: ["client_credentials"],
}]);

/** The modules of one file. Dispose of it: that removes its directory. */
export class Snippets implements AsyncDisposable {
  readonly #fences: readonly Fence[];
  readonly #directory: string;
  readonly #identity: SelfSigned;

  private constructor(
    fences: readonly Fence[],
    directory: string,
    identity: SelfSigned,
  ) {
    this.#fences = fences;
    this.#directory = directory;
    this.#identity = identity;
  }

  /** Takes the blocks that are modules. */
  static async of(fences: readonly Fence[]): Promise<Snippets> {
    return new Snippets(
      fences.filter(({ language }) => language === "ts"),
      await Deno.makeTempDir({ prefix: "mintmark-readme-" }),
      await selfSigned(),
    );
  }

  /** Type-checks all of them. */
  async check(): Promise<void> {
    const directory = `${this.#directory}/check`;
    const names = await this.#write(directory, PORT);
    await using program = new Program(
      Deno.execPath(),
      ["check", "--frozen", `--config=${CONFIG}`, ...names],
      { cwd: directory },
    );
    await endsWell(program);
  }

  /**
   * Runs one of them. One that listens is asked for a token and then killed;
   * every other must end by itself.
   *
   * @param fence The block.
   */
  async run(fence: Fence): Promise<void> {
    if (!fence.text.includes('"@mintmark/oauth/bun"')) {
      return await this.#runIn(`${this.#directory}/${fence.line}`, fence, [
        Deno.execPath(),
        ...["run", "--frozen", `--config=${CONFIG}`, "--no-prompt", "-A"],
      ]);
    }
    await using project = await packedProject();
    const directory = `${project.directory}/snippet`;
    await this.#runIn(directory, fence, [await findBun()]);
  }

  /** Removes what was written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#directory, { recursive: true });
  }

  async #runIn(
    directory: string,
    fence: Fence,
    [command = "", ...args]: readonly string[],
  ): Promise<void> {
    const port = freePort();
    const names = await this.#write(directory, String(port));
    let name = names[this.#fences.indexOf(fence)]!;
    const isHosted = /^export default /m.test(fence.text);
    if (isHosted) {
      const host = hostOf(name, String(port));
      await Deno.writeTextFile(`${directory}/${HOST}`, host);
      name = HOST;
    }
    const { cert, key } = this.#identity;
    await using program = new Program(command, [...args, name], {
      cwd: directory,
      env: { CLIENTS, SIGNING_KEY: key, TLS_CERT: cert, TLS_KEY: key },
    });
    while (!program.isOver) {
      if (await isListening(port)) {
        const isTls = fence.text.includes("TLS_CERT");
        return await askForToken(
          `http${isTls ? "s" : ""}://127.0.0.1:${port}`,
          cert,
        );
      }
      await new Promise((look) => setTimeout(look, 20));
    }
    const listens = isHosted || /listen\(|serve\(/.test(fence.text);
    if (listens) throw new Error(`it never listened: ${program.stderr}`);
    await endsWell(program);
  }

  /** Writes all of them into a directory, so that they find each other. */
  async #write(directory: string, port: string): Promise<readonly string[]> {
    await Deno.mkdir(directory);
    return await Promise.all(this.#fences.map(async (fence) => {
      const text = fence.text.replaceAll(PORT, port);
      await Deno.writeTextFile(`${directory}/${nameOf(fence)}`, text);
      return nameOf(fence);
    }));
  }
}

/** The name in a comment on the first line, or one by the line of the block. */
function nameOf({ line, text }: Fence): string {
  return text.match(/^\/\/ ([\w-]+\.ts)\n/)?.[1] ?? `line_${line}.ts`;
}

async function endsWell(program: Program): Promise<void> {
  const { code } = await program.ended();
  if (code !== 0) throw new Error(`${program.stdout}\n${program.stderr}`);
}

async function askForToken(origin: string, cert: string): Promise<void> {
  using client = Deno.createHttpClient({ caCerts: [cert] });
  const response = await fetch(`${origin}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "test-client",
      client_secret: "foobar",
    }),
    client,
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`it answered: ${text}`);
}
