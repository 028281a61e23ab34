import { assert, assertEquals } from "@std/assert";
import type { AuthorizationServerEvent, WarningEvent } from "@mintmark/oauth";
import { Events } from "../src/events.ts";
import { post, testServer } from "./fixtures.ts";

const EVENT: WarningEvent = {
  type: "warning",
  time: 1,
  warning: "weak_hash",
  message: "Hash the secret anew.",
};

/** A turn of the event loop, after which a rejection that nobody handles shows. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Events that are kept, at a clock that counts on. */
function kept(): { readonly events: Events; readonly got: WarningEvent[] } {
  const got: WarningEvent[] = [];
  let time = 100;
  const events = new Events(
    (event) => void got.push(event as WarningEvent),
    () => time++,
  );
  return { events, got };
}

/** Sinks that fail in each way that a sink can. */
const FAILING_SINKS: readonly (readonly [string, () => unknown])[] = [
  ["throws", () => {
    throw new Error("the sink failed");
  }],
  ["throws undefined", () => {
    throw undefined;
  }],
  ["rejects", () => Promise.reject(new Error("the sink failed"))],
  ["never settles", () => new Promise(() => {})],
  ["returns a thenable that rejects", () => ({
    then: (_: unknown, reject: (error: Error) => void) =>
      reject(new Error("the sink failed")),
  })],
  ["returns a thenable that throws", () => ({
    then() {
      throw new Error("the sink failed");
    },
  })],
  ["returns a thenable that cannot be read", () => ({
    get then() {
      throw new Error("the sink failed");
    },
  })],
  ["returns a thenable that never settles", () => ({ then() {} })],
  ["returns null", () => null],
  ["returns something else", () => 42],
];

for (const [what, sink] of FAILING_SINKS) {
  Deno.test(`Events.emit: a sink that ${what} disturbs nothing`, async () => {
    let calls = 0;
    const events = new Events(() => {
      calls++;
      return sink() as void;
    }, () => 0);
    assertEquals(events.emit(EVENT), undefined);
    await turn();
    events.emit(EVENT);
    await turn();
    assertEquals(calls, 2);
  });

  Deno.test(`onEvent: a sink that ${what} changes no answer`, async () => {
    const server = testServer({ onEvent: () => sink() as void });
    assertEquals((await post(server)).status, 200);
    const refused = await post(server, { grant_type: "password" });
    assertEquals(refused.status, 400);
    assertEquals(refused.body.error, "unsupported_grant_type");
    await turn();
  });
}

Deno.test("Events.emit: hands over the event itself, at once and in order", () => {
  const got: AuthorizationServerEvent[] = [];
  const events = new Events((event) => void got.push(event), () => 0);
  const other = { ...EVENT, time: 2 };
  events.emit(EVENT);
  assert(got[0] === EVENT);
  events.emit(other);
  events.emit(EVENT);
  assertEquals(got.map(({ time }) => time), [1, 2, 1]);
});

Deno.test("Events.warn: says what, when and about whom", () => {
  const { events, got } = kept();
  events.warn("weak_hash", "Hash it anew.", {
    client_id: "backend",
    secretName: "2024",
  });
  events.warn("ephemeral_signer", "Keep a key.");
  assertEquals(got, [
    {
      type: "warning",
      time: 100,
      warning: "weak_hash",
      message: "Hash it anew.",
      client_id: "backend",
      secretName: "2024",
    },
    {
      type: "warning",
      time: 101,
      warning: "ephemeral_signer",
      message: "Keep a key.",
    },
  ]);
});

Deno.test("Events.warn: once for each warning, client and secret", () => {
  const { events, got } = kept();
  const abouts = [
    {},
    { client_id: "a" },
    { client_id: "b" },
    { client_id: "a", secretName: "1" },
    { client_id: "a", secretName: "2" },
    // What would read as another pair if it were only joined.
    { client_id: "a,1" },
    { client_id: 'a","1' },
    { client_id: "a", secretName: "1,2" },
    { client_id: "a,1", secretName: "2" },
  ];
  for (let round = 0; round < 3; round++) {
    for (const warning of ["weak_hash", "unusable_hash"] as const) {
      for (const about of abouts) events.warn(warning, "A state.", about);
    }
  }
  assertEquals(got.length, 2 * abouts.length);
});

Deno.test("Events.warn: another message about the same state is not given", () => {
  const { events, got } = kept();
  events.warn("weak_hash", "One.", { client_id: "a" });
  events.warn("weak_hash", "Another.", { client_id: "a" });
  assertEquals(got.map(({ message }) => message), ["One."]);
});

Deno.test("Events.warn: after a thousand different ones, further ones are dropped", () => {
  const { events, got } = kept();
  const warn = (i: number) =>
    events.warn("weak_hash", "A state.", { client_id: `client-${i}` });
  for (let i = 0; i < 1_200; i++) warn(i);
  assertEquals(got.length, 1_000);
  assertEquals(got.at(-1)?.client_id, "client-999");
  // The first ones are still known, and stay silent.
  warn(0);
  assertEquals(got.length, 1_000);
  events.emit(EVENT);
  assertEquals(got.length, 1_001);
});

Deno.test("Events.warn: what one server has warned of, another one still warns of", () => {
  const [one, other] = [kept(), kept()];
  one.events.warn("ephemeral_signer", "Keep a key.");
  other.events.warn("ephemeral_signer", "Keep a key.");
  assertEquals([one.got.length, other.got.length], [1, 1]);
});

Deno.test("Events.wants: a sink that names its types gets no other event of a request", async () => {
  for (const types of [undefined, ["issued"], ["failed", "warning"]] as const) {
    const got: string[] = [];
    const onEvent = Object.assign(
      ({ type }: AuthorizationServerEvent) => void got.push(type),
      types && { types },
    );
    assertEquals((await post(testServer({ onEvent }))).status, 200);
    assertEquals(
      got.filter((type) => type === "issued").length,
      types?.[0] === "failed" ? 0 : 1,
    );
  }
});
