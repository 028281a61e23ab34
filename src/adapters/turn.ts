/**
 * What is to be done together at the end of a turn of the event loop.
 *
 * Why bodies are handed out together: the work of the system on a socket,
 * between one request and the next, pushes ours out of the caches of the
 * processor. Why answers leave together: each that left alone would wake whoever
 * reads it, for about the price of a signature.
 *
 * @module
 */

/**
 * Whether answers are made together already, as those are whose signatures were
 * made in a row: they need not wait for another turn.
 */
let areTogether = false;

/** To be called by who has just handed out what many answers have waited for. */
export function answersFollow(): void {
  if (areTogether) return;
  areTogether = true;
  setImmediate(answersFollowed);
}

function answersFollowed(): void {
  areTogether = false;
}

/** Keeps what is to be done at the end of the turn. */
export class Turn {
  #tasks: (() => void)[] = [];

  /**
   * Does something at the end of the turn, after what was handed in before.
   * Answers that follow from it at once are made together.
   *
   * @param task What to do; it must not throw.
   */
  gather(task: () => void): void {
    if (this.#tasks.push(task) > 1) return;
    setImmediate(this.#end);
    // At the end of the same turn, once all has been done that follows.
    setImmediate(answersFollowed);
  }

  /**
   * The same for an answer; at once, where answers are made together already.
   *
   * @param task What to do; it must not throw.
   */
  atEnd(task: () => void): void {
    if (areTogether) task();
    else this.gather(task);
  }

  /**
   * Waits for the end of the turn, where that is to be waited for.
   *
   * @param value A value.
   * @returns The value, then.
   */
  end<T>(value: T): T | Promise<T> {
    return areTogether
      ? value
      : new Promise((resolve) => this.atEnd(() => resolve(value)));
  }

  readonly #end = (): void => {
    const tasks = this.#tasks;
    this.#tasks = [];
    for (const task of tasks) task();
    areTogether = true;
  };
}
