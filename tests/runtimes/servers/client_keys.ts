/**
 * Keys of clients in tests. Their private parts are here for everybody to read:
 * never register one of them anywhere.
 *
 * @module
 */

import type { JsonWebKey } from "@mintmark/oauth";

/** 2048 bits, for RS256 and PS256. */
export const RSA: JsonWebKey = {
  "kty": "RSA",
  "n":
    "6IJ4MJ96a9TPq4YxIIi6YLZHda416uFeUTlPNO4IOBN-1G_ctKlnkupf_V-TdNreecN6vCcZjKg8H17VyiOLUjnyhGFjMRnAzfLPiKsUCMQbdrguYKZ-uI6ooECaebK7icILzjkGEk81Od-gRfs1SWjH_UkC4tifxdp4KSfilLrxbJE-l5e5PIVFwXCMUJ-_Zu8WCOZYWAcQA4ghnEURoQbd-kPE_muvANm3weIS3-Gm4OLcOit3DnTTpTN9BwrWE8KpqGZ2bWG8uIhcokx-vmi_FSs-mpBXeYwukjMjIS4ky_XTM-SmCwpAPdUgTMvsJRKDIh3dMa8PUsVBrXQt4w",
  "e": "AQAB",
  "d":
    "Ck9OuQk5SnLDSp3Gq-SkLwmmHYe-CE45-mwKIRS09JeYth7HsJMabp9J5lhIl5Pk7Y1HcfRh46TKFbIE1NPCp8C-CjSvS0wTCo7LuQms976KYTdFhy-ayuA4hfKXZvIP8snR8DEDHei5OXm7B59d-4VT6N1F7X0hiIppbZnBKEsUKBV5ByzJG5X3-crmf_dAyRv2W2SJmnuZbnO-iKOSR0WvhGm9WiP2L3EsG4T_cs7UB2nDGhxP0N4-yweEp6sg0XjiBWV3m-gRfsLsQ2z7341T3dDaz7sqyoDmP81m8YeGQD7F7euvdSNX22poEGHf0KZpgo5eE-fwb-MBAPD-0Q",
  "p":
    "-1R1lBPT7E-1ZIYv1qYVurX0aznGUK3UVSxY4RtoQ4KRykRlO5xDeaUQ4ec5TncFrxHGWN56pqypeT93QSWMQGAkvjUa0TqwjgUyts4UHjxfoaXPbaRQ8PD5faOQ2fs_gd6biljU4IN1PnyWy9z4aT5u7PDv18lJjbUp3D2KKL0",
  "q":
    "7NR8HmOJ_HZ-31B-hoxBtyMVJG9gbTwmwbUTrg7cMh51420rX_1wPYQDBE5-OIi5iau3VhbaZpDUuIuWjsKuSeNj0pVYPgHqrBKdcR5JABYabruVjObr13-dX0uxBQ7PeHyArZLb2eURIZPwrVeEj-SBN1FuzVsuVFnS_jI_qx8",
  "dp":
    "lTG1-okqrIVEsL_XdhxxmbyZs21AhHQsL8N7n2WdpzXDRccEMTa592Q9eVzBcArHnP14ORkYxgiJMiiyqkGX2D86kI8FtF6aoDQFvu7mkmxUeKjtUbDRO7ZQ5HxMaJn1QSrcOmwxMnXXC5j6C1rJO_CL-KuuNPKQb0az6sG9WiE",
  "dq":
    "CPkH9tLIoJMQvX88O_bGapzeqTG7Eohr43zr0PVpLFDxIHu7X_inLv14a8pZh-TOOsQRvyZAghBMru1C-AeyOMRvvMPBwx-pd3mBE48VLvana7iZsuvw1YpVOQ4SF-H2xFbbPThKMhg2rPIA9WBSem0q5CCmtQsWV0XL86uNs_s",
  "qi":
    "YN7Ex7zKNWnNkz8lg3xyDrTfBkBR1IzsoGNKAnJe-w3wpGEkwWJ_DP6C1Bu0UViTq3TS81e7X_UCUh-g9HMucfyVJ22XRn8obxX6dVGaGJ8efeceVg2jwn52IP_xz4nskXr1paA5yZOWqn4n7FxDQcgNPc7jwfyL3rtBl8H66HU",
  "kid": "rsa",
};

