import type { IntakeToken } from './intake-token.ts';
import { sourceOf } from './intake-token.ts';

/** Alerts that may be on their way to the disk at once. */
export interface AdmissionBounds {
  readonly total: number;
  /** Of one environment's token: a tenant cannot take the room of all. */
  readonly perEnvironment: number;
}

/** One environment may take a fifth. */
export function admissionOf(total: number): AdmissionBounds {
  return { total, perEnvironment: Math.max(1, Math.floor(total / 5)) };
}

/**
 * Counts what is under way, so that a post that would have to wait too long is turned away with 503
 * (clients send it again) instead of piling up in memory. A post alone is always taken.
 */
export class IntakeAdmission {
  readonly #bounds: AdmissionBounds;
  readonly #bySource = new Map<string, number>();
  #total = 0;

  constructor(bounds: AdmissionBounds) {
    this.#bounds = bounds;
  }

  /** Takes the place of a post; when the answer is true, `done` must follow. */
  admit(token: IntakeToken, alerts: number): boolean {
    const source = sourceOf(token);
    const own = this.#bySource.get(source) ?? 0;
    const { total, perEnvironment } = this.#bounds;
    const isFull = this.#total > 0 && this.#total + alerts > total;
    const isOverShare =
      token.kind === 'environment-intake' && own > 0 && own + alerts > perEnvironment;
    if (isFull || isOverShare) return false;
    this.#total += alerts;
    this.#bySource.set(source, own + alerts);
    return true;
  }

  /** Gives the place back. */
  done(token: IntakeToken, alerts: number): void {
    const source = sourceOf(token);
    this.#total -= alerts;
    const own = (this.#bySource.get(source) ?? 0) - alerts;
    if (own > 0) this.#bySource.set(source, own);
    else this.#bySource.delete(source);
  }
}
