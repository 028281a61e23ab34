/**
 * What the cases of the contract compare with: no test framework is needed.
 *
 * @module
 */

/** A storage does not keep what it has to promise. */
export class ContractError extends Error {
  /** The name of the class, for reports. */
  override readonly name: string = "ContractError";
}

/**
 * Expects that something holds.
 *
 * @param holds Whether it does.
 * @param what What is promised.
 * @throws {ContractError} When it does not hold.
 */
export function expectThat(holds: boolean, what: string): asserts holds {
  if (!holds) throw new ContractError(what);
}

/**
 * Expects two JSON values to be equal, whatever the order of members.
 *
 * @param actual What was seen.
 * @param expected What should have been.
 * @param what What is promised.
 * @throws {ContractError} When they differ; the message shows both.
 */
export function expectEqual(
  actual: unknown,
  expected: unknown,
  what: string,
): void {
  const [seen, wanted] = [written(actual), written(expected)];
  if (seen !== wanted) {
    throw new ContractError(
      `${what}: expected ${shown(wanted)}, and got ${shown(seen)}`,
    );
  }
}

/**
 * Expects that work rejects; a throw at once is not the same.
 *
 * @param start Starts the work.
 * @param what What is promised.
 * @returns What it rejects with.
 * @throws {ContractError} When it throws at once or does not reject.
 */
export async function expectRejection(
  start: () => Promise<unknown>,
  what: string,
): Promise<unknown> {
  let work: Promise<unknown>;
  try {
    work = start();
  } catch (error) {
    throw new ContractError(`${what}: threw at once instead: ${error}`);
  }
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new ContractError(`${what}: was done instead`);
}

/** JSON with sorted members; `undefined` counts as absent, as in JSON. */
function written(value: unknown): string {
  return JSON.stringify(
    value,
    (_, part: unknown) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(
          Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1),
        )
        : part,
  ) ?? "undefined";
}

function shown(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
