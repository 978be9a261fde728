import type { Stored } from './stored.ts';

/** Groups environments of one tenant. */
export interface Project extends Stored {
  readonly tenant: string;
  /** DNS label, unique in the tenant. */
  readonly id: string;
  readonly title: string;
}
