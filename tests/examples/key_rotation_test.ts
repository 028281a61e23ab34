// The example whose keys rotate: they survive a restart, one process revokes
// what another one signs with, and they do rotate.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { createLocalJWKSet, jwtVerify } from "jose";
import { rawBasic } from "../fixtures.ts";
import { freePort, Program } from "./program.ts";
import { type Obtained, testOn } from "./project.ts";

const deno: Obtained<string> = { value: Deno.execPath() };

const POLICY = {
  signingSeconds: 4,
  leadSeconds: 4,
  refreshSeconds: 1,
  skewSeconds: 1,
  maxAccessTokenSeconds: 30,
};

testOn(
  "examples/key_rotation.ts: keys survive a restart, are revoked from outside, and rotate",
  deno,
  async (command, directory) => {
    const env = {
      PORT: String(freePort()),
      DATABASE: `${await Deno.makeTempDir()}/keys.db`,
      POLICY: JSON.stringify(POLICY),
      WRAPPING_KEY: "PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0",
    };
    const origin = `http://localhost:${env.PORT}`;
    const options = {
      command,
      args: ["run", "--allow-all", "key_rotation.ts"],
      cwd: directory,
      env,
    };
    let first: string;
    {
      await using program = await Program.start(options);
      first = await verifiedKid(origin);
      assertEquals((await program.stop()).success, true, program.output);
      assertEquals(program.output.includes("unwrapped"), false);
    }
    await using _program = await Program.start(options);
    assertEquals(await verifiedKid(origin), first);

    const revoke = (kid: string) =>
      new Deno.Command(command, {
        args: [...options.args, "revoke", kid],
        cwd: directory,
        env,
      }).output();
    const unknown = await revoke("other");
    assertEquals(unknown.success, false);
    assertMatch(
      new TextDecoder().decode(unknown.stderr),
      /there is no key "other"/,
    );
    // Its successor may sign when it was published for four seconds.
    while (!(await revoke(first)).success);
    const second = await newKid(origin, new Set([first]));
    await newKid(origin, new Set([first, second]));
  },
);

/** The key of the next token that none of these has signed. */
async function newKid(
  origin: string,
  old: ReadonlySet<string>,
): Promise<string> {
  for (let i = 0; i < 600; i++) {
    const kid = await verifiedKid(origin);
    if (!old.has(kid)) return kid;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the key does not change");
}

/** Gets a token, verifies it with what is published, and says by which key. */
async function verifiedKid(origin: string): Promise<string> {
  const response = await fetch(`${origin}/token`, {
    method: "POST",
    headers: { authorization: rawBasic("test-client:foobar") },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  assertEquals(response.status, 200);
  const { access_token } = await response.json();
  const keys = await (await fetch(`${origin}/jwks`)).json();
  const { protectedHeader } = await jwtVerify(
    access_token,
    createLocalJWKSet(keys),
    { issuer: origin },
  );
  assert(keys.keys.length >= 2);
  return protectedHeader.kid!;
}
