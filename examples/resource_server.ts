// An API that accepts only tokens of one issuer, here of server.ts beside it:
// deno run --allow-net --allow-env resource_server.ts
import { createVerifier } from "@mintmark/oauth/resource-server";

const port = Number(Deno.env.get("PORT") ?? 8081);
const issuer = Deno.env.get("ISSUER") ?? "http://localhost:8080";

const { protect, handleMetadataRequest, metadataPath } = createVerifier({
  issuer,
  // Who this API is. Tokens for which nobody names a resource are for the
  // issuer, such as those of server.ts.
  audience: Deno.env.get("AUDIENCE") ?? issuer,
  metadata: {
    resource: `http://localhost:${port}`,
    scopes_supported: ["orders.write"],
  },
  onRefused: ({ status, reason }) => console.log(status, reason),
});

const orders = ["tea"];

const list = protect((_request, { client_id }) => {
  return Response.json({ client_id, orders });
});

const add = protect(async (request) => {
  orders.push(await request.text());
  return new Response(null, { status: 201 });
}, { scope: "orders.write" });

function route(request: Request): Promise<Response> | Response {
  const { pathname } = new URL(request.url);
  if (pathname === metadataPath) return handleMetadataRequest(request);
  if (pathname !== "/orders") return new Response(null, { status: 404 });
  return request.method === "POST" ? add(request) : list(request);
}

const http = Deno.serve({
  port,
  onListen: () => console.log(`serving on http://localhost:${port}`),
}, route);
Deno.addSignalListener("SIGTERM", async () => {
  await http.shutdown();
  Deno.exit();
});
