import { type CompiledQuery, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { builderFor } from '../../../platform/state/builder.ts';
import type { Dialect } from '../../../platform/state/state.ts';
import type { HistoryTables } from '../../tables-incident-history.ts';
import type { IncidentsTable } from '../../tables-notify.ts';
import { OUTCOME_COLUMNS } from '../channel-outcome-sql.ts';
import type { IncidentVisibility } from '../incident-visibility.ts';
import type { IncidentQuery } from './incident-query.ts';
import type { Walk } from './search-walks.ts';

const COLUMNS = [
  'id',
  'owner',
  'project',
  'environment',
  'rule_id',
  'status',
  'severity',
  'acknowledged_at_ms',
  'assignee',
  'delivered',
  'failed',
  'not_sent',
  'title',
  'labels',
] as const satisfies readonly (keyof IncidentsTable)[];

/** An incident as far as searches look at it. */
export type WalkedRow = Pick<IncidentsTable, (typeof COLUMNS)[number]>;

/** Ids strictly between two others; '' is the beginning, null the end of all. */
export interface Between {
  readonly after: string;
  readonly before: string | null;
}

type Incidents = SelectQueryBuilder<HistoryTables, 'incidents', object>;

/** Queries of a search: steps of a bounded number of rows along an index, judged on the way. */
export class WalkSql {
  readonly #db: Kysely<HistoryTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<HistoryTables>(dialect);
  }

  /** Of the next `size` incidents of the walk, in no order, those that the query's columns let through. */
  step(
    walk: Walk,
    query: IncidentQuery,
    visibilities: readonly IncidentVisibility[],
    between: Between,
    size: number,
  ): CompiledQuery<WalkedRow> {
    const walked = this.#ahead(walk, between).select(COLUMNS).limit(size);
    let judged = this.#db
      .selectFrom(walked.as('w'))
      .selectAll()
      .where((where) => where.or(visibilities.map((one) => isSeen(one))));
    if (query.status !== null) judged = judged.where('w.status', '=', query.status);
    if (query.severities.length > 0)
      judged = judged.where('w.severity', 'in', [...query.severities]);
    if (query.projects.length > 0) judged = judged.where('w.project', 'in', [...query.projects]);
    if (query.environments.length > 0) judged = judged.where(KEY, 'in', [...query.environments]);
    if (query.ruleIds.length > 0) judged = judged.where('w.rule_id', 'in', [...query.ruleIds]);
    if (query.assignee !== null) judged = judged.where('w.assignee', '=', query.assignee);
    if (query.acknowledged !== null) {
      judged = judged.where('w.acknowledged_at_ms', query.acknowledged ? 'is not' : 'is', null);
    }
    if (query.outcomes.length > 0) {
      judged = judged.where((where) =>
        where.or(query.outcomes.map((outcome) => where(`w.${OUTCOME_COLUMNS[outcome]}`, '=', 1))),
      );
    }
    return judged.compile();
  }

  /** The incident at which such a step ends; none when the walk ends before. */
  end(walk: Walk, between: Between, size: number): CompiledQuery<{ id: string }> {
    return this.#ahead(walk, between)
      .select('incidents.id')
      .limit(1)
      .offset(size - 1)
      .compile();
  }

  #ahead(walk: Walk, between: Between): Incidents {
    const incidents = this.#db.selectFrom('incidents').orderBy('incidents.id', 'desc');
    const ahead = bounded(incidents, between);
    switch (walk.kind) {
      case 'words':
        return this.#withWords(walk.ids, between);
      case 'unindexed':
        return ahead.where('owner', '=', walk.owner).where(sql<boolean>`indexed = 0`);
      case 'rule':
        return ahead.where('owner', '=', walk.owner).where('rule_id', '=', walk.ruleId);
      case 'place': {
        const of = ahead.where('owner', '=', walk.owner).where('project', '=', walk.project);
        return walk.environment === null ? of : of.where('environment', '=', walk.environment);
      }
      case 'failed':
        return ahead.where('owner', '=', walk.owner).where(sql<boolean>`failed = 1`);
      case 'not_sent':
        return ahead.where('owner', '=', walk.owner).where(sql<boolean>`not_sent = 1`);
      case 'status':
        return ahead.where('owner', '=', walk.owner).where('status', '=', walk.status);
      case 'owner':
        return ahead.where('owner', '=', walk.owner);
      case 'all':
        return ahead;
      default:
        return assertNever(walk);
    }
  }

  /** One word is in order already; of several, each incident comes once. */
  #withWords(ids: readonly number[], { after, before }: Between): Incidents {
    let postings = this.#db
      .selectFrom('incident_postings as p')
      .innerJoin('incidents', 'incidents.id', 'p.incident_id')
      .where('p.word_id', 'in', [...ids])
      .where('p.incident_id', '>', after);
    if (before !== null) postings = postings.where('p.incident_id', '<', before);
    const ordered =
      ids.length > 1
        ? postings.distinct().orderBy('incidents.id', 'desc')
        : postings.orderBy('p.incident_id', 'desc');
    // What is selected and ordered by from here on is of `incidents` alone.
    return ordered as unknown as Incidents;
  }
}

const KEY = sql<string>`w.project || '.' || w.environment`;

function bounded(query: Incidents, { after, before }: Between): Incidents {
  const from = after === '' ? query : query.where('incidents.id', '>', after);
  return before === null ? from : from.where('incidents.id', '<', before);
}

function isSeen({ owner, seesAll, environments }: IncidentVisibility) {
  if (seesAll) return sql<boolean>`w.owner = ${owner}`;
  const keys = environments.size > 0 ? [...environments] : [''];
  return sql<boolean>`(w.owner = ${owner} AND ${KEY} IN (${sql.join(keys)}))`;
}
