// Grants of your own, on Deno: deno run --allow-net --allow-env custom_grant.ts
import {
  createAuthorizationServer,
  generateSigner,
  type Grant,
  memoryStorage,
  OAuthError,
} from "@mintmark/oauth";

// For a client that is authenticated first: a CI system asks for one job.
const job: Grant = {
  grant_type: "urn:example:grant-type:job",
  client: "required",
  entitle: ({ parameters }, { client }) => ({
    subject: `job:${parameters.get("job") ?? "unknown"}`,
    // The most that the token may have; the server decides what it gets.
    scope: client.scope ?? "",
  }),
};

// For a request that proves itself: a device presents its voucher.
const devices = new Map([["2f8b-91c4", "device:7"]]);
const voucher: Grant = {
  grant_type: "urn:example:grant-type:voucher",
  client: "optional",
  entitle({ parameters }) {
    const subject = devices.get(parameters.get("voucher") ?? "");
    if (subject === undefined) {
      throw new OAuthError("invalid_grant", {
        description: "The voucher is not valid.",
        reason: "unknown_voucher",
      });
    }
    return { subject, client_id: "devices", scope: "telemetry" };
  },
};

const port = Number(Deno.env.get("PORT") ?? 8080);
const server = createAuthorizationServer({
  issuer: `http://localhost:${port}`,
  storage: memoryStorage({
    clients: [{
      client_id: "test-client",
      client_secrets: [{ // "foobar"
        hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
      }],
      grant_types: [job.grant_type],
      scope: "artifacts.read artifacts.write",
    }],
  }),
  signer: await generateSigner("RS256"),
  grants: [job, voucher],
});

const http = Deno.serve({ port }, server.fetch);
console.log(`serving on http://localhost:${port}`);
Deno.addSignalListener("SIGTERM", async () => {
  await http.shutdown();
  Deno.exit();
});
