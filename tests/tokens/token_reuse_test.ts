import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Client,
  type Signer,
  tokenReuse,
  type TokenReuseOptions,
} from "@mintmark/oauth";
import {
  claimsOf,
  CLIENT,
  GOOD,
  NOW,
  post,
  SIGNER,
  testServer,
} from "../fixtures.ts";

interface Answer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly scope: string;
}

/** A signer that counts, and waits where it is told to. */
function counting(): Signer & { count: number; gate: Promise<void> } {
  return {
    ...SIGNER,
    count: 0,
    gate: Promise.resolve(),
    async sign(data, signal) {
      this.count++;
      await this.gate;
      return await SIGNER.sign(data, signal);
    },
  };
}

function world(options: Partial<TokenReuseOptions> = {}) {
  const signer = counting();
  const clock = { now: NOW };
  const registry = new Map<string, Client>([[CLIENT.client_id, CLIENT]]);
  let current: Signer = signer;
  const server = testServer({
    storage: {
      // Another object each time, as a store without a memory has it.
      clients: {
        get: (id) => Promise.resolve(structuredClone(registry.get(id))),
      },
    },
    keys: {
      signer: () => current,
      published: () => ({ keys: [], maxAge: 1 }),
    },
    tokenReuse: tokenReuse({ reuseSeconds: 60, ...options }),
    accessTokenSeconds: 600,
    now: () => clock.now,
  });
  return {
    signer,
    clock,
    events: server.events,
    registry,
    rotate: (kid: string) => {
      current = { ...signer, kid, sign: signer.sign.bind(signer) };
    },
    ask: async (form: Record<string, string> = {}): Promise<Answer> => {
      const { status, body } = await post(server, { ...GOOD, ...form });
      assertEquals(status, 200);
      return body;
    },
  };
}

Deno.test("tokenReuse: an equal request gets the same token, with what is left of its lifetime", async () => {
  const { ask, clock, signer, events } = world();
  const first = await ask();
  clock.now += 59;
  const second = await ask();
  assertEquals(second.access_token, first.access_token);
  assertEquals([first.expires_in, second.expires_in], [600, 541]);
  assertEquals(signer.count, 1);
  assertEquals(
    events.flatMap((event) =>
      event.type === "issued" ? [[event.reused, event.expires_in]] : []
    ),
    [[undefined, 600], [true, 541]],
  );
});

Deno.test("tokenReuse: a token is made anew once reuseSeconds have passed", async () => {
  const { ask, clock } = world();
  const first = await ask();
  clock.now += 60;
  const second = await ask();
  assert(second.access_token !== first.access_token);
  assertEquals(second.expires_in, 600);
});

Deno.test("tokenReuse: no token is handed out past half of its lifetime", async () => {
  const { ask, clock } = world({ reuseSeconds: 10_000 });
  const first = await ask();
  clock.now += 300;
  assertEquals((await ask()).access_token, first.access_token);
  clock.now += 1;
  assert((await ask()).access_token !== first.access_token);
});

Deno.test("tokenReuse: a clock that was put back gets a token of its own time", async () => {
  const { ask, clock } = world();
  await ask();
  clock.now -= 5;
  const { access_token } = await ask();
  assertEquals(claimsOf(access_token).iat, NOW - 5);
});

Deno.test("tokenReuse: what is not equal shares nothing", async () => {
  const { ask, signer } = world();
  const forms: Record<string, string>[] = [
    {},
    { scope: "orders.read" },
    { scope: "orders.read orders.write" },
    { resource: "https://api.example.com/" },
    { scope: "orders.read", resource: "https://api.example.com/" },
  ];
  const tokens = new Set<string>();
  for (const form of [...forms, ...forms]) {
    tokens.add((await ask(form)).access_token);
  }
  assertEquals([tokens.size, signer.count], [forms.length, forms.length]);
});

Deno.test("tokenReuse: another record of the client is another token", async () => {
  const { ask, registry, signer } = world();
  const first = await ask();
  registry.set(CLIENT.client_id, { ...CLIENT, client_name: "renamed" });
  const second = await ask();
  assert(second.access_token !== first.access_token);
  assertEquals((await ask()).access_token, second.access_token);
  assertEquals(signer.count, 2);
});

Deno.test("tokenReuse: another key is another token", async () => {
  const { ask, rotate } = world();
  const first = await ask();
  rotate("next");
  const second = await ask();
  assert(second.access_token !== first.access_token);
  assertEquals((await ask()).access_token, second.access_token);
});

Deno.test("tokenReuse: a thousand at once cost one signature", async () => {
  const { ask, signer, events } = world();
  const { promise, resolve } = Promise.withResolvers<void>();
  signer.gate = promise;
  const asked = Array.from({ length: 1_000 }, () => ask());
  while (signer.count === 0) await new Promise((done) => setTimeout(done));
  resolve();
  const tokens = new Set((await Promise.all(asked)).map((a) => a.access_token));
  assertEquals([tokens.size, signer.count], [1, 1]);
  const reused = events.filter((e) => e.type === "issued" && e.reused);
  assertEquals(reused.length, 999);
});

Deno.test("tokenReuse: a signature that fails is not kept", async () => {
  const { ask, signer, events } = world();
  signer.gate = Promise.reject(new Error("the signer is away"));
  signer.gate.catch(() => {});
  await ask().then(() => assert(false), () => {});
  assertEquals(events.at(-1)?.type, "failed");
  signer.gate = Promise.resolve();
  assertEquals((await ask()).expires_in, 600);
});

Deno.test("tokenReuse: the least recently used goes first", async () => {
  const { ask, signer } = world({ maxTokens: 2 });
  const [a, b, c] = ["", "orders.read", "orders.write"].map((scope) => ({
    scope,
  }));
  for (const form of [a, b, a, c, a, b]) await ask(form);
  assertEquals(signer.count, 4); // a, b, c, and b once more
});

Deno.test("tokenReuse: two servers of one option share no token", async () => {
  const option = tokenReuse({ reuseSeconds: 60 });
  const answers = ["https://one.example.com", "https://two.example.com"].map(
    async (issuer) => {
      const server = testServer({ issuer, tokenReuse: option });
      return (await post(server)).body;
    },
  );
  const [one, two] = await Promise.all(answers) as [Answer, Answer];
  assertEquals(claimsOf(one.access_token).iss, "https://one.example.com");
  assertEquals(claimsOf(two.access_token).iss, "https://two.example.com");
});

Deno.test("tokenReuse refuses wrong options by name", () => {
  for (
    const [name, value] of [
      ["reuseSeconds", 0],
      ["reuseSeconds", 1.5],
      ["maxTokens", 0],
    ] as const
  ) {
    assertThrows(
      () => tokenReuse({ reuseSeconds: 60, [name]: value }),
      TypeError,
      `tokenReuse: ${name} must be an integer of at least 1`,
    );
  }
});
