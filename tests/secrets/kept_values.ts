/**
 * What code keeps in maps and sets, private ones too: for tests that say that
 * a secret is not among it.
 *
 * @module
 */

/**
 * Runs code and records everything that it puts into a `Map` or a `Set`.
 *
 * @param run The code.
 * @returns Keys, values and members, as they were put.
 */
export async function keptBy(
  run: () => void | Promise<void>,
): Promise<readonly unknown[]> {
  const kept: unknown[] = [];
  const { set } = Map.prototype;
  const { add } = Set.prototype;
  Map.prototype.set = function (key, value) {
    kept.push(key, value);
    return set.call(this, key, value);
  };
  Set.prototype.add = function (value) {
    kept.push(value);
    return add.call(this, value);
  };
  try {
    await run();
  } finally {
    Map.prototype.set = set;
    Set.prototype.add = add;
  }
  return kept;
}

/**
 * Every text in a value and below it; bytes as the text with these code units.
 *
 * @param value Where to look.
 * @param seen What was looked at before.
 * @returns The texts.
 */
export function textsIn(
  value: unknown,
  seen: Set<unknown> = new Set(),
): readonly string[] {
  if (typeof value === "string") return [value];
  if (value instanceof Uint8Array) return [String.fromCharCode(...value)];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  const members = value instanceof Map
    ? [...value].flat()
    : value instanceof Set
    ? [...value]
    : Reflect.ownKeys(value).map((name) => Reflect.get(value, name));
  return members.flatMap((member) => textsIn(member, seen));
}
