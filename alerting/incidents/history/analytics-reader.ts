import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { builderFor } from '../../../platform/state/builder.ts';
import type { State } from '../../../platform/state/state.ts';
import type { NotifyTables } from '../../tables-notify.ts';
import { firstIdAt } from '../incident-instant.ts';
import { canSee, type IncidentVisibility } from '../incident-visibility.ts';
import { type Analytics, analyse, type Measured } from './analytics.ts';

/** Incidents of a period that are measured: the newest. */
const MAX_MEASURED = 20_000;
const STEP = 2_000;
const MAX_OPEN = 500;

/** Figures, and whether they are of the newest incidents of a longer list. */
export interface ReadAnalytics extends Analytics {
  readonly isCapped: boolean;
}

/** Reads what figures are made of. */
export class AnalyticsReader {
  readonly #state: State;
  readonly #db: Kysely<NotifyTables>;

  constructor(state: State) {
    this.#state = state;
    this.#db = builderFor<NotifyTables>(state.dialect);
  }

  /** @param project only of this project, and of this environment of it; null: of all */
  async of(
    visibility: IncidentVisibility,
    place: { readonly project: string | null; readonly environment: string | null },
    { fromMs, toMs, nowMs }: { fromMs: number; toMs: number; nowMs: number },
  ): Promise<ReadAnalytics> {
    const period = await this.#recorded(visibility, place, fromMs, toMs);
    const before = await this.#recorded(visibility, place, 2 * fromMs - toMs, fromMs);
    const open = await this.#open(visibility, place);
    const figures = analyse({
      period: period.measured,
      before: before.measured,
      open,
      toMs,
      nowMs,
    });
    return { ...figures, isCapped: period.isCapped || before.isCapped };
  }

  async #recorded(
    visibility: IncidentVisibility,
    place: Place,
    fromMs: number,
    toMs: number,
  ): Promise<{ readonly measured: readonly Measured[]; readonly isCapped: boolean }> {
    const measured: Measured[] = [];
    let before = firstIdAt(toMs);
    for (let read = 0; read < MAX_MEASURED; read += STEP) {
      const query = this.#of(visibility.owner, place)
        .where('id', '>=', firstIdAt(fromMs))
        .where('id', '<', before)
        .orderBy('id', 'desc')
        .limit(STEP);
      const rows = await this.#state.all(query.compile());
      measured.push(...rows.filter((row) => isSeen(visibility, row)).map(measuredOf));
      const last = rows.at(-1);
      if (rows.length < STEP || !last) return { measured, isCapped: false };
      before = last.id;
      await letOthersRun();
    }
    return { measured, isCapped: true };
  }

  /** Those that have been open for longest have the oldest ids. */
  async #open(visibility: IncidentVisibility, place: Place): Promise<readonly Measured[]> {
    const query = this.#of(visibility.owner, place)
      .where('status', '=', 'firing')
      .orderBy('id')
      .limit(MAX_OPEN);
    const rows = await this.#state.all(query.compile());
    return rows.filter((row) => isSeen(visibility, row)).map(measuredOf);
  }

  #of(owner: string, { project, environment }: Place) {
    let query = this.#db
      .selectFrom('incidents')
      .select([
        'id',
        'incident_key',
        'owner',
        'project',
        'environment',
        'title',
        'rule_id',
        'severity',
        'started_at_ms',
        'resolved_at_ms',
        'acknowledged_at_ms',
      ])
      .where('owner', '=', owner);
    if (project !== null) query = query.where('project', '=', project);
    if (environment !== null) query = query.where('environment', '=', environment);
    return query;
  }
}

interface Place {
  readonly project: string | null;
  readonly environment: string | null;
}

interface Row {
  readonly id: string;
  readonly incident_key: string;
  readonly owner: string;
  readonly project: string | null;
  readonly environment: string | null;
  readonly title: string;
  readonly rule_id: string | null;
  readonly severity: string;
  readonly started_at_ms: number;
  readonly resolved_at_ms: number | null;
  readonly acknowledged_at_ms: number | null;
}

function isSeen(visibility: IncidentVisibility, { owner, project, environment }: Row): boolean {
  const isPlaced = project !== null && environment !== null;
  return canSee(visibility, owner, isPlaced ? `${project}.${environment}` : null);
}

function measuredOf(row: Row): Measured {
  const number = (value: number | null) => (value === null ? null : Number(value));
  return {
    id: row.id,
    key: row.incident_key,
    title: row.title,
    ruleId: row.rule_id,
    severity: row.severity,
    startedAtMs: Number(row.started_at_ms),
    resolvedAtMs: number(row.resolved_at_ms),
    acknowledgedAtMs: number(row.acknowledged_at_ms),
  };
}
