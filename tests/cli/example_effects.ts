/**
 * What the examples of the help do, seen from beside them.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { type Ran, run } from "./recorded_io.ts";
import type { Shell } from "./shell.ts";

/** A secret that was made. */
export const SECRET = /mintmark_[0-9A-Za-z]{49}/g;

/** What is there before an example is run, and what happened. */
export interface Done {
  readonly shell: Shell;
  readonly ran: Ran;
  /** The record of the client backend before. */
  readonly before: string;
  /** The id of the key that signed before. */
  readonly kid: string;
}

/** What an example has done, by its line; the others have only to be done. */
export const DOES: Readonly<Record<string, (done: Done) => unknown>> = {
  'mintmark client add backend --scope "orders.read orders.write"': async (
    { shell, ran },
  ) => {
    assertEquals(ran.out.match(SECRET)?.length, 1);
    const { scope } = JSON.parse(await recordIn(shell));
    assertEquals(scope, "orders.read orders.write");
  },
  "mintmark client add backend --jwks public.jwk": async ({ shell, ran }) => {
    assertEquals(ran.out, "");
    assertEquals(JSON.parse(await recordIn(shell)).jwks.keys.length, 1);
  },
  "mintmark client add backend --secret-from-stdin < secret.txt": async (
    { shell, ran },
  ) => {
    assertEquals(ran.out, "");
    assertMatch((await see(shell, "client export")).out, /"hash":"\$2/);
  },
  "mintmark client add reports --trusted-issuers cluster.json": async (
    { shell, ran },
  ) => {
    assertEquals(ran.out, "");
    const { out } = await see(shell, "client show reports");
    assertEquals(JSON.parse(out).trusted_issuers.length, 1);
  },
  "mintmark client list": ({ ran }) =>
    assertMatch(ran.out, /^backend\t1 secret\(s\)/),
  "mintmark client list --json": ({ ran }) =>
    assertEquals(JSON.parse(ran.out).client_id, "backend"),
  "mintmark client show backend": ({ ran, before }) =>
    assertEquals(ran.out, before),
  "mintmark client edit backend --scope orders.read --seconds 600": async (
    { shell },
  ) => {
    const record = JSON.parse(await recordIn(shell));
    assertEquals([record.scope, record.access_token_seconds], [
      "orders.read",
      600,
    ]);
  },
  "mintmark client edit backend --enable": async ({ shell, before }) => {
    assertEquals(JSON.parse(before).disabled, true);
    assertEquals(JSON.parse(await recordIn(shell)).disabled, undefined);
  },
  "mintmark client rotate-secret backend": async ({ shell }) =>
    assertEquals(JSON.parse(await recordIn(shell)).client_secrets.length, 2),
  "mintmark client rotate-secret backend --keep-seconds 0": async (
    { shell },
  ) => assertEquals(JSON.parse(await recordIn(shell)).client_secrets.length, 1),
  "mintmark client disable backend": async ({ shell }) =>
    assertEquals(JSON.parse(await recordIn(shell)).disabled, true),
  "mintmark client remove backend": async ({ shell }) =>
    assertEquals(await recordIn(shell), ""),
  "mintmark client remove backend --yes": async ({ shell }) =>
    assertEquals(await recordIn(shell), ""),
  "mintmark client export > clients.jsonl": async ({ shell }) => {
    const text = await Deno.readTextFile(
      join(shell.directory, "clients.jsonl"),
    );
    assertEquals(JSON.parse(text).client_id, "backend");
  },
  "mintmark client import < clients.jsonl": async ({ shell }) =>
    assertMatch((await see(shell, "client list")).out, /^other$/m),
  "mintmark client import --replace < clients.jsonl": async ({ shell }) =>
    assertMatch((await see(shell, "client list")).out, /^other$/m),
  "mintmark key list": ({ ran, kid }) =>
    assertMatch(ran.out, new RegExp(`^${kid}\tES256\tmade `, "m")),
  "mintmark key add": async ({ shell, ran }) =>
    assertMatch((await see(shell, "key list")).out, new RegExp(ran.out)),
  "mintmark key add --key private.pem": async ({ shell, ran }) =>
    assertMatch((await see(shell, "key list")).out, new RegExp(ran.out)),
  "mintmark key add --key-from-stdin --alg RS256 < private.jwk": async (
    { shell, ran },
  ) =>
    assertMatch(
      (await see(shell, "key list")).out,
      new RegExp(`${ran.out}\tRS256`),
    ),
  "mintmark key rotate": async ({ shell, ran, kid }) => {
    const { out } = await see(shell, "key list");
    assertMatch(out, new RegExp(`^${kid}\tES256\t.*replaced`, "m"));
    assertMatch(out, new RegExp(`^${ran.out}\tES256\t.*signs`, "m"));
  },
  "mintmark key rotate --yes --json": ({ ran, kid }) =>
    assertEquals(JSON.parse(ran.out).replaced, kid),
  "mintmark key rotate --alg RS256": async ({ shell, ran }) =>
    assertMatch(
      (await see(shell, "key list")).out,
      new RegExp(`^${ran.out}\tRS256\t.*signs`, "m"),
    ),
  "mintmark key revoke Q2rV…": async ({ shell, kid }) =>
    assertEquals(await isRevoked(shell, kid), true),
  "mintmark key revoke Q2rV… --yes --without-successor": async (
    { shell, kid },
  ) => assertEquals(await isRevoked(shell, kid), true),
  "mintmark token get http://localhost:8080 --client-id first-client": (
    { ran },
  ) => assertMatch(ran.out, /^[\w-]+\.[\w-]+\.[\w-]+$/),
  "mintmark token decode < token.txt": ({ ran }) =>
    assertEquals(JSON.parse(ran.out).header.typ, "at+jwt"),
  "mintmark token verify http://localhost:8080 --audience http://localhost:8080 < token.txt":
    ({ ran }) => assertEquals(JSON.parse(ran.out).client_id, "first-client"),
  "mintmark explain --client-id backend --scope orders.read --resource https://api.example.com/":
    ({ ran }) => assertMatch(ran.out, /^granted: /m),
  "mintmark explain --grant-type urn:ietf:params:oauth:grant-type:jwt-bearer --claims workload.json":
    ({ ran }) => assertMatch(ran.out, /it keeps trustedIssuers\.rules\[0\]/),
  "mintmark check --config mintmark.json": ({ ran }) =>
    assertEquals(ran.out, "mintmark.json: fine"),
  "mintmark check --config mintmark.json --connect": ({ ran }) =>
    assertEquals(ran.out, "mintmark.json: fine"),
  "mintmark schema > mintmark.schema.json": async ({ shell }) =>
    assertEquals(
      await Deno.readTextFile(join(shell.directory, "mintmark.schema.json")),
      await Deno.readTextFile(
        new URL("../../mintmark.schema.json", import.meta.url),
      ),
    ),
};

/**
 * Runs a command in this process, to look at what is there.
 *
 * @param shell Where.
 * @param line Its words.
 * @returns How it ended.
 */
export async function see({ directory }: Shell, line: string): Promise<Ran> {
  return await run(line.split(" "), { directory });
}

/**
 * The record of the client backend.
 *
 * @param shell Where it is.
 * @returns What is shown of it; nothing where there is none.
 */
export async function recordIn(shell: Shell): Promise<string> {
  return (await see(shell, "client show backend")).out;
}

async function isRevoked(shell: Shell, kid: string): Promise<boolean> {
  const { out } = await see(shell, "key list --json");
  const key = out.split("\n").map((line) => JSON.parse(line))
    .find((key) => key.kid === kid);
  return key === undefined || key.revoked_at !== undefined;
}
