/**
 * SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), computed synchronously.
 *
 * Why not WebCrypto: a keyed digest of a hundred bytes through
 * `crypto.subtle` costs more than the rest of a token request, since every
 * call is a trip to another thread and back. Why not a library: the core has
 * two dependencies, and these are eighty lines that a property test holds
 * against WebCrypto on every run. Only the verified-secret cache uses them;
 * signatures and stored hashes never do.
 *
 * @module
 */

// deno-fmt-ignore
const K = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

// deno-fmt-ignore
const INITIAL = new Int32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

const BLOCK = 64;

/** The message schedule, reused: nothing here runs concurrently. */
const W = new Int32Array(64);

/** Folds the 64-byte block at `offset` of `bytes` into `state`. */
function compress(state: Int32Array, bytes: Uint8Array, offset: number): void {
  for (let t = 0; t < 16; t++, offset += 4) {
    W[t] = (bytes[offset]! << 24) | (bytes[offset + 1]! << 16) |
      (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
  }
  for (let t = 16; t < 64; t++) {
    const w15 = W[t - 15]!;
    const w2 = W[t - 2]!;
    const s0 = ((w15 >>> 7) | (w15 << 25)) ^ ((w15 >>> 18) | (w15 << 14)) ^
      (w15 >>> 3);
    const s1 = ((w2 >>> 17) | (w2 << 15)) ^ ((w2 >>> 19) | (w2 << 13)) ^
      (w2 >>> 10);
    W[t] = (W[t - 16]! + s0 + W[t - 7]! + s1) | 0;
  }
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!;
  let e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^
      ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[t]! + W[t]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^
      ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

/** The end of a message with its padding, reused: at most two blocks. */
const TAIL = new Uint8Array(2 * BLOCK);

/** The state while a message is hashed, reused as well. */
const STATE = new Int32Array(8);

/** Hashes `message` on from `start`, which has already taken `before` bytes. */
function finish(
  start: Int32Array,
  before: number,
  message: Uint8Array,
): Uint8Array<ArrayBuffer> {
  STATE.set(start);
  const { length } = message;
  let at = 0;
  for (; at + BLOCK <= length; at += BLOCK) compress(STATE, message, at);
  let end = 0;
  while (at < length) TAIL[end++] = message[at++]!;
  TAIL[end++] = 0x80;
  const size = end + 8 > BLOCK ? 2 * BLOCK : BLOCK;
  while (end < size - 8) TAIL[end++] = 0;
  // The length in bits: 53 bits of it are more than any message here needs.
  const bits = (before + length) * 8;
  writeWord(TAIL, size - 8, Math.floor(bits / 2 ** 32));
  writeWord(TAIL, size - 4, bits);
  for (let block = 0; block < size; block += BLOCK) {
    compress(STATE, TAIL, block);
  }
  const digest = new Uint8Array(32);
  for (let i = 0; i < 8; i++) writeWord(digest, 4 * i, STATE[i]!);
  // What was hashed does not stay in memory.
  TAIL.fill(0);
  return digest;
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

/**
 * The SHA-256 digest of a message.
 *
 * @param message The bytes.
 * @returns 32 bytes.
 */
export function sha256(message: Uint8Array): Uint8Array<ArrayBuffer> {
  return finish(INITIAL, 0, message);
}

/**
 * An HMAC-SHA-256 function under one key. Both pads are hashed once here, so
 * that a short message costs two compressions.
 *
 * @param key The key; longer than 64 bytes is hashed first (RFC 2104 §2).
 * @returns A function from message to its 32-byte code.
 */
export function hmacSha256(
  key: Uint8Array,
): (message: Uint8Array) => Uint8Array<ArrayBuffer> {
  const short = key.length > BLOCK ? sha256(key) : key;
  const inner = new Uint8Array(BLOCK).fill(0x36);
  const outer = new Uint8Array(BLOCK).fill(0x5c);
  short.forEach((byte, i) => {
    inner[i]! ^= byte;
    outer[i]! ^= byte;
  });
  const innerState = INITIAL.slice();
  const outerState = INITIAL.slice();
  compress(innerState, inner, 0);
  compress(outerState, outer, 0);
  return (message) =>
    finish(outerState, BLOCK, finish(innerState, BLOCK, message));
}
