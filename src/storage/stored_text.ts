/**
 * Texts as engines keep them.
 *
 * Why not as they are: engines order texts by code point or by the bytes of
 * UTF-8, which is another order than that of JavaScript, and some cannot hold
 * a NUL or half of a surrogate pair. Both functions leave the texts that are
 * met in practice alone, so that operators find them in their engine.
 *
 * @module
 */

/** The first code unit whose order among code points is another. */
const FIRST_SURROGATE = 0xd800;
const AFTER_SURROGATES = 0xe000;

/**
 * A text whose order by code point is the order of the given text by UTF-16
 * code unit: surrogates move down into the place of what follows them, and
 * that moves up behind all else.
 *
 * @param text Any text.
 * @returns A well-formed text, another one for every text.
 */
export function sortableText(text: string): string {
  if (!/[\ud800-\uffff]/.test(text)) return text;
  let sortable = "";
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    sortable += unit < FIRST_SURROGATE
      ? text[i]
      : unit < AFTER_SURROGATES
      ? String.fromCharCode(unit - FIRST_SURROGATE + AFTER_SURROGATES)
      : String.fromCodePoint(unit - AFTER_SURROGATES + 0x10000);
  }
  return sortable;
}

/** What some engine cannot hold, and what stands for it then. */
const UNSTORABLE = /[\0\\\p{Surrogate}]/gu;

/**
 * A text that every engine can hold: a NUL, half of a surrogate pair and a
 * backslash are written with a backslash.
 *
 * @param text Any text.
 * @returns A well-formed text without NUL, another one for every text; at most
 * twice as long in UTF-8.
 */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, (character) => {
    if (character === "\\") return "\\\\";
    if (character === "\0") return "\\0";
    return `\\u${character.charCodeAt(0).toString(16)}`;
  });
}

/**
 * The text that {@linkcode storableText} was made of.
 *
 * @param stored What it made.
 * @returns The text.
 */
export function originalText(stored: string): string {
  return stored.replace(/\\(\\|0|u[0-9a-f]{4})/g, (_, escaped: string) => {
    if (escaped === "\\") return "\\";
    if (escaped === "0") return "\0";
    return String.fromCharCode(parseInt(escaped.slice(1), 16));
  });
}
