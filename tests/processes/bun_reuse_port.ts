// One of several processes on one port, among which the system shares
// connections out.
import process from "node:process";
import { answer } from "./instance.ts";

/** The part of Bun that is used here. */
interface BunRuntime {
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly reusePort: boolean;
    readonly fetch: (request: Request) => Promise<Response>;
  }): unknown;
}

const { Bun } = globalThis as unknown as { readonly Bun: BunRuntime };
Bun.serve({
  port: Number(process.env["PORT"]),
  hostname: "127.0.0.1",
  reusePort: true,
  fetch: (request) => answer(request),
});
