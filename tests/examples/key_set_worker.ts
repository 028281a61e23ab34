// A Worker that answers with how many keys for ES256 the key set of a path has.
import { type RemoteJwks, remoteJwks } from "../../src/trust/remote_jwks.ts";

const sets = new Map<string, RemoteJwks>();

export default {
  async fetch(
    request: Request,
    { KEYS }: { readonly KEYS: string },
  ): Promise<Response> {
    const { pathname } = new URL(request.url);
    const jwks = sets.get(pathname) ??
      remoteJwks(KEYS + pathname, { allowInsecureLoopback: true });
    sets.set(pathname, jwks);
    try {
      const keys = await jwks.keys({ now: Math.floor(Date.now() / 1000) });
      const { length } = keys.candidates({ alg: "ES256" });
      return new Response(String(length));
    } catch (error) {
      return new Response((error as { reason?: string }).reason ?? "raw");
    }
  },
};
