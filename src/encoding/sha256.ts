/**
 * SHA-256 (FIPS 180-4), computed synchronously.
 *
 * Why not WebCrypto: a digest of a hundred bytes through `crypto.subtle` costs
 * more than the rest of a token request, since every call is a trip to another
 * thread and back. Why not a library: these are eighty lines that a property
 * test holds against WebCrypto on every run. They name and tell apart what is
 * public or short-lived; signatures and stored hashes never use them.
 *
 * @module
 */

/**
 * The first 32 bits of the fraction of a root (FIPS 180-4 §4.2.2 and §5.3.3).
 * None of those that are used lies closer to the next value than 2 ** -8 of its
 * last bit, of which a double is good for 2 ** -17.
 */
function fraction(root: number): number {
  return (root * 2 ** 32) | 0;
}

/** Of the cube roots of the first 64 primes. */
const K = new Int32Array(64);

/** Of the square roots of the first 8. */
const INITIAL = new Int32Array(8);

/**
 * Fills them. Plain loops, since this runs while the module is loaded; and a
 * function, since a loop would have a runtime compile all of the module.
 */
function takeRoots(): void {
  for (let n = 2, found = 0; found < 64; n++) {
    let factor = 2;
    while (factor * factor <= n && n % factor !== 0) factor++;
    if (factor * factor <= n) continue;
    // A typed array ignores what lies beyond its end.
    INITIAL[found] = fraction(Math.sqrt(n));
    K[found++] = fraction(Math.cbrt(n));
  }
}
takeRoots();

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

/**
 * The SHA-256 digest of a message.
 *
 * @param message The bytes.
 * @returns 32 bytes.
 */
export function sha256(message: Uint8Array): Uint8Array<ArrayBuffer> {
  STATE.set(INITIAL);
  const { length } = message;
  let at = 0;
  for (; at + BLOCK <= length; at += BLOCK) compress(STATE, message, at);
  let end = 0;
  while (at < length) TAIL[end++] = message[at++]!;
  TAIL[end++] = 0x80;
  const size = end + 8 > BLOCK ? 2 * BLOCK : BLOCK;
  while (end < size - 8) TAIL[end++] = 0;
  // The length in bits: 53 bits of it are more than any message here needs.
  writeWord(TAIL, size - 8, Math.floor(length * 8 / 2 ** 32));
  writeWord(TAIL, size - 4, length * 8);
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
