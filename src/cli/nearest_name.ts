/**
 * The name that somebody probably meant.
 *
 * @module
 */

/**
 * Finds the known name that is nearest to a misspelt one.
 *
 * @param name What was written.
 * @param known The names that there are.
 * @returns The nearest, or `undefined` where none is near.
 */
export function nearestName(
  name: string,
  known: Iterable<string>,
): string | undefined {
  const wanted = name.toLowerCase().slice(0, 64);
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/**
 * The end of a sentence about a name that is not known.
 *
 * @param name What was written.
 * @param known The names that there are.
 * @param quote How a name is shown.
 * @returns `; did you mean …?`, or nothing where no name is near.
 */
export function didYouMean(
  name: string,
  known: Iterable<string>,
  quote: (name: string) => string = (name) => name,
): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "" : `: did you mean ${quote(nearest)}?`;
}

/** How many characters must change (Levenshtein), swapped neighbours once. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from(
    { length: b.length + 1 },
    (_, j) => j,
  );
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min(
        row[j]! + 1,
        next[j - 1]! + 1,
        row[j - 1]! + (isSame ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, before[j - 2]! + 1);
      }
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
