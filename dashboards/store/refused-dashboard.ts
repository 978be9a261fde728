import { AppError, type AppErrorOptions } from '../../platform/errors/app-error.ts';
import type { ErrorKind } from '../../platform/errors/error-registry.ts';
import type { ImportReason, ImportRefusal } from '../import/import-refusal.ts';

/** A dashboard that is not kept, with what the report of an import says of it. */
export class RefusedDashboard extends AppError {
  readonly why: ImportReason;

  /** @param before what the message begins with */
  constructor(
    kind: ErrorKind,
    { message, reason }: ImportRefusal,
    options: AppErrorOptions = {},
    before = '',
  ) {
    super(kind, `${before}${message}`, options);
    this.why = reason;
  }
}
