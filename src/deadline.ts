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

type Work = (...args: never[]) => PromiseLike<unknown>;

const PROMPT = new WeakSet<Work>();

/**
 * Marks a function of ours that needs no deadline, since it waits for nobody:
 * what looks into memory, or computes. It is called without a signal. What
 * wraps it is another function, and gets its deadline.
 *
 * @param work The function.
 * @returns The function.
 */
export function prompt<F extends Work>(work: F): F {
  PROMPT.add(work);
  return work;
}

/**
 * Whether a function needs no deadline.
 *
 * @param work The function.
 * @returns Whether it was marked.
 */
export function isPrompt(work: Work): boolean {
  return PROMPT.has(work);
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
