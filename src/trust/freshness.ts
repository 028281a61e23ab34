/**
 * How long a document may be used without asking again (RFC 9111 §4.2).
 *
 * @module
 */

/** The bounds within which a host decides. */
export interface FreshnessBounds {
  /** The least, in seconds. */
  readonly minFreshSeconds: number;
  /** The most, in seconds. */
  readonly maxFreshSeconds: number;
  /** What holds where the host does not say, in seconds. */
  readonly defaultFreshSeconds: number;
}

const DIRECTIVE = /^\s*([^\s=]+)\s*(?:=\s*"?([^"]*?)"?\s*)?$/;

/**
 * Reads for how long an answer is fresh.
 *
 * @param cacheControl Its `Cache-Control`.
 * @param age Its `Age`: how long a cache on the way has held it.
 * @param bounds The bounds.
 * @returns Seconds.
 */
export function freshSeconds(
  cacheControl: string | null,
  age: string | null,
  bounds: FreshnessBounds,
): number {
  const { minFreshSeconds, maxFreshSeconds, defaultFreshSeconds } = bounds;
  const said = saidSeconds(cacheControl ?? "");
  const seconds = said === undefined
    ? defaultFreshSeconds
    : said - (wholeNumber(age?.trim()) ?? 0);
  return Math.min(Math.max(seconds, minFreshSeconds), maxFreshSeconds);
}

/** The shortest of what the header says; 0 for what makes no sense. */
function saidSeconds(cacheControl: string): number | undefined {
  let seconds: number | undefined;
  for (const directive of cacheControl.split(",")) {
    const [, name, value] = DIRECTIVE.exec(directive) ?? [];
    switch (name?.toLowerCase()) {
      case "no-store":
      case "no-cache":
        return 0;
      case "max-age":
        seconds = Math.min(seconds ?? Infinity, wholeNumber(value) ?? 0);
    }
  }
  return seconds;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
