import type { Labels } from '../../platform/model/labels.ts';

/**
 * One alert of a post, after Alertmanager's rules: both ends are set, labels are not empty.
 * Resolved when `endsAtMs` is not after the instant of the post.
 */
export interface PostedAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** True when the client gave no end and the time-out stands in for it. */
  readonly endsAtIsTimeout: boolean;
}
