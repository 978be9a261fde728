import type { IncidentEvent } from './incident-event.ts';

/** Hears of events after their commit, in the order of their positions per incident. Must not throw. */
export interface EventFeed {
  publish(events: readonly IncidentEvent[]): void;
}
