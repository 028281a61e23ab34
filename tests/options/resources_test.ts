import { generateSigner, type KeyRing } from "@mintmark/oauth";
import { SIGNER } from "../fixtures.ts";
import { accepts, refuses, type WrongOption } from "./construct.ts";

const API = "https://api.example.com/";

const RING: KeyRing = {
  signer: () => SIGNER,
  published: () => ({ keys: [SIGNER.publicJwk], maxAge: 60 }),
};

const NAME = /^resources\[0\]\.resource must be a text that is not empty, not /;
const SCOPE = /^resources\[0\]\.scope must be space separated scopes, not /;
const LIFETIME =
  /^resources\[0\]\.accessTokenSeconds must be an integer from 1 to 3155760000, not /;
const ALG = /^resources\[0\]\.alg must be "RS256" or .* or "ML-DSA-87", not /;

const RESOURCES: readonly (readonly [string, unknown, RegExp | string])[] = [
  ["that are no list", {}, "resources must be an array, not an object"],
  ["that are a text", API, `resources must be an array, not "${API}"`],
  ["that are null", null, "resources must be an array, not null"],
  ["with null", [null], NAME],
  ["with a text", [API], NAME],
  ["without a name", [{ scope: "a" }], NAME],
  ["with an empty name", [{ resource: "" }], NAME],
  ["with a name that is no text", [{ resource: new URL(API) }], NAME],
  ["whose scope is a list", [{ resource: API, scope: ["a"] }], SCOPE],
  ["whose scope has a quote", [{ resource: API, scope: 'a"' }], SCOPE],
  ["whose scope is null", [{ resource: API, scope: null }], SCOPE],
  ["whose lifetime is 0", [{ resource: API, accessTokenSeconds: 0 }], LIFETIME],
  ["whose lifetime is a text", [{
    resource: API,
    accessTokenSeconds: "60",
  }], LIFETIME],
  ["of an unknown algorithm", [{ resource: API, alg: "HS256" }], ALG],
  ["of an algorithm that is no text", [{ resource: API, alg: 256 }], ALG],
  [
    "of an algorithm that the only signer has not",
    [{ resource: API, alg: "RS256" }],
    "resources[0].alg is RS256, but the only signer signs ES256: give keys instead of signer",
  ],
  [
    "of which the second is wrong",
    [{ resource: API }, { resource: 5 }],
    "resources[1].resource must be a text that is not empty, not 5",
  ],
  [
    "twice the same",
    [{ resource: API }, { resource: API }],
    `resources must not have ${API} twice`,
  ],
  [
    "twice the same in two spellings",
    [{ resource: API }, { resource: "HTTPS://api.example.com:443" }],
    /^resources must not have .* twice/,
  ],
  [
    "with a misspelt member",
    [{ resource: API, scopes: "a" }],
    /^resources\[0\]\.scopes is not an option/,
  ],
];

refuses(
  RESOURCES.map(([name, resources, message]): WrongOption => [
    `resources ${name}`,
    { resources },
    message,
  ]),
);

const AUDIENCE = /^defaultAudience must be a text that is not empty, not /;

refuses([
  ["an empty defaultAudience", { defaultAudience: "" }, AUDIENCE],
  ["a defaultAudience of null", { defaultAudience: null }, AUDIENCE],
  ["a defaultAudience that is a list", { defaultAudience: [API] }, AUDIENCE],
  [
    "a defaultAudience that is not described",
    {
      defaultAudience: "https://other.example.com/",
      resources: [{ resource: API }],
    },
    'defaultAudience must be one of resources, not "https://other.example.com/"',
  ],
]);

accepts([
  ["no resources", { resources: [] }],
  ["a resource that says nothing", { resources: [{ resource: API }] }],
  ["a resource that says all", {
    resources: [{
      resource: API,
      scope: "a b",
      accessTokenSeconds: 60,
      alg: "ES256",
    }],
  }],
  ["a resource of any algorithm, with a ring", {
    signer: undefined,
    keys: RING,
    resources: [{ resource: API, alg: "RS256" }],
  }],
  ["a resource of the signer's algorithm", {
    signer: await generateSigner("EdDSA"),
    resources: [{ resource: API, alg: "EdDSA" }],
  }],
  ["a resource whose name is no URI", { resources: [{ resource: "orders" }] }],
  ["a resource with an empty scope", {
    resources: [{ resource: API, scope: "" }],
  }],
  ["a defaultAudience without resources", { defaultAudience: "orders" }],
  ["a defaultAudience that is described", {
    defaultAudience: API,
    resources: [{ resource: API }],
  }],
]);
