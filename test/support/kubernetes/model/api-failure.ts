import { type JsonObject, present } from './json.ts';

/** One reason of a refusal, as clients read it in `details.causes`. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

interface Failure {
  readonly code: number;
  /** `NotFound`, `Conflict`, …; empty for an error that the real server does not classify. */
  readonly reason: string;
  readonly message: string;
  readonly details?: JsonObject;
  /** Of the list: only an expired `continue` token has one. */
  readonly metadata?: JsonObject;
}

/** A refusal, which the server answers as a `Status`. */
export class ApiFailure extends Error {
  readonly code: number;
  readonly status: JsonObject;

  constructor({ code, reason, message, details, metadata = {} }: Failure) {
    super(message);
    this.code = code;
    this.status = present({
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message,
      reason: reason === '' ? undefined : reason,
      details,
      code,
    });
  }
}
