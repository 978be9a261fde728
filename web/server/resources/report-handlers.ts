import type { FastifyReply } from 'fastify';
import { checkCron } from '../../../alerting/silences/check-cron.ts';
import type { Report, ReportDraft, ReportRun } from '../../../dashboards/reports/report.ts';
import type { SaidReason } from '../../../dashboards/reports/report-reasons.ts';
import { nextTimes } from '../../../dashboards/reports/report-schedule.ts';
import type { ReportService } from '../../../dashboards/reports/report-service.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { refuseFindings } from '../../../platform/tenancy/refusals.ts';
import { parseScopeName, printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type * as contract from '../../contract/reports.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { instant, instantOrNull, pageRequest } from './present.ts';

type ReportHandlers = Pick<Handlers, Extract<keyof Handlers, `reports.${string}`>>;
type NowMs = Pick<Clock, 'nowMs'>;

const SHOWN_TIMES = 3;
/** A page that an other page may not frame or script, and that runs and fetches nothing. */
const PREVIEW_POLICY =
  "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** Scheduled reports over HTTP. */
export function reportHandlers(reports: ReportService, clock: NowMs): ReportHandlers {
  return { ...readers(reports, clock), ...writers(reports, clock), ...makers(reports) };
}

function readers(
  reports: ReportService,
  clock: NowMs,
): Pick<ReportHandlers, 'reports.list' | 'reports.get' | 'reports.runs' | 'reports.times'> {
  return {
    'reports.list': async ({ params: { owner }, query }, context) => {
      const { principal } = context.caller();
      const { items, nextCursor } = await reports.list(principal, owner, pageRequest(query));
      const shown = items.map((report) => present(reports, principal, report, clock));
      return { items: await Promise.all(shown), nextCursor };
    },
    'reports.get': async ({ params: { owner, id } }, context) => {
      const { principal } = context.caller();
      return present(reports, principal, await reports.get(principal, owner, id), clock);
    },
    'reports.runs': async ({ params: { owner, id } }, context) => {
      const runs = await reports.runs(context.caller().principal, owner, id);
      return { items: runs.map(presentRun) };
    },
    'reports.times': async ({ query: { cron, zone } }) => {
      const problem = checkCron(cron, zone, clock.nowMs());
      const findings = problem ? [{ path: `/${problem.at}`, message: problem.message }] : [];
      refuseFindings('There are no times', findings);
      return { times: nextTimes({ cron, zone }, clock.nowMs(), SHOWN_TIMES).map(instant) };
    },
  };
}

function writers(
  reports: ReportService,
  clock: NowMs,
): Pick<ReportHandlers, 'reports.create' | 'reports.update' | 'reports.delete'> {
  return {
    'reports.create': async ({ params: { owner }, body }, context) => {
      const { principal } = context.caller();
      const created = await reports.create(principal, owner, draftOf(body));
      return present(reports, principal, created, clock);
    },
    'reports.update': async ({ params: { owner, id }, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const changed = await reports.update(principal, owner, id, draftOf(body), revision);
      return present(reports, principal, changed, clock);
    },
    'reports.delete': async ({ params: { owner, id } }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await reports.remove(context.caller().principal, owner, id, revision);
      return null;
    },
  };
}

function makers(reports: ReportService): Pick<ReportHandlers, 'reports.send' | 'reports.preview'> {
  return {
    'reports.send': async ({ params: { owner, id }, body }, context) =>
      presentRun(await reports.send(context.caller().principal, owner, id, body.to)),
    'reports.preview': async ({ params: { owner, id }, query }, { caller, reply }) => {
      const as = query?.as ?? 'html';
      const { principal } = caller();
      const made = await reports.preview(principal, owner, id, as, goneOf(reply));
      const file = made.attachment;
      if (file === null) throw new AppError('internal', 'the preview was not made');
      reply.type(file.contentType).header('content-security-policy', PREVIEW_POLICY);
      reply.header('content-disposition', `inline; filename="${file.name}"`);
      return Buffer.from(file.content);
    },
  };
}

/** Aborted when the caller goes away: what nobody sees is not drawn. */
function goneOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new AppError('timeout', 'who asked has gone away'));
  });
  return gone.signal;
}

function draftOf(body: contract.ReportInput): ReportDraft {
  const scope = parseScopeName(body.scope);
  if (scope !== undefined) return { ...body, name: body.name.trim(), scope };
  const message = 'expected tenant[.project[.environment]][@cluster] or _platform';
  throw new AppError('invalid', `/scope: ${message}`, { details: [{ path: '/scope', message }] });
}

async function present(
  reports: ReportService,
  principal: Principal,
  report: Report,
  clock: NowMs,
): Promise<contract.Report> {
  const { id, name, enabled, dashboard, range, cron, zone, language, theme } = report;
  const { attachment, variables, recipients, revision, author } = report;
  const times = enabled ? nextTimes(report, clock.nowMs(), SHOWN_TIMES) : [];
  const last = await reports.lastRun(report);
  return {
    ...{ id, name, enabled, dashboard, scope: printScopeName(report.scope), range, cron, zone },
    ...{ language, theme, attachment, revision, author: author.name },
    variables: Object.fromEntries(
      Object.entries(variables).map(([variable, values]) => [variable, [...values]]),
    ),
    recipients: { addresses: [...recipients.addresses], channels: [...recipients.channels] },
    createdAt: instant(report.createdAtMs),
    updatedAt: instant(report.updatedAtMs),
    nextTimes: times.map(instant),
    mayWrite: reports.mayWrite(principal, report),
    lastRun: last === null ? null : presentRun(last),
  };
}

export function presentReasons(reasons: readonly SaidReason[]): contract.ReportReason[] {
  return reasons.map(({ code, values }) => ({ code, values: { ...values } }));
}

function presentRun(run: ReportRun): contract.ReportRun {
  const { id, target, state, attempts, sizeBytes, recipients, message } = run;
  const reasons = presentReasons(run.reasons);
  return {
    ...{ id, target, state, attempts, sizeBytes, recipients, message, reasons, by: run.by.name },
    dueAt: instant(run.dueAtMs),
    retryAt: state === 'waiting' && attempts > 0 ? instant(run.notBeforeMs) : null,
    startedAt: instantOrNull(run.startedAtMs),
    endedAt: instantOrNull(run.endedAtMs),
  };
}
