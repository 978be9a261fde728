import { AppError } from '../../../platform/errors/app-error.ts';

/** Messages in messages; a request itself has about six, each nested attribute two more. */
const MAX_DEPTH = 64;
/** Messages of one request: each becomes an object. */
const MAX_MESSAGES = 1_000_000;

/** Bounds what reading one request may build. */
export class ReadBudget {
  #messages = 0;
  #depth = 0;

  /** @throws AppError `too_large` */
  enter(): void {
    this.#messages += 1;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) {
      throw new AppError('too_large', `the request is nested deeper than ${MAX_DEPTH} messages`);
    }
    if (this.#messages > MAX_MESSAGES) {
      throw new AppError('too_large', `the request holds more than ${MAX_MESSAGES} messages`);
    }
  }

  leave(): void {
    this.#depth -= 1;
  }
}

/** What was read: members by their names in JSON (a schema's, never a request's), none for what was not there. */
export type ReadMessage = Record<string, unknown>;
