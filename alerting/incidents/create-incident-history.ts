import type { Clock } from '../../platform/clock/clock.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { State } from '../../platform/state/state.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { AlertPipeline } from '../pipeline.ts';
import { ActService } from './acts/act-service.ts';
import { AssignablePeople } from './acts/assignable-people.ts';
import { AnalyticsReader } from './history/analytics-reader.ts';
import { HistoryReader } from './history/history-reader.ts';
import { IncidentRetention, type RetentionOptions, retentionLoop } from './history/retention.ts';
import type { IncidentReader } from './incident-reader.ts';
import { FacetReader } from './search/facet-reader.ts';
import { IncidentSearch } from './search/incident-search.ts';
import { WordIndex, wordIndexLoop } from './search/word-index.ts';

export interface IncidentHistoryParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly directory: () => Directory;
  readonly incidents: IncidentReader;
  readonly pipeline: AlertPipeline;
  /** Absent: incidents are kept for ever. */
  readonly retention?: Omit<RetentionOptions, 'state'>;
}

/** What people do with incidents, and how they find and look back at them. */
export interface IncidentHistory {
  readonly acts: ActService;
  readonly search: IncidentSearch;
  readonly facets: FacetReader;
  readonly past: HistoryReader;
  readonly analytics: AnalyticsReader;
  readonly words: WordIndex;
  readonly services: readonly Service[];
}

export function createIncidentHistory(parts: IncidentHistoryParts): IncidentHistory {
  const { state, incidents, retention } = parts;
  const people = new AssignablePeople(parts);
  const search = new IncidentSearch(state, incidents);
  const words = new WordIndex(state);
  const kept = retention && new IncidentRetention({ ...retention, state });
  return {
    acts: new ActService({ ...parts, people }),
    search,
    facets: new FacetReader(state, search),
    past: new HistoryReader(state, incidents, search),
    analytics: new AnalyticsReader(state),
    words,
    services: [
      wordIndexLoop({ ...parts, index: words }),
      ...(kept ? [retentionLoop({ ...parts, retention: kept })] : []),
    ],
  };
}
