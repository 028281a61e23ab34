/**
 * SipHash-2-4 with 128 bits (Aumasson and Bernstein, "SipHash: a fast
 * short-input PRF", 2012; its reference code for the longer output).
 *
 * Why not HMAC-SHA-256: a token request pays for this digest each time, and
 * without a trip into WebCrypto that costs ten times as much, on a runtime that
 * has not compiled it well more than the signature of the token. Who does not
 * have the key cannot tell SipHash from chance either. With the key it hides
 * nothing, so that its outputs stay in the process, as the key does. Why not a
 * library: these are sixty lines, held against another implementation.
 *
 * @module
 */

/** How many bits of a text are told by its length, as the last byte has it. */
const LENGTH_MASK = 0xff;

/**
 * A keyed digest of texts.
 *
 * @param key 128 random bits, in four words of 32, the least first.
 * @returns A function from a text, read as UTF-16LE, to its digest: 128 bits in
 * four words, the least first.
 */
export function sipHash(key: Uint32Array): (text: string) => Uint32Array {
  const [k0l, k0h, k1l, k1h] = key as unknown as [
    number,
    number,
    number,
    number,
  ];
  return (text) => {
    // Four words of 64 bits, each in two halves.
    let v0l = k0l ^ 0x70736575, v0h = k0h ^ 0x736f6d65;
    let v1l = k1l ^ 0x6e646f6d ^ 0xee, v1h = k1h ^ 0x646f7261;
    let v2l = k0l ^ 0x6e657261, v2h = k0h ^ 0x6c796765;
    let v3l = k1l ^ 0x79746573, v3h = k1h ^ 0x74656462;
    let sum = 0, carry = 0, low = 0;
    const digest = new Uint32Array(4);
    const { length } = text;
    const words = (length >> 2) + 1;
    // Each step takes a word in, and the last two give a half of the digest out.
    for (let step = 0; step < words + 2; step++) {
      let ml = 0, mh = 0;
      if (step < words) {
        const at = step << 2;
        const left = length - at;
        if (left >= 4) {
          ml = text.charCodeAt(at) | text.charCodeAt(at + 1) << 16;
          mh = text.charCodeAt(at + 2) | text.charCodeAt(at + 3) << 16;
        } else {
          if (left > 0) ml = text.charCodeAt(at);
          if (left > 1) ml |= text.charCodeAt(at + 1) << 16;
          if (left > 2) mh = text.charCodeAt(at + 2);
          mh |= (length << 1 & LENGTH_MASK) << 24;
        }
        v3l ^= ml;
        v3h ^= mh;
      } else if (step === words) v2l ^= 0xee;
      else v1l ^= 0xdd;
      for (let round = step < words ? 2 : 4; round > 0; round--) {
        sum = v0l + v1l | 0;
        carry = (v0l & v1l | (v0l | v1l) & ~sum) >>> 31;
        v0h = v0h + v1h + carry | 0;
        v0l = sum;
        low = v1l << 13 | v1h >>> 19;
        v1h = (v1h << 13 | v1l >>> 19) ^ v0h;
        v1l = low ^ v0l;
        low = v0l;
        v0l = v0h;
        v0h = low;
        sum = v2l + v3l | 0;
        carry = (v2l & v3l | (v2l | v3l) & ~sum) >>> 31;
        v2h = v2h + v3h + carry | 0;
        v2l = sum;
        low = v3l << 16 | v3h >>> 16;
        v3h = (v3h << 16 | v3l >>> 16) ^ v2h;
        v3l = low ^ v2l;
        sum = v0l + v3l | 0;
        carry = (v0l & v3l | (v0l | v3l) & ~sum) >>> 31;
        v0h = v0h + v3h + carry | 0;
        v0l = sum;
        low = v3l << 21 | v3h >>> 11;
        v3h = (v3h << 21 | v3l >>> 11) ^ v0h;
        v3l = low ^ v0l;
        sum = v2l + v1l | 0;
        carry = (v2l & v1l | (v2l | v1l) & ~sum) >>> 31;
        v2h = v2h + v1h + carry | 0;
        v2l = sum;
        low = v1l << 17 | v1h >>> 15;
        v1h = (v1h << 17 | v1l >>> 15) ^ v2h;
        v1l = low ^ v2l;
        low = v2l;
        v2l = v2h;
        v2h = low;
      }
      if (step < words) {
        v0l ^= ml;
        v0h ^= mh;
      } else {
        const half = step - words << 1;
        digest[half] = v0l ^ v1l ^ v2l ^ v3l;
        digest[half + 1] = v0h ^ v1h ^ v2h ^ v3h;
      }
    }
    return digest;
  };
}
