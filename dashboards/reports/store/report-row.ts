import { AppError } from '../../../platform/errors/app-error.ts';
import { parseScopeName, printScopeName } from '../../../platform/tenancy/scope-name.ts';
import {
  type Report,
  type ReportAuthor,
  type ReportDraft,
  type ReportRun,
  RUN_STATES,
} from '../report.ts';
import { parseSaid, printSaid } from '../report-reasons.ts';
import type { ReportRow, ReportRunRow } from './report-tables.ts';

/** What is not asked for by statements. */
type Body = Omit<ReportDraft, 'name' | 'enabled' | 'scope'>;

export function reportColumns(report: Report): ReportRow {
  const { scope, author, dashboard, variables, range, cron, zone } = report;
  const { language, theme, attachment, recipients } = report;
  const body: Body = {
    ...{ dashboard, variables, range, cron, zone, language, theme, attachment, recipients },
  };
  return {
    id: report.id,
    owner: report.owner,
    tenant: scope.kind === 'node' ? scope.node.tenant : null,
    name: report.name,
    enabled: report.enabled ? 1 : 0,
    scope: printScopeName(scope),
    body: JSON.stringify(body),
    author_kind: author.kind,
    author_id: author.id,
    author_owner: author.owner,
    author_name: author.name,
    revision: report.revision,
    created_at_ms: report.createdAtMs,
    updated_at_ms: report.updatedAtMs,
    next_at_ms: report.nextAtMs,
  };
}

/** @throws AppError `internal` when the row cannot be read. */
export function reportOf(row: ReportRow): Report {
  const scope = parseScopeName(row.scope);
  if (scope === undefined) throw unreadable('reports', row.id);
  return {
    // Written by `reportColumns` alone.
    ...(JSON.parse(row.body) as Body),
    ...{ id: row.id, owner: row.owner, name: row.name, scope },
    enabled: Number(row.enabled) === 1,
    author: authorOf(row.author_kind, row.author_id, row.author_owner, row.author_name),
    revision: Number(row.revision),
    createdAtMs: Number(row.created_at_ms),
    updatedAtMs: Number(row.updated_at_ms),
    nextAtMs: numberOrNull(row.next_at_ms),
  };
}

export function runColumns(run: ReportRun, isScheduled: boolean): ReportRunRow {
  const { by } = run;
  return {
    id: run.id,
    report_id: run.reportId,
    owner: run.owner,
    target: run.target,
    by_kind: by.kind,
    by_id: by.id,
    by_owner: by.owner,
    by_name: by.name,
    scheduled: isScheduled ? 1 : 0,
    due_at_ms: run.dueAtMs,
    ...runProgress(run),
  };
}

/** What changes while it is under way. */
export function runProgress(run: ReportRun) {
  return {
    state: run.state,
    attempts: run.attempts,
    not_before_ms: run.notBeforeMs,
    started_at_ms: run.startedAtMs,
    ended_at_ms: run.endedAtMs,
    size_bytes: run.sizeBytes,
    recipients: run.recipients,
    message: printSaid(run),
  };
}

/** @throws AppError `internal` when the row cannot be read. */
export function runOf(row: ReportRunRow): ReportRun {
  const state = RUN_STATES.find((name) => name === row.state);
  if (state === undefined) throw unreadable('report_runs', row.id);
  return {
    ...{ id: row.id, reportId: row.report_id, owner: row.owner, state },
    target: row.target === 'me' ? 'me' : 'all',
    by: authorOf(row.by_kind, row.by_id, row.by_owner, row.by_name),
    dueAtMs: Number(row.due_at_ms),
    attempts: Number(row.attempts),
    notBeforeMs: Number(row.not_before_ms),
    startedAtMs: numberOrNull(row.started_at_ms),
    endedAtMs: numberOrNull(row.ended_at_ms),
    sizeBytes: Number(row.size_bytes),
    recipients: Number(row.recipients),
    ...parseSaid(row.message),
  };
}

function authorOf(kind: string, id: string, owner: string, name: string): ReportAuthor {
  return { kind: kind === 'token' ? 'token' : 'user', id, owner, name };
}

function numberOrNull(value: number | null): number | null {
  return value === null ? null : Number(value);
}

function unreadable(table: string, id: string): AppError {
  const cause = new Error(`row ${id} of ${table}`);
  return new AppError('internal', 'A stored report cannot be read.', { cause });
}
