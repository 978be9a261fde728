import type { Words } from './words.ts';

/** A way in which a service knows people, e.g. by a mobile number. */
export interface ContactDescription {
  /** Unique among all kinds, e.g. `dingtalk-mobile`; for good. */
  readonly kind: string;
  readonly title: Words;
  /** Nothing that the service takes for markup or for everybody. */
  readonly pattern: RegExp;
  readonly example: string;
}
