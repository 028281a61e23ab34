import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type AuthorizationServerOptions,
  type Client,
  clientCredentials,
  type ClientSecret,
  consoleEvents,
  type Grant,
  type Signer,
} from "@mintmark/oauth";
import {
  CLIENT,
  countingHasher,
  NOW,
  SIGNER,
  type TestServer,
  testServer,
} from "../fixtures.ts";
import { runs } from "../scale.ts";
import { toRequest, WAYS } from "./secret_ways.ts";

const RUNS = runs(3, 200);

/** So many characters of a secret in a row are more than chance. */
const TELLING = 12;

const ALPHABET =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Truly random: what fast-check likes to begin with occurs in real text. */
const SECRET = fc.noBias(fc.string({
  unit: fc.constantFrom(...ALPHABET),
  minLength: 16,
  maxLength: 40,
}));

/** A grant that fails without a word about the request. */
const VOUCHER: Grant = {
  grant_type: "urn:voucher",
  client: "optional",
  entitle() {
    throw new Error("the voucher service is down");
  },
};

const down = () => Promise.reject(new Error("down"));

const BROKEN_SIGNER: Signer = { ...SIGNER, sign: down };

type Options = Partial<AuthorizationServerOptions>;

/** What differs between servers whose seams do what they should. */
const WELL: Readonly<Record<string, Options>> = {
  "lenient": {},
  "strict, with CORS": { basicCredentials: "strict", cors: { origins: "*" } },
};

/** Servers of which one seam fails. */
const BROKEN: Readonly<Record<string, Options>> = {
  "store rejects": { storage: { clients: { get: down } } },
  "store throws": {
    storage: {
      clients: {
        get() {
          throw "no connection";
        },
      },
    },
  },
  "store hangs": {
    storage: { clients: { get: () => new Promise(() => {}) } },
    seamMilliseconds: 1,
  },
  "signer rejects": { signer: BROKEN_SIGNER },
  "hasher rejects": { hashers: [{ ...countingHasher(), verify: down }] },
  "policy throws": {
    policy: () => {
      throw new Error("down");
    },
  },
};

/** Clients that a secret belongs to in one way or another, or not at all. */
function clientsOf(secret: string): Readonly<Record<string, Client>> {
  const hash = `$test$${secret}`;
  const withSecret = (stored: ClientSecret): Client => ({
    ...CLIENT,
    client_secrets: [stored],
  });
  return {
    "its client": withSecret({ hash, name: "first" }),
    "a client that sends it raw": withSecret({ hash: `$test$%${secret}` }),
    "a client with another": CLIENT,
    "a disabled client": { ...withSecret({ hash }), disabled: true },
    "a client whose secret has expired": withSecret({ hash, expires_at: NOW }),
    "a client without secrets": {
      ...withSecret({ hash }),
      token_endpoint_auth_method: "none",
    },
    "a client with an unusable hash": withSecret({ hash: `$odd$${secret}` }),
  };
}

/** Everything that a value says, errors with all that belongs to them. */
function textOf(value: unknown, seen: Set<unknown> = new Set()): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (seen.has(value)) return "";
  seen.add(value);
  const members = Reflect.ownKeys(value).map((name) =>
    `${String(name)}: ${textOf(Reflect.get(value, name), seen)}`
  );
  const entries = value instanceof Map || value instanceof Set
    ? [...value].map((entry) => textOf(entry, seen))
    : [];
  const itself = value instanceof Error ? [String(value)] : [];
  return [...members, ...entries, ...itself].join("\n");
}

/** What would give a secret away, in lower case. */
function tellingParts(secret: string): readonly string[] {
  const parts: string[] = [];
  for (let i = 0; i + TELLING <= secret.length; i++) {
    parts.push(secret.slice(i, i + TELLING));
  }
  for (const before of ["", ":", "nobody:", "test-client:", "test-client:%"]) {
    // Its end, without what depends on the padding.
    parts.push(btoa(before + secret).slice(-TELLING - 4, -4));
  }
  return parts.map((part) => part.toLowerCase());
}

const CONSOLE = ["debug", "error", "info", "log", "trace", "warn"] as const;

/** Runs something with a console that only remembers. */
async function withConsole(
  run: (lines: unknown[]) => Promise<void>,
): Promise<void> {
  const lines: unknown[] = [];
  const originals = CONSOLE.map((name) => [name, console[name]] as const);
  for (const name of CONSOLE) console[name] = (...all) => void lines.push(all);
  try {
    await run(lines);
  } finally {
    for (const [name, original] of originals) console[name] = original;
  }
}

/** Sends a secret in every way; returns the statuses of the answers. */
async function sendInEveryWay(
  server: TestServer,
  secret: string,
  about: string,
): Promise<ReadonlyMap<string, number>> {
  const telling = tellingParts(secret);
  const statuses = new Map<string, number>();
  await withConsole(async (lines) => {
    for (const [way, send] of Object.entries(WAYS)) {
      lines.length = server.events.length = 0;
      const response = await server.handleTokenRequest(toRequest(send(secret)));
      const said = [
        await response.text(),
        textOf([...response.headers]),
        textOf(server.events),
        textOf(lines),
      ].join("\n");
      statuses.set(way, response.status);
      assert(
        server.events.length > 0,
        "nothing was said that could be checked",
      );
      assert(lines.length > 0, "nothing was written that could be checked");
      const text = said.toLowerCase();
      const part = telling.find((some) => text.includes(some));
      if (part !== undefined) {
        throw new Error(`${about}, ${way}: ${part} came out in: ${said}`);
      }
    }
  });
  return statuses;
}

function serverOf(client: Client, options: Options): TestServer {
  const write = consoleEvents();
  const server: TestServer = testServer({
    clients: [client],
    grants: [clientCredentials(), VOUCHER],
    ...options,
    onEvent: (event) => {
      server.events.push(event);
      return write(event);
    },
  });
  return server;
}

Deno.test("no answer, event or line of the log holds a secret that was sent, whoever it belongs to", async () => {
  await fc.assert(
    fc.asyncProperty(SECRET, async (secret) => {
      for (const [what, options] of Object.entries(WELL)) {
        for (const [whose, client] of Object.entries(clientsOf(secret))) {
          const server = serverOf(client, options);
          const about = `${what}, ${whose}`;
          const statuses = await sendInEveryWay(server, secret, about);
          const isRight = whose === "its client";
          assertEquals(statuses.get("post"), isRight ? 200 : 401);
          assertEquals(statuses.get("Basic"), isRight ? 200 : 401);
        }
      }
    }),
    { numRuns: RUNS },
  );
});

Deno.test("no answer, event or line of the log holds a secret that was sent, whatever fails", async () => {
  await fc.assert(
    fc.asyncProperty(SECRET, async (secret) => {
      const client = clientsOf(secret)["its client"]!;
      for (const [what, options] of Object.entries(BROKEN)) {
        const server = serverOf(client, options);
        const statuses = await sendInEveryWay(server, secret, what);
        assert(statuses.get("post")! >= 500, what);
      }
    }),
    { numRuns: RUNS },
  );
});
