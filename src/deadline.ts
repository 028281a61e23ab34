/**
 * Deadlines for everything that is awaited from outside.
 *
 * Why each has a timer of its own: on Workers a timer ends with the request
 * that started it, so one that requests share would leave some without.
 *
 * @module
 */

/** A piece of work did not settle in time. */
export class DeadlineError extends Error {
  /** The name of the class, for logs. */
  override readonly name: string = "DeadlineError";

  /** @param milliseconds The time that it had. */
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
  }
}

/**
 * Waits for a piece of work, but not longer than it may take, in milliseconds;
 * then it rejects with a {@linkcode DeadlineError}.
 */
export type Within = <T>(work: Promise<T>, milliseconds: number) => Promise<T>;

const PROMPT = new WeakMap<object, unknown>();

/**
 * Makes a function of a seam out of one of ours that needs no deadline, since
 * it waits for nobody: what looks into memory, or computes. Whoever knows it
 * calls what it was made of, which may answer at once, without a signal. What
 * wraps it is another function, and gets its deadline.
 *
 * @param atOnce The function.
 * @returns The function as others call it.
 */
export function prompt<Argument, T>(
  atOnce: (argument: Argument) => T | Promise<T>,
): (argument: Argument) => Promise<T> {
  const work = async (argument: Argument) => await atOnce(argument);
  PROMPT.set(work, atOnce);
  return work;
}

/** What is said at once where the answer takes longer. */
export const LATER: unique symbol = Symbol("later");

/**
 * Marks a function of a seam that often knows its answer without waiting.
 *
 * @param work The function, which waits where it has to.
 * @param recall Answers from memory, or with {@linkcode LATER}.
 * @returns The function.
 */
export function recalling<Argument, T>(
  work: (argument: Argument, signal: AbortSignal) => Promise<T>,
  recall: (argument: Argument) => T | Promise<T> | typeof LATER,
): (argument: Argument, signal: AbortSignal) => Promise<T> {
  PROMPT.set(work, recall);
  return work;
}

/**
 * Asks a function of a seam without waiting.
 *
 * @param work The function.
 * @param argument What it is asked for.
 * @returns The answer, or {@linkcode LATER} where it has to be called and waited
 * for.
 */
export function promptly<Argument, T>(
  work: (argument: Argument, signal: AbortSignal) => Promise<T>,
  argument: Argument,
): T | Promise<T> | typeof LATER {
  const atOnce = PROMPT.get(work) as
    | ((argument: Argument) => T | Promise<T> | typeof LATER)
    | undefined;
  return atOnce === undefined ? LATER : atOnce(argument);
}

/**
 * Waits for a piece of work, but not longer than it may take. Work that is
 * done already, such as a look-up in memory, costs no timer.
 *
 * @param work What is awaited, also a plain value where a careless seam returns
 * one; a late rejection is swallowed.
 * @param milliseconds How long it may take.
 * @param abort Called when the deadline has passed, to stop the work.
 * @returns What the work settles with.
 * @throws {DeadlineError} When it did not settle in time.
 */
export function withinDeadline<T>(
  work: PromiseLike<T>,
  milliseconds: number,
  abort?: () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let isSettled = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      isSettled = true;
      clearTimeout(timer);
    };
    Promise.resolve(work).then((value) => {
      settle();
      resolve(value);
    }, (error) => {
      settle();
      reject(error);
    });
    // After the reactions of work that is done already, before any other.
    queueMicrotask(() => {
      if (isSettled) return;
      timer = setTimeout(() => {
        reject(new DeadlineError(milliseconds));
        abort?.();
      }, milliseconds);
    });
  });
}
