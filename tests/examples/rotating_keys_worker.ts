// A Worker whose keys rotate, over a store that takes 100 milliseconds a call.
import {
  clientCredentials,
  createAuthorizationServer,
  createKeyRing,
  type KeyStore,
  memoryStorage,
} from "@mintmark/oauth";

const { clients, keys } = memoryStorage({
  clients: [{
    client_id: "test-client",
    client_secrets: [{ // "foobar"
      hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
    }],
    grant_types: ["client_credentials"],
  }],
});

const slow = () => new Promise((done) => setTimeout(done, 100));

const store: KeyStore = {
  read: async (signal) => (await slow(), await keys.read(signal)),
  replace: async (keySet, signal) => {
    await slow();
    return await keys.replace(keySet, signal);
  },
};

const server = createAuthorizationServer({
  issuer: "https://as.example.com",
  storage: { clients },
  keys: createKeyRing({
    store,
    policy: {
      leadSeconds: 4,
      signingSeconds: 4,
      refreshSeconds: 1,
      skewSeconds: 1,
      maxAccessTokenSeconds: 60,
    },
    wrappingKeys: ["PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0"],
  }),
  grants: [clientCredentials()],
  accessTokenSeconds: 60,
  maxAccessTokenSeconds: 60,
});

export default { fetch: server.fetch };
