/**
 * What is to be done together at the end of a turn of the event loop.
 *
 * Why answers leave together: each that left alone would wake whoever reads it,
 * for about the price of a signature.
 *
 * @module
 */

/** Keeps what is to be done at the end of the turn. */
export class Turn {
  #tasks: (() => void)[] = [];

  /**
   * Does something at the end of the turn, after what was handed in before.
   *
   * @param task What to do; it must not throw.
   */
  atEnd(task: () => void): void {
    if (this.#tasks.push(task) === 1) setImmediate(this.#end);
  }

  readonly #end = (): void => {
    const tasks = this.#tasks;
    this.#tasks = [];
    for (const task of tasks) task();
  };
}
