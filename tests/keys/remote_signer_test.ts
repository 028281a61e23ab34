import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  generateSigner,
  remoteSigner,
  type RemoteSignerOptions,
  thumbprint,
} from "@mintmark/oauth";
import { FakeTimers } from "../fake_timers.ts";
import { post, testServer } from "../fixtures.ts";

const NEVER = new AbortController().signal;
const DATA = new TextEncoder().encode("header.payload");

const SERVICE = await generateSigner("ES256", { kid: "service" });
const OTHER = await generateSigner("ES256");

const signs: RemoteSignerOptions["sign"] = (data) => SERVICE.sign(data, NEVER);
const fails = () => Promise.reject(new Error("the service is down"));
const hangs = () => new Promise<never>(() => {});

/** A signer of a service that answers in turn, and how often it was asked. */
function signerOf(
  answers: readonly RemoteSignerOptions["sign"][],
  options: Partial<RemoteSignerOptions> = {},
) {
  const asked: AbortSignal[] = [];
  const signer = remoteSigner({
    alg: "ES256",
    publicJwk: SERVICE.publicJwk,
    sign: (data, signal) => {
      asked.push(signal);
      return (answers[asked.length - 1] ?? answers.at(-1)!)(data, signal);
    },
    ...options,
  });
  return { signer, asked };
}

Deno.test("a remote signer carries the public key, without a private member", () => {
  const publicJwk = { ...SERVICE.publicJwk, d: "private" };
  const { signer } = signerOf([signs], { publicJwk });
  assertEquals(signer.publicJwk, SERVICE.publicJwk);
  assertEquals([signer.alg, signer.kid], ["ES256", "service"]);
});

Deno.test("the kid is the given one, else that of the public key, else its thumbprint", () => {
  const { kid: _, ...publicJwk } = SERVICE.publicJwk;
  const kidOf = (options: Partial<RemoteSignerOptions>) =>
    signerOf([signs], options).signer.publicJwk.kid;
  assertEquals(kidOf({ kid: "given" }), "given");
  assertEquals(kidOf({}), "service");
  assertEquals(kidOf({ publicJwk }), thumbprint(publicJwk));
});

Deno.test("an attempt that fails is made a second time, and no third", async () => {
  const once = signerOf([fails, signs]);
  assertEquals((await once.signer.sign(DATA, NEVER)).length, 64);
  assertEquals(once.asked.length, 2);

  const thrown = signerOf([() => {
    throw new Error("at once");
  }, signs]);
  assertEquals((await thrown.signer.sign(DATA, NEVER)).length, 64);

  const { signer, asked } = signerOf([fails]);
  const sign = () => signer.sign(DATA, NEVER);
  await assertRejects(sign, Error, "the service is down");
  assertEquals(asked.length, 2);
});

const WRONG: Readonly<Record<string, RemoteSignerOptions["sign"]>> = {
  "of another key": (data) => OTHER.sign(data, NEVER),
  "of something else": () => SERVICE.sign(new Uint8Array(4), NEVER),
  "that is empty": () => Promise.resolve(new Uint8Array()),
  "that is text": () => Promise.resolve("c2ln" as unknown as Uint8Array),
  "that is nothing": () => Promise.resolve(undefined as unknown as Uint8Array),
};

for (const [name, wrong] of Object.entries(WRONG)) {
  Deno.test(`a signature ${name} does not get out`, async () => {
    const { signer, asked } = signerOf([wrong]);
    await assertRejects(
      () => signer.sign(DATA, NEVER),
      Error,
      "what came back is no signature of the public key",
    );
    assertEquals(asked.length, 2);
  });
}

Deno.test("an attempt that hangs is given up after its time, and made a second time", async () => {
  using timers = new FakeTimers();
  const { signer, asked } = signerOf([hangs], { timeoutMilliseconds: 700 });
  const signed = signer.sign(DATA, NEVER);
  const rejected = assertRejects(() => signed, Error, "within 700 ms");
  await timers.advance(699);
  assertEquals(asked.map(({ aborted }) => aborted), [false]);
  await timers.advance(1);
  assertEquals(asked.map(({ aborted }) => aborted), [true, false]);
  await timers.advance(700);
  await rejected;
  assertEquals(asked.map(({ aborted }) => aborted), [true, true]);
  assertEquals(timers.waiting, 0);
});

