import type { BatchOutcome, State, Statement } from '../../../platform/state/state.ts';
import { REPORT_LIMITS, type Report, type ReportRun, type RunState } from '../report.ts';
import { reportOf, runOf } from './report-row.ts';
import { ReportSql } from './report-sql.ts';

/** Reports and their runs in the state. */
export class ReportRepository {
  readonly #state: State;
  readonly #sql: ReportSql;

  constructor(state: State) {
    this.#state = state;
    this.#sql = new ReportSql(state.dialect);
  }

  /** Newest first. */
  async ofOwner(owner: string): Promise<readonly Report[]> {
    return (await this.#state.all(this.#sql.ofOwner(owner))).map(reportOf);
  }

  async get(owner: string, id: string): Promise<Report | null> {
    const row = await this.#state.first(this.#sql.one(id));
    return row?.owner === owner ? reportOf(row) : null;
  }

  /** Outcome `rejected` at `report.below_limit`; `conflict` when the name is taken. */
  create(report: Report, preconditions: readonly Statement[]): Promise<BatchOutcome> {
    const { owner } = report;
    const statements = [...preconditions, this.#sql.belowLimit(owner), this.#sql.insert(report)];
    return this.#state.commit({ name: 'report.create', statements });
  }

  /** Outcome `rejected` at `report.replace`: the stored revision is not the one before. */
  replace(report: Report, preconditions: readonly Statement[]): Promise<BatchOutcome> {
    const statements = [...preconditions, this.#sql.replace(report)];
    return this.#state.commit({ name: 'report.change', statements });
  }

  /** With its runs. Outcome `rejected` at `report.delete`: a lost race. */
  remove(report: Report): Promise<BatchOutcome> {
    return this.#state.commit({ name: 'report.delete', statements: [this.#sql.delete(report)] });
  }

  /** Those whose time has come, the oldest first. */
  async due(nowMs: number, limit: number): Promise<readonly Report[]> {
    return (await this.#state.all(this.#sql.due(nowMs, limit))).map(reportOf);
  }

  /**
   * Sees to a time of a report: its run is there from now on, and no other process makes another.
   * @returns false when somebody else has, or the report was changed
   */
  async claim(
    report: Report,
    nextMs: number | null,
    run: ReportRun,
    more: readonly Statement[] = [],
  ): Promise<boolean> {
    const outcome = await this.#state.commit({
      name: 'report.claim',
      statements: [
        this.#sql.claim(report, nextMs),
        this.#sql.insertRun(run, true),
        this.#sql.dropRuns(report.id),
        ...more,
      ],
    });
    return outcome.kind === 'committed';
  }

  /** One that somebody asks for. Outcome `conflict` when the report is gone. */
  addRun(run: ReportRun): Promise<BatchOutcome> {
    const statements = [this.#sql.insertRun(run, false), this.#sql.dropRuns(run.reportId)];
    return this.#state.commit({ name: 'report.run', statements });
  }

  /** Goes from one state to the next, and with it what else is to be written. @returns false when another process has it, or it is gone */
  async step(run: ReportRun, before: RunState, more: readonly Statement[] = []): Promise<boolean> {
    const outcome = await this.#state.commit({
      name: 'report.step',
      statements: [this.#sql.stepRun(run, before), ...more],
    });
    return outcome.kind === 'committed';
  }

  async run(owner: string, id: string): Promise<ReportRun | null> {
    const row = await this.#state.first(this.#sql.run(id));
    return row?.owner === owner ? runOf(row) : null;
  }

  /** Newest first. */
  async runsOf(
    reportId: string,
    limit: number = REPORT_LIMITS.runs,
  ): Promise<readonly ReportRun[]> {
    return (await this.#state.all(this.#sql.runsOf(reportId, limit))).map(runOf);
  }

  /** Those that somebody asked for and that are not through. */
  async asked(reportId: string): Promise<readonly ReportRun[]> {
    return (await this.#state.all(this.#sql.asked(reportId))).map(runOf);
  }

  /** Owners of runs that may go on, whose oldest waits longest first. */
  async waitingOwners(nowMs: number): Promise<readonly string[]> {
    return (await this.#state.all(this.#sql.waitingOwners(nowMs))).map(({ owner }) => owner);
  }

  /** The oldest of an owner that may go on. */
  async firstWaiting(nowMs: number, owner: string): Promise<ReportRun | null> {
    const [row] = await this.#state.all(this.#sql.waiting(nowMs, owner, 1));
    return row === undefined ? null : runOf(row);
  }

  /** When there is something to do next; null: nothing is foreseen. */
  async nextMs(): Promise<number | null> {
    const [report, run] = await Promise.all([
      this.#state.first(this.#sql.next()),
      this.#state.first(this.#sql.nextWaiting()),
    ]);
    const times = [report?.next_at_ms, run?.not_before_ms].flatMap((time) =>
      time === undefined || time === null ? [] : [Number(time)],
    );
    return times.length === 0 ? null : Math.min(...times);
  }

  /** What a process was at that is no more. */
  async underWay(): Promise<readonly ReportRun[]> {
    return (await this.#state.all(this.#sql.underWay())).map(runOf);
  }
}
