import { assertEquals } from "@std/assert";
import {
  type AuthorizationServerOptions,
  clientCredentials,
  createAuthorizationServer,
  memoryStorage,
} from "@mintmark/oauth";
import { ISSUER, SIGNER } from "./fixtures.ts";

/** What Workers forbid outside of requests, and what a constructor never does. */
const FORBIDDEN: readonly (readonly [object, string])[] = [
  [crypto, "getRandomValues"],
  [crypto, "randomUUID"],
  [crypto.subtle, "digest"],
  [crypto.subtle, "generateKey"],
  [crypto.subtle, "importKey"],
  [crypto.subtle, "sign"],
  [globalThis, "setTimeout"],
  [globalThis, "setInterval"],
  [globalThis, "queueMicrotask"],
  [globalThis, "fetch"],
  [globalThis, "Worker"],
  [Math, "random"],
  [Date, "now"],
  [performance, "now"],
  [globalThis.process, "getBuiltinModule"],
];

/** Runs something while every forbidden function notes its call and throws. */
function guarded(run: () => void): readonly string[] {
  const called: string[] = [];
  const undo = FORBIDDEN.map(([owner, name]) => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, {
      configurable: true,
      writable: true,
      value: () => {
        called.push(name);
        throw new Error(`${name} was called`);
      },
    });
    return () =>
      before === undefined
        ? delete (owner as Record<string, unknown>)[name]
        : Object.defineProperty(owner, name, before);
  });
  try {
    run();
  } finally {
    for (const restore of undo) restore();
  }
  return called;
}

Deno.test("the guard of these tests sees what is called", () => {
  const called = guarded(() => {
    for (const [owner, name] of FORBIDDEN) {
      try {
        (owner as Record<string, () => void>)[name]!();
      } catch {
        // That is what it does.
      }
    }
  });
  assertEquals(called, FORBIDDEN.map(([, name]) => name));
  assertEquals(crypto.getRandomValues(new Uint8Array(4)).length, 4);
});

/** Options of which every seam says when it is asked. */
function watched(asked: string[]): AuthorizationServerOptions {
  const note = (name: string) => () => {
    asked.push(name);
    throw new Error(`${name} was asked`);
  };
  return {
    issuer: ISSUER,
    storage: { clients: { get: note("storage") } },
    keys: { signer: note("signer"), published: note("published") },
    grants: [{
      grant_type: "urn:example:voucher",
      client: "optional",
      entitle: note("grant"),
    }],
    hashers: [{
      prefixes: ["$x$"],
      blocksEventLoop: false,
      problem: note("problem"),
      hash: note("hash"),
      verify: note("verify"),
      needsRehash: note("needsRehash"),
      close: note("close"),
    }],
    policy: note("policy"),
    scopeMatching: note("scopeMatching"),
    onEvent: note("onEvent"),
    now: note("now"),
    resources: [{ resource: "https://api.example.com/", scope: "a" }],
    cors: { origins: "*" },
  };
}

Deno.test("construction asks no seam for anything", () => {
  const asked: string[] = [];
  assertEquals(guarded(() => createAuthorizationServer(watched(asked))), []);
  assertEquals(asked, []);
});

Deno.test("construction draws no random bytes, starts no timer or worker and does no I/O, with the defaults", () => {
  const called = guarded(() => {
    createAuthorizationServer({
      issuer: ISSUER,
      storage: memoryStorage({
        clients: [{
          client_id: "test-client",
          client_secrets: [{
            hash:
              "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
          }],
        }],
      }),
      signer: SIGNER,
      grants: [clientCredentials()],
    });
  });
  assertEquals(called, []);
});

Deno.test("a server that was made under the guard works afterwards", async () => {
  let server: ReturnType<typeof createAuthorizationServer> | undefined;
  guarded(() => {
    server = createAuthorizationServer({
      issuer: ISSUER,
      storage: memoryStorage(),
      signer: SIGNER,
      grants: [{
        grant_type: "urn:example:voucher",
        client: "optional",
        entitle: () => ({ subject: "device-1", client_id: "devices" }),
      }],
      onEvent: () => {},
    });
  });
  const response = await server!.handleTokenRequest(
    new Request(`${ISSUER}/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "urn:example:voucher" }),
    }),
  );
  assertEquals(response.status, 200);
  await response.body?.cancel();
});

/** Runs in a process of its own, so that every module is read anew. */
const IMPORTING = `
const forbidden = (name) => () => {
  console.log(name);
  throw new Error(name);
};
crypto.getRandomValues = forbidden("getRandomValues");
crypto.randomUUID = forbidden("randomUUID");
for (const name of ["generateKey", "importKey", "digest", "sign"]) {
  SubtleCrypto.prototype[name] = forbidden(name);
}
for (const name of ["setTimeout", "setInterval", "fetch", "Worker"]) {
  globalThis[name] = forbidden(name);
}
const { createAuthorizationServer } = await import("@mintmark/oauth");
console.log(typeof createAuthorizationServer);
`;

Deno.test("importing the library is inert as well", async () => {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", IMPORTING],
    cwd: new URL("..", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "function\n");
  assertEquals(success, true);
});