Deno.test("a caller who has given up aborts the attempt, and there is no second", async () => {
  const caller = new AbortController();
  const { signer, asked } = signerOf([
    (_data, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  ]);
  const signed = signer.sign(DATA, caller.signal);
  caller.abort();
  await assertRejects(() => signed, Error, "abort");
  assertEquals(asked.length, 1);

  const late = signerOf([fails]);
  await assertRejects(() => late.signer.sign(DATA, caller.signal));
  assertEquals(late.asked.map(({ aborted }) => aborted), [true]);
});

Deno.test("a signal that many signatures share keeps nothing of those that are over", async () => {
  const { signal } = new AbortController();
  let listening = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: unknown[]) => {
    listening++;
    addEventListener.apply(signal, args as never);
  };
  signal.removeEventListener = (...args: unknown[]) => {
    listening--;
    removeEventListener.apply(signal, args as never);
  };
  const { signer } = signerOf([fails, signs]);
  await signer.sign(DATA, signal);
  assertEquals(listening, 0);
});

Deno.test("beyond the bound nothing waits, and what has come to an end makes room", async () => {
  const answers: (() => void)[] = [];
  const { signer, asked } = signerOf([async (data) => {
    await new Promise<void>((resolve) => answers.push(resolve));
    return await SERVICE.sign(data, NEVER);
  }], { maxInFlight: 2 });
  const both = [signer.sign(DATA, NEVER), signer.sign(DATA, NEVER)];
  const refused = () => signer.sign(DATA, NEVER);
  await assertRejects(refused, Error, "2 signatures are under way already");
  assertEquals(asked.length, 2);
  for (const answer of answers) answer();
  assertEquals((await Promise.all(both)).length, 2);
  const next = signer.sign(DATA, NEVER);
  answers.at(-1)!();
  assertEquals((await next).length, 64);
});

Deno.test("what never came back is not counted for ever", async () => {
  using timers = new FakeTimers();
  // As on Workers, where the timers of a request that was cut off never fire.
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (() => 0) as unknown as typeof setTimeout;
  const { signer } = signerOf([hangs, signs], {
    maxInFlight: 1,
    timeoutMilliseconds: 50,
  });
  signer.sign(DATA, NEVER);
  globalThis.setTimeout = setTimeout;
  await assertRejects(() => signer.sign(DATA, NEVER), Error, "under way");
  timers.now += 101;
  assertEquals((await signer.sign(DATA, NEVER)).length, 64);
});

Deno.test("a service that is down is 503 with Retry-After, and the next request finds it again", async () => {
  let isDown = false;
  const { signer } = signerOf([
    (data, signal) => isDown ? fails() : signs(data, signal),
  ]);
  const server = testServer({ signer });
  for (const [down, status] of [[false, 200], [true, 503], [false, 200]]) {
    isDown = down as boolean;
    const answer = await post(server);
    assertEquals(answer.status, status);
    if (down) {
      assertEquals(answer.body.error, "temporarily_unavailable");
      assert(answer.headers.has("retry-after"));
    }
  }
});

const REFUSED: readonly (readonly [Partial<RemoteSignerOptions>, string])[] = [
  [{ alg: "HS256" as "ES256" }, "alg must be one of"],
  [{ alg: "ES384" }, "publicJwk must be a public key for ES384"],
  [{ alg: "RS256" }, "publicJwk must be a public key for RS256"],
  [{ publicJwk: undefined as never }, "publicJwk must be a public key"],
  [
    { publicJwk: { ...SERVICE.publicJwk, alg: "ES384" } },
    "publicJwk must be a public key for ES256",
  ],
  [
    { alg: "RS256", publicJwk: { kty: "RSA", n: "-".repeat(160), e: "AQAB" } },
    "publicJwk has 960 bits: RSA needs 2048 to 8192",
  ],
  [{ kid: "" }, "kid must be a text that is not empty"],
  [{ sign: undefined as never }, "sign must be a function"],
  [{ maxInFlight: 0 }, "maxInFlight must be a positive integer, not 0"],
  [{ timeoutMilliseconds: 0.5 }, "timeoutMilliseconds must be a positive"],
];

for (const [options, message] of REFUSED) {
  Deno.test(`an option that is not usable is a TypeError: ${message}`, () => {
    assertThrows(() => signerOf([signs], options), TypeError, message);
  });
}
