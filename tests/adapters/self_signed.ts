/**
 * A certificate that a test server proves itself with, made on the spot, so
 * that no private key lies in the repository and none ever expires.
 *
 * @module
 */

import { Buffer } from "node:buffer";

/** A certificate that signs itself, and its key, in PEM. */
export interface SelfSigned {
  /** The certificate. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
}

/** The tags of DER (X.690 §8) that a certificate needs. */
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const IP_ADDRESS = 0x87;

/** id-Ed25519 (RFC 8410 §3), id-at-commonName, id-ce-subjectAltName. */
const ED25519 = der(SEQUENCE, der(OBJECT_IDENTIFIER, [0x2b, 0x65, 0x70]));
const COMMON_NAME = der(OBJECT_IDENTIFIER, [0x55, 0x04, 0x03]);
const SUBJECT_ALTERNATIVE_NAME = der(OBJECT_IDENTIFIER, [0x55, 0x1d, 0x11]);

/**
 * Makes a certificate for 127.0.0.1 (RFC 5280 §4.1).
 *
 * @returns The certificate and its key.
 */
export async function selfSigned(): Promise<SelfSigned> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(
    "Ed25519",
    true,
    ["sign", "verify"],
  ) as CryptoKeyPair;
  const name = der(
    SEQUENCE,
    der(
      SET,
      der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, ascii("Mintmark test"))),
    ),
  );
  const toBeSigned = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, [2])),
    der(INTEGER, [1]),
    ED25519,
    name,
    der(
      SEQUENCE,
      der(UTC_TIME, ascii("200101000000Z")),
      der(UTC_TIME, ascii("491231235959Z")),
    ),
    name,
    new Uint8Array(await crypto.subtle.exportKey("spki", publicKey)),
    der(
      EXTENSIONS,
      der(
        SEQUENCE,
        der(
          SEQUENCE,
          SUBJECT_ALTERNATIVE_NAME,
          der(
            OCTET_STRING,
            der(SEQUENCE, der(IP_ADDRESS, [127, 0, 0, 1])),
          ),
        ),
      ),
    ),
  );
  const signature = await crypto.subtle.sign("Ed25519", privateKey, toBeSigned);
  return {
    cert: pem(
      "CERTIFICATE",
      der(
        SEQUENCE,
        toBeSigned,
        ED25519,
        der(BIT_STRING, [0], new Uint8Array(signature)),
      ),
    ),
    key: pem(
      "PRIVATE KEY",
      new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)),
    ),
  };
}

/** One element: tag, length, contents. */
function der(
  tag: number,
  ...contents: ArrayLike<number>[]
): Buffer<ArrayBuffer> {
  const content = Buffer.concat(contents.map((part) => Buffer.from(part)));
  const size = content.length;
  const length = size < 0x80
    ? [size]
    : size < 0x100
    ? [0x81, size]
    : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function ascii(text: string): Buffer {
  return Buffer.from(text, "ascii");
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes).toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN ${label}-----\n${
    lines.join("\n")
  }\n-----END ${label}-----\n`;
}
