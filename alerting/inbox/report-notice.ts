import type { Statement } from '../../platform/state/state.ts';
import type { InboxSql } from './inbox-sql.ts';

/** A report that could not be made or sent at one of its times. */
export interface FailedReport {
  /** Whom it is told: a user. */
  readonly userId: string;
  /** ULID of the run: the same again adds nothing. */
  readonly runId: string;
  readonly reportId: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly name: string;
  readonly atMs: number;
  /** Why, as its run says it. */
  readonly said: string;
}

/** Tells it in somebody's inbox. */
export function reportNotice(
  sql: InboxSql,
  { userId, runId, reportId, owner, name, atMs, said }: FailedReport,
): readonly Statement[] {
  const entry = {
    ...{ userId, id: runId, owner, project: null, environment: null, title: name },
    ...{ incidentId: null, ruleId: null, channelId: null, reportId, said },
    ...{ purpose: 'firing' as const, severity: '', atMs, readAtMs: null },
  };
  return [sql.insert(entry), sql.keepNewest(userId, entry.atMs)];
}
