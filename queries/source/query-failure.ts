/**
 * - `bad_data`: the question itself is wrong (400).
 * - `execution`: it cannot be answered, or goes over a limit (422 of Prometheus, 400 of Loki).
 * - `timeout`: its time is over.
 * - `canceled`: nobody waits for it any more.
 */
export type QueryFailureKind = 'bad_data' | 'execution' | 'timeout' | 'canceled';

/** Why a question got no answer, in the words of the system whose language it is in. */
export class QueryFailure extends Error {
  override readonly name = 'QueryFailure';
  readonly kind: QueryFailureKind;

  constructor(kind: QueryFailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
