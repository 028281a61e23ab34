/**
 * The ways in which a secret may arrive, for the test that none comes out.
 *
 * @module
 */

import { basic, ISSUER, rawBasic } from "../fixtures.ts";

const FORM = "application/x-www-form-urlencoded";
const GRANT = { grant_type: "client_credentials" };
const ID = { client_id: "test-client" };

/** What is sent; by default a bare client credentials request. */
export interface Sent {
  /** The parameters, or the body as it is. */
  readonly form?: Readonly<Record<string, string>> | string;
  /** Headers beside, or in place of, the media type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The query string. */
  readonly query?: string;
}

/** Every way, the right ones and the wrong, by a name for failure messages. */
export const WAYS: Readonly<Record<string, (secret: string) => Sent>> = {
  "post": (s) => ({ form: { ...GRANT, ...ID, client_secret: s } }),
  "post, another id": (s) => ({
    form: { ...GRANT, client_id: "nobody", client_secret: s },
  }),
  "post, without id": (s) => ({ form: { ...GRANT, client_secret: s } }),
  "post, a part of it": (s) => ({
    form: { ...GRANT, ...ID, client_secret: `${s}x` },
  }),
  "post, twice": (s) => ({
    form: `grant_type=client_credentials&client_secret=${s}&client_secret=${s}`,
  }),
  "post, scope refused": (s) => ({
    form: { ...GRANT, ...ID, client_secret: s, scope: "admin" },
  }),
  "post, resource refused": (s) => ({
    form: { ...GRANT, ...ID, client_secret: s, resource: "https://b.example" },
  }),
  "post, malformed": (s) => ({
    form: `grant_type=client_credentials&client_secret=${s}%zz`,
  }),
  "post, too large": (s) => ({ form: `client_secret=${s.repeat(1_100)}` }),
  "post, wrong length": (s) => ({
    form: { ...GRANT, ...ID, client_secret: s },
    headers: { "content-length": "5" },
  }),
  "Basic": (s) => ({ headers: { authorization: basic("test-client", s) } }),
  "Basic, raw": (s) => ({
    headers: { authorization: rawBasic(`test-client:%${s}`) },
  }),
  "Basic, another id": (s) => ({
    headers: { authorization: basic("nobody", s) },
  }),
  "Basic, id contradicted": (s) => ({
    form: { ...GRANT, client_id: "nobody" },
    headers: { authorization: basic("test-client", s) },
  }),
  "Basic, without colon": (s) => ({ headers: { authorization: rawBasic(s) } }),
  "Basic, without id": (s) => ({
    headers: { authorization: rawBasic(`:${s}`) },
  }),
  "Basic, not base64": (s) => ({
    headers: { authorization: `Basic test-client:${s}` },
  }),
  "Basic, not UTF-8": (s) => ({
    headers: { authorization: `Basic ${btoa(`test-client:${s}\xff`)}` },
  }),
  "Basic and post": (s) => ({
    form: { ...GRANT, client_secret: s },
    headers: { authorization: basic("test-client", s) },
  }),
  "unknown scheme": (s) => ({ headers: { authorization: `Bearer ${s}` } }),
  "no scheme": (s) => ({ headers: { authorization: s } }),
  "query": (s) => ({ query: `client_id=test-client&client_secret=${s}` }),
  "query, unknown name": (s) => ({ query: `password=${s}&${s}=1` }),
  "unknown parameter": (s) => ({ form: { ...GRANT, password: s } }),
  "name of a parameter": (s) => ({ form: { ...GRANT, [s]: "1" } }),
  "name of a parameter, twice": (s) => ({ form: `${s}=1&${s}=2` }),
  "grant_type": (s) => ({ form: { grant_type: s } }),
  "resource": (s) => ({
    form: { ...GRANT, ...ID, client_secret: s, resource: s },
  }),
  "audience": (s) => ({
    form: { ...GRANT, ...ID, client_secret: s, audience: s },
  }),
  "client_assertion": (s) => ({
    form: {
      ...GRANT,
      ...ID,
      client_assertion: s,
      client_assertion_type: "jwt",
    },
  }),
  "client_assertion_type": (s) => ({
    form: { ...GRANT, client_assertion_type: s },
  }),
  "assertion": (s) => ({ form: { grant_type: "urn:voucher", assertion: s } }),
  "JSON": (s) => ({
    form: JSON.stringify({ ...GRANT, ...ID, client_secret: s }),
    headers: { "content-type": "application/json" },
  }),
  "media type": (s) => ({ headers: { "content-type": s } }),
  "another header": (s) => ({ headers: { cookie: s, origin: s } }),
};

/**
 * The token request of what is sent.
 *
 * @param sent What is sent.
 * @returns The request.
 */
export function toRequest({ form = GRANT, headers, query }: Sent): Request {
  return new Request(
    `${ISSUER}/token${query === undefined ? "" : `?${query}`}`,
    {
      method: "POST",
      headers: { "content-type": FORM, ...headers },
      body: typeof form === "string"
        ? form
        : new URLSearchParams(form).toString(),
    },
  );
}
