// Three workers on one port, among which the primary shares connections out.
import cluster from "node:cluster";
import process from "node:process";
import { serve } from "@mintmark/oauth/node";

if (cluster.isPrimary) {
  for (let i = 0; i < 3; i++) cluster.fork();
} else {
  const { instance } = await import("./instance.ts");
  await serve(instance, { port: Number(process.env["PORT"]) });
}
