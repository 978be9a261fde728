import type { IncidentEvent } from './incident-event.ts';

/** Hears of events after their commit, in the order of their positions per incident. Must not throw. */
export interface EventFeed {
  /** Whether anybody reads of this owner now: events of the others need not be published. */
  isWatched(owner: string): boolean;
  publish(events: readonly IncidentEvent[]): void;
}
