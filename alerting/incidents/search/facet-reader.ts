import type { Kysely } from 'kysely';
import { builderFor } from '../../../platform/state/builder.ts';
import type { State } from '../../../platform/state/state.ts';
import type { HistoryTables } from '../../tables-incident-history.ts';
import { CHANNEL_OUTCOMES } from '../channel-outcome-sql.ts';
import type { IncidentVisibility } from '../incident-visibility.ts';
import { type Counted, countFacets, type FacetCounts, isCounted, seesCount } from './facets.ts';
import type { IncidentQuery } from './incident-query.ts';
import type { IncidentSearch } from './incident-search.ts';
import type { WalkedRow } from './walk-sql.ts';

/** Incidents that are counted one by one: more are "10,000+". */
export const MAX_COUNTED = 10_000;

const COUNT_BOUNDS = { maxWalked: 24_000, maxJudged: 8_000 };

/**
 * Counts incidents by what they can be filtered by: the open ones from numbers that are kept with
 * every change, others one by one, up to a bound.
 */
export class FacetReader {
  readonly #state: State;
  readonly #search: IncidentSearch;
  readonly #db: Kysely<HistoryTables>;

  constructor(state: State, search: IncidentSearch) {
    this.#state = state;
    this.#search = search;
    this.#db = builderFor<HistoryTables>(state.dialect);
  }

  async of(
    visibilities: readonly IncidentVisibility[],
    query: IncidentQuery,
  ): Promise<FacetCounts> {
    if (isCounted(query)) {
      return countFacets(await this.#open(visibilities), query, false);
    }
    const limit = MAX_COUNTED + 1;
    const range = { before: null, limit, bounds: COUNT_BOUNDS };
    const { rows, floor } = await this.#search.find(visibilities, query, range);
    const counted = rows.slice(0, MAX_COUNTED).map(countedOf);
    return countFacets(counted, query, floor !== '' || rows.length > MAX_COUNTED);
  }

  async #open(visibilities: readonly IncidentVisibility[]): Promise<readonly Counted[]> {
    const query = this.#db
      .selectFrom('incident_counts')
      .selectAll()
      .where(
        'owner',
        'in',
        visibilities.map(({ owner }) => owner),
      )
      .where('open', '>', 0);
    const rows = await this.#state.all(query.compile());
    return rows
      .map((row) => ({
        owner: row.owner,
        project: row.project || null,
        environment: row.environment || null,
        ruleId: row.rule_id || null,
        severity: row.severity,
        status: 'firing',
        isAcknowledged: Number(row.acknowledged) === 1,
        outcomes: [],
        count: Number(row.open),
      }))
      .filter((counted) => visibilities.some((one) => seesCount(one, counted)));
  }
}

function countedOf(row: WalkedRow): Counted {
  return {
    owner: row.owner,
    project: row.project,
    environment: row.environment,
    ruleId: row.rule_id,
    severity: row.severity,
    status: row.status,
    isAcknowledged: row.acknowledged_at_ms !== null,
    outcomes: CHANNEL_OUTCOMES.filter((outcome) => Number(row[outcome]) === 1),
    count: 1,
  };
}
