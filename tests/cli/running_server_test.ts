import { assertEquals } from "@std/assert";
import type { Served } from "../../src/cli/running_server.ts";
import { RunningServer } from "../../src/cli/running_server.ts";

const EXCHANGE = {
  method: "GET",
  url: "http://localhost/",
  header: () => null,
  body: { read: () => Promise.resolve(new Uint8Array()) },
} as unknown as Parameters<Served["handleExchange"]>[0];

/** A server that answers when it is told to. */
function slow(body: string) {
  const waiting: (() => void)[] = [];
  const answered = () => new Promise<void>((answer) => waiting.push(answer));
  const server: Served = {
    async handle() {
      await answered();
      return new Response(body);
    },
    async handleExchange() {
      await answered();
      return { status: 200, headers: {}, body };
    },
  };
  return { server, answer: () => waiting.splice(0).forEach((go) => go()) };
}

const ASK: Readonly<Record<string, (server: Served) => Promise<string>>> = {
  handle: async (server) => {
    const request = new Request("http://localhost/");
    return await (await server.handle(request, {})).text();
  },
  handleExchange: async (server) =>
    String((await server.handleExchange(EXCHANGE, {}))?.body),
};

for (const [way, ask] of Object.entries(ASK)) {
  Deno.test(`RunningServer: ${way}: the one before answers what came to it, and only then is done`, async () => {
    const [one, two] = [slow("one"), slow("two")];
    const running = new RunningServer(one.server);
    const events: string[] = [];
    const first = ask(running).then((body) => events.push(body));

    const replaced = running.replace(two.server)
      .then(() => events.push("one is done"));
    const second = ask(running).then((body) => events.push(body));
    two.answer();
    await second;
    assertEquals(events, ["two"]);
    one.answer();
    await Promise.all([first, replaced]);

    assertEquals(events.toSorted(), ["one", "one is done", "two"]);
  });

  Deno.test(`RunningServer: ${way}: what fails is over as well`, async () => {
    const failing: Served = {
      handle: () => Promise.reject(new Error("no")),
      handleExchange: () => Promise.reject(new Error("no")),
    };
    const running = new RunningServer(failing);
    await ask(running).catch(() => {});

    await running.replace(slow("two").server);
  });
}

Deno.test("RunningServer: a path without an endpoint is nobody's", () => {
  const running = new RunningServer({
    handle: () => Promise.resolve(new Response()),
    handleExchange: () => undefined,
  });

  assertEquals(running.handleExchange(EXCHANGE, {}), undefined);
});
