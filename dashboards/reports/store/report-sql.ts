import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../../platform/state/state.ts';
import { REPORT_LIMITS, type Report, type ReportRun } from '../report.ts';
import { reportColumns, runColumns, runProgress } from './report-row.ts';
import type { ReportRow, ReportRunRow, ReportTables } from './report-tables.ts';

/** Most runs that one statement drops. */
const DROPPED_AT_ONCE = 100;
const UNDER_WAY = ['drawing', 'sending'];
const OPEN = ['waiting', ...UNDER_WAY];

/** Statements and queries of the tables of reports. */
export class ReportSql {
  readonly #db: Kysely<ReportTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<ReportTables>(dialect);
  }

  /** Newest first. */
  ofOwner(owner: string): CompiledQuery<ReportRow> {
    return this.#reports().where('owner', '=', owner).orderBy('id', 'desc').compile();
  }

  one(id: string): CompiledQuery<ReportRow> {
    return this.#reports().where('id', '=', id).compile();
  }

  /** Those whose time has come, the oldest first. */
  due(nowMs: number, limit: number): CompiledQuery<ReportRow> {
    return this.#reports()
      .where('next_at_ms', '<=', nowMs)
      .orderBy('next_at_ms')
      .orderBy('id')
      .limit(limit)
      .compile();
  }

  /** The next time of any. */
  next(): CompiledQuery<Pick<ReportRow, 'next_at_ms'>> {
    return this.#db
      .selectFrom('reports')
      .select('next_at_ms')
      .where('next_at_ms', 'is not', null)
      .orderBy('next_at_ms')
      .limit(1)
      .compile();
  }

  /** Precondition: the owner has fewer than it may. */
  belowLimit(owner: string): Statement {
    const query = this.#db
      .selectFrom('reports')
      .select('id')
      .where('owner', '=', owner)
      .orderBy('id')
      .limit(1)
      .offset(REPORT_LIMITS.reports - 1);
    return statement('report.below_limit', query.compile(), 'none');
  }

  insert(report: Report): Statement {
    const insert = this.#db.insertInto('reports').values(reportColumns(report));
    return statement('report.insert', insert.compile(), 'one');
  }

  /** Stands only while the stored revision is the one before that of `report`. */
  replace(report: Report): Statement {
    const update = this.#db
      .updateTable('reports')
      .set(reportColumns(report))
      .where('id', '=', report.id)
      .where('revision', '=', report.revision - 1);
    return statement('report.replace', update.compile(), 'one');
  }

  delete({ id, revision }: Report): Statement {
    const remove = this.#db
      .deleteFrom('reports')
      .where('id', '=', id)
      .where('revision', '=', revision);
    return statement('report.delete', remove.compile(), 'one');
  }

  /** Precondition: nobody has seen to this time of the report, nor changed it; it is seen to from now on. */
  claim({ id, revision, nextAtMs }: Report, nextMs: number | null): Statement {
    const update = this.#db
      .updateTable('reports')
      .set({ next_at_ms: nextMs })
      .where('id', '=', id)
      .where('revision', '=', revision)
      .where('next_at_ms', '=', nextAtMs);
    return statement('report.claim', update.compile(), 'one');
  }

  /** Newest first. */
  runsOf(reportId: string, limit: number): CompiledQuery<ReportRunRow> {
    return this.#runs()
      .where('report_id', '=', reportId)
      .orderBy('id', 'desc')
      .limit(limit)
      .compile();
  }

  run(id: string): CompiledQuery<ReportRunRow> {
    return this.#runs().where('id', '=', id).compile();
  }

  /** Those that somebody asked for and that are not through. */
  asked(reportId: string): CompiledQuery<ReportRunRow> {
    return this.#runs()
      .where('report_id', '=', reportId)
      .where('scheduled', '=', 0)
      .where('state', 'in', OPEN)
      .orderBy('id')
      .compile();
  }

  /** Those of an owner that may go on, the oldest first. */
  waiting(nowMs: number, owner: string, limit: number): CompiledQuery<ReportRunRow> {
    return this.#runs()
      .where('state', '=', 'waiting')
      .where('not_before_ms', '<=', nowMs)
      .where('owner', '=', owner)
      .orderBy('not_before_ms')
      .orderBy('id')
      .limit(limit)
      .compile();
  }

  /** Owners of those that may go on, whose oldest waits longest first. */
  waitingOwners(nowMs: number): CompiledQuery<Pick<ReportRunRow, 'owner'>> {
    return this.#db
      .selectFrom('report_runs')
      .select('owner')
      .where('state', '=', 'waiting')
      .where('not_before_ms', '<=', nowMs)
      .groupBy('owner')
      .orderBy((one) => one.fn.min('not_before_ms'))
      .orderBy('owner')
      .compile();
  }

  /** The first time at which one that waits may go on. */
  nextWaiting(): CompiledQuery<Pick<ReportRunRow, 'not_before_ms'>> {
    return this.#db
      .selectFrom('report_runs')
      .select('not_before_ms')
      .where('state', '=', 'waiting')
      .orderBy('not_before_ms')
      .limit(1)
      .compile();
  }

  /** What a process was at that is no more. */
  underWay(): CompiledQuery<ReportRunRow> {
    return this.#runs().where('state', 'in', UNDER_WAY).orderBy('id').compile();
  }

  insertRun(run: ReportRun, isScheduled: boolean): Statement {
    const insert = this.#db.insertInto('report_runs').values(runColumns(run, isScheduled));
    return statement('report_run.insert', insert.compile(), 'one');
  }

  /** Stands only while the stored state is `before`, of the same attempt or of the one before. */
  stepRun(run: ReportRun, before: ReportRun['state']): Statement {
    const attempts = before === 'waiting' ? run.attempts - 1 : run.attempts;
    const update = this.#db
      .updateTable('report_runs')
      .set(runProgress(run))
      .where('id', '=', run.id)
      .where('attempts', '=', attempts)
      .where('state', '=', before);
    return statement('report_run.step', update.compile(), 'one');
  }

  /** Drops runs beyond those that are kept, but none that is not through. */
  dropRuns(reportId: string): Statement {
    const beyond = this.#db
      .selectFrom('report_runs')
      .select('id')
      .where('report_id', '=', reportId)
      .where('state', 'not in', OPEN)
      .orderBy('id', 'desc')
      .limit(DROPPED_AT_ONCE)
      .offset(REPORT_LIMITS.runs);
    const remove = this.#db.deleteFrom('report_runs').where('id', 'in', beyond);
    return statement('report_run.drop', remove.compile());
  }

  #reports() {
    return this.#db.selectFrom('reports').selectAll();
  }

  #runs() {
    return this.#db.selectFrom('report_runs').selectAll();
  }
}