/** P-256, for ES256. */
export const EC: JsonWebKey = {
  "kty": "EC",
  "crv": "P-256",
  "d": "CRA1QdRJ6Ne4wT-NUKiDiKwXzN_e0zceTGbrvqvb-J4",
  "x": "jZwyXLiS-X93rniWr1L_FegwWm_Jd685iZj4YiBqrk8",
  "y": "N7vI0LyM4AJuahK48FD5u1ZlQA7am_s-VFVBdVfYdy8",
  "kid": "ec",
};

/** Ed25519, for EdDSA. */
export const ED: JsonWebKey = {
  "kty": "OKP",
  "crv": "Ed25519",
  "d": "ypah7zcP_ToEg4bsciK9e2QRc7MQDrzkNI8S_a5qUGM",
  "x": "BOVsNKuleSfeVrwaSDR6RppAwW-VCtK-wyjG8TvVVxg",
  "kid": "ed",
};

/** Ed25519, registered for nobody. */
export const STRANGER: JsonWebKey = {
  "kty": "OKP",
  "crv": "Ed25519",
  "d": "SgADze96mFWR1H4gABjlHZaHJWHad81ZcDCr91pbbkM",
  "x": "Vjp0BfgiZjeOcIv0DOpsfdEB7wNLghX8AnRZleXpW0M",
  "kid": "stranger",
};

/** 1024 bits: too short. */
export const WEAK: JsonWebKey = {
  "kty": "RSA",
  "n":
    "mrRJp6YI8491mA2S1Nl1H6Y8CTDh57uWzorIca3SFhCAAS8U1N6c7Y44B6voDBiefl1eDRmj51vtdhYwWRuhc_Cy77dhV7SyYKOQiZitUDgU3cbqUjbBtQ-1lMBXJLiIb7xTjIwQgw61_eZpEvheMqRCOkX8BK95qj8kSzeUn1M",
  "e": "AQAB",
  "d":
    "AYZha3uhfvUdDaCkn-B83REAan7G20foFqUbkLNL7NfAy0IxjF-dYGIUf07cfLIJbelxseNc0D0BvDY_x8ET-FKsriF1e5ibwGhmzWMsglZURtEn0BtDqsLpsOnVsCDo4NGseYl1crDQS3D91NVqidljLXRY-79o6e1b-bhrA7E",
  "p":
    "xeS3-7TtUT0PYux5JVwve-KjNt0MvTSJQQp1qsTeVVZUZLEGhmZwt7P0UVR5mFDCXhiCk4v1Eg7wMsMMhmclTw",
  "q":
    "yCEeUNRrJRqPzggC_HjzOfi1otLp5wQL3-z5OpV1tG5zGU09Ic54ekh5nhZA59SqKTk8PoyORS32LOnufJOsvQ",
  "dp":
    "uEWsVMQ7ICS9iR4uCO34gWGfHd1kmWKsVFZLD4NWjRxgZYq6SrhlSYpWfM0ulPjOpRQpsv7ma7RhUsNxjE3L3Q",
  "dq":
    "komFfCP9jD6Fu5OsNBeP6QvOW7nZ4PjahQ0sdJQJiqMxDf67W2ymVMuKmZGr1tSl_-dT0Gz0o30C-2IS6Q7sdQ",
  "qi":
    "EZglsaQxCNDO6neDSLNOEGmo8r4m-eC9N_SKgEKS3dxk1IZUVhx4mOTga9_ePIWs1Rsrw5Rd7ZUYYVW4uiM7HA",
  "kid": "weak",
};

/** P-384, for ES384. */
export const P384: JsonWebKey = {
  "kty": "EC",
  "crv": "P-384",
  "x": "wCTm-xV1OibvRhe_xfPsIY_dp35Y8IiYKWXwErXi_wDmsNrwKtUkeyz9M-Rtc5uK",
  "y": "FWGInhVi8BrL-xznGzBgHrjepFk1W8sVGhUCVosLgS-yrl2WPi3GR2yQm2M1JMg-",
  "d": "Vo6sz6UhTv9Lv_n6_o9m1ucuUU8nLDlXajPXEcP0qk6lZpccQHy0ooBDfY_TcBEL",
  "kid": "p384",
};

/** The public part of a key. */
export function publicPart(key: JsonWebKey): JsonWebKey {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...rest } = key;
  return rest;
}
