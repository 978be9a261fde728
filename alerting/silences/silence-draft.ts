import type { SilenceBinding, SilenceKind } from './silence.ts';
import type { MatchOperator } from './silence-matcher.ts';

/** When a silence counts, as people send it. */
export type ScheduleDraft =
  | { readonly kind: 'once'; readonly startsAtMs: number; readonly endsAtMs: number | null }
  | {
      readonly kind: 'recurring';
      readonly cron: string;
      readonly zone: string;
      readonly durationMs: number;
      readonly startsAtMs: number;
      readonly endsAtMs: number | null;
    };

/** A silence as people send it, before anything but its shape was checked. */
export interface SilenceDraft {
  readonly kind: SilenceKind;
  readonly reason: string;
  /** Undefined: the name of whoever calls. */
  readonly createdBy?: string;
  /**
   * Where it is to count: `tenant[.project[.environment]]` or `_platform`, perhaps `@cluster`. Null:
   * where it does already.
   */
  readonly scope: string | null;
  readonly matchers: readonly {
    readonly name: string;
    readonly operator: MatchOperator;
    readonly value: string;
  }[];
  readonly binding: SilenceBinding | null;
  readonly schedule: ScheduleDraft;
}
