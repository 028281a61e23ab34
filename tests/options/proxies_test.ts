import { accepts, refuses, type WrongOption } from "./construct.ts";

const NETWORK = 'must be an IP address or a network such as "10.0.0.0/8", not ';

refuses([
  [
    "trustedProxies that are no array",
    { trustedProxies: "10.0.0.0/8" },
    'trustedProxies must be an array, not "10.0.0.0/8"',
  ],
  ...["10.0.0.1/8", "10.0.0.0/33", "proxy.internal", "", "10.0.0/8", "::/129"]
    .map((network): WrongOption => [
      `the trusted proxy ${JSON.stringify(network)}`,
      { trustedProxies: ["::1", network] },
      `trustedProxies[1] ${NETWORK}${JSON.stringify(network)}`,
    ]),
  [
    "a trusted proxy that is no text",
    { trustedProxies: [7] },
    `trustedProxies[0] ${NETWORK}7`,
  ],
  [
    "forwardedHeader without proxies",
    { forwardedHeader: "forwarded" },
    "forwardedHeader is read only behind trustedProxies, which is missing",
  ],
  [
    "an unknown forwardedHeader",
    { trustedProxies: ["::1"], forwardedHeader: "x-real-ip" },
    /^forwardedHeader must be "x-forwarded-for" or "forwarded", not /,
  ],
  [
    "an addressHeader that is no header",
    { addressHeader: "cf connecting ip" },
    'addressHeader must be the name of a header, not "cf connecting ip"',
  ],
  [
    "addressHeader beside trustedProxies",
    { addressHeader: "cf-connecting-ip", trustedProxies: ["::1"] },
    "at most one of trustedProxies and addressHeader may be given",
  ],
  [
    "a failureBudget that is true",
    { failureBudget: true },
    "failureBudget must be an object, or false, not true",
  ],
  [
    "a failureBudget with an unknown member",
    { failureBudget: { perClients: 1 } },
    /^failureBudget\.perClients is not an option/,
  ],
]);

accepts([
  ["networks of both versions", { trustedProxies: ["10.0.0.0/8", "fd00::/8"] }],
  ["single addresses", { trustedProxies: ["127.0.0.1", "::1"] }],
  ["a platform's header", { addressHeader: "CF-Connecting-IP" }],
  ["no failure budget", { failureBudget: false }],
  ["a failure budget of defaults", { failureBudget: {} }],
]);
