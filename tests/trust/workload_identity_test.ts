// docs/workload_identity.md: every refusal that it explains, produced.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseMarkdown } from "../readme/markdown.ts";
import {
  ANYWHERE,
  AS_CLIENT,
  AS_GRANT,
  AS_ID_JAG,
  AS_WIKI,
  CLIENT_FORM,
  GRANT_FORM,
  ID_JAG,
  send,
  SVID,
} from "./workload_mistakes.ts";

const GUIDE = await Deno.readTextFile(
  new URL("../../docs/workload_identity.md", import.meta.url),
);
/** The rows of the table below a heading: error and reason of each. */
function rowsBelow(heading: string): readonly string[] {
  const start = GUIDE.indexOf(`\n### ${heading}\n`);
  assert(start !== -1, heading);
  const [, section = ""] = GUIDE.slice(start).split("\n###", 2);
  return [...section.matchAll(/^\| `(\w+)` +\| `(\w+)` +\| \S/gm)]
    .map(([, error, reason]) => `${error} ${reason}`);
}

Deno.test("docs/workload_identity.md: what it leads to is a token", async () => {
  for (
    const [form, usual] of [
      [CLIENT_FORM],
      [GRANT_FORM],
      [{ ...GRANT_FORM, ...AS_WIKI }, ID_JAG],
    ] as const
  ) {
    const [status] = await send(form, {}, usual);
    assertEquals(status, 200);
  }
});

Deno.test("docs/workload_identity.md: every refusal of a token is as it says, as client and as grant", async () => {
  const section = GUIDE.split("\n### The token\n")[1]?.split("\n###", 1)[0];
  const rows = [...section!.matchAll(/^\| `(\w+)` +\| \S/gm)]
    .map(([, reason]) => reason!);
  assertEquals(rows.toSorted(), Object.keys(ANYWHERE).toSorted());
  for (const reason of rows) {
    const mistake = ANYWHERE[reason]!;
    const client = await send(CLIENT_FORM, mistake);
    assertEquals(client, [401, "invalid_client", reason]);
    if (reason === "key_set_name_private") {
      // What a rule says is looked at when the server is made.
      const made = () => send(GRANT_FORM, mistake);
      await assertRejects(made, TypeError, "allowPrivateAddress: true");
      continue;
    }
    const grant = await send(GRANT_FORM, mistake);
    assertEquals(grant, [400, "invalid_grant", reason]);
  }
});

for (
  const [heading, mistakes, form, usual] of [
    ["The client", AS_CLIENT, CLIENT_FORM, {}],
    ["The grant", AS_GRANT, GRANT_FORM, {}],
    ["The ID-JAG", AS_ID_JAG, { ...GRANT_FORM, ...AS_WIKI }, ID_JAG],
  ] as const
) {
  Deno.test(`docs/workload_identity.md: every row of "${heading}" is as it says`, async () => {
    assertEquals(
      rowsBelow(heading).toSorted(),
      Object.keys(mistakes).toSorted(),
    );
    for (const [row, mistake] of Object.entries(mistakes)) {
      const [, error, reason] = await send(form, mistake, usual);
      assertEquals(`${error} ${reason}`, row);
    }
  });
}

Deno.test("docs/workload_identity.md: a JWT-SVID as jwt-bearer is of no trusted issuer", async () => {
  const found = await send(CLIENT_FORM, SVID);
  assertEquals(found, [401, "invalid_client", "assertion_issuer_not_trusted"]);
});

Deno.test("docs/workload_identity.md: what its commands send is what gets a token", async () => {
  const commands = parseMarkdown(GUIDE).fences
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) =>
      text.split("curl https://as.example.com/token").slice(1)
    )
    .map(formOf);
  assertEquals(commands.length, 4);
  for (const form of commands) {
    const isSvid = form["client_assertion_type"]?.endsWith("spiffe");
    const usual = form["client_id"] === "wiki" ? ID_JAG : {};
    const [status, , reason] = await send(form, isSvid ? SVID : {}, usual);
    assertEquals(status, 200, String(reason));
  }
});

/** The form of a command, with what its variables stand for. */
function formOf(command: string): Record<string, string> {
  const pairs = command.matchAll(/(?:-d|--data-urlencode) "?(\w+)=([^"\s]+)/g);
  return Object.fromEntries(
    pairs.map(([, name, value]) => {
      if (value === "$SECRET") return [name, "foobar"];
      return [name, value!.startsWith("$") ? "TOKEN" : value];
    }),
  );
}
