import type { FailedReport } from '../../alerting/inbox/report-notice.ts';
import type { MailPost } from '../../alerting/notify/email/mail-post.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { PrincipalName } from '../../platform/identity/present-principals.ts';
import { BoundedMap } from '../../platform/model/bounded-map.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Statement } from '../../platform/state/state.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { MadeReport, ReportMaker } from './make-report.ts';
import { postReport } from './post-report.ts';
import type { Report, ReportRun } from './report.ts';
import { type ReportAccess, saidOf } from './report-access.ts';
import {
  printSaid,
  reasonFor,
  SAID_NOTHING,
  type Said,
  sayReason,
  sayReasons,
} from './report-reasons.ts';
import { type FoundRecipients, recipientsNow, withoutLeavers } from './report-recipients.ts';
import { dueAt } from './report-schedule.ts';
import type { ReportRepository } from './store/report-repository.ts';

export interface ReportRunnerOptions {
  readonly reports: ReportRepository;
  readonly access: ReportAccess;
  readonly maker: Pick<ReportMaker, 'make'>;
  readonly post: MailPost;
  /** Rights of now; null: nothing any more. */
  readonly present: (name: PrincipalName) => Promise<Principal | null>;
  /** The mail address of a user; null: there is none. */
  readonly addressOf: (userId: string) => Promise<string | null>;
  /** Which addresses belong to people of an owner whose accounts are switched off, in lower case. */
  readonly leaversAmong: (
    owner: string,
    addresses: readonly string[],
  ) => Promise<ReadonlySet<string>>;
  /** What tells somebody of a report that could not be sent. */
  readonly notice: (failed: FailedReport) => readonly Statement[];
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Makes a ULID. */
  readonly newId: () => string;
}

/** After the first, second and third failure; after the fourth it is given up. */
const RETRY_MS = [60_000, 5 * 60_000, 15 * 60_000] as const;
/** At least so often the times are looked at. */
const LOOK_MS = 60_000;
const CLAIMED_AT_ONCE = 20;
const MAX_OWNERS = 20_000;
const SEND_MS = 120_000;

/** How an attempt ended. */
type Ending =
  | (Pick<ReportRun, 'state' | 'sizeBytes' | 'recipients'> & Said)
  /** It may work another time. */
  | ({ readonly state: 'retry' } & Said);

type Judgement =
  | { readonly kind: 'granted'; readonly principal: Principal; readonly found: FoundRecipients }
  | { readonly kind: 'refused'; readonly ending: Ending };

/**
 * Makes and sends what is due, one after the other, owners in turn. A time is claimed by its row before anything is
 * made, so that no two processes make it; what a process was at that has ended is drawn again, but
 * never sent again: its mail may have gone out.
 */
export class ReportRunner {
  readonly #options: ReportRunnerOptions;
  #isRecovered = false;
  /** Owners by the number of their last turn. */
  readonly #turns = new BoundedMap<string, number>(MAX_OWNERS);
  #turn = 0;

  constructor(options: ReportRunnerOptions) {
    this.#options = options;
  }

  /** One round: what is due is claimed, and one run is made. @returns milliseconds to the next round */
  async round(signal: AbortSignal): Promise<number> {
    if (!this.#isRecovered) await this.#recover();
    this.#isRecovered = true;
    const { reports, clock } = this.#options;
    const due = await reports.due(clock.nowMs(), CLAIMED_AT_ONCE);
    for (const report of due) await this.#claim(report);
    const run = await this.#next(clock.nowMs());
    if (run !== null) await this.#attempt(run, signal);
    if (run !== null || due.length === CLAIMED_AT_ONCE) return 0;
    const nextMs = await reports.nextMs();
    const delayMs = (nextMs ?? Number.POSITIVE_INFINITY) - clock.nowMs();
    return Math.min(LOOK_MS, Math.max(0, delayMs));
  }

  /** One owner's many or slow reports keep another's waiting for one of them at most. */
  async #next(nowMs: number): Promise<ReportRun | null> {
    const { reports } = this.#options;
    const owners = await reports.waitingOwners(nowMs);
    const [owner] = owners.toSorted((a, b) => this.#turnOf(a) - this.#turnOf(b));
    if (owner === undefined) return null;
    this.#turn += 1;
    this.#turns.set(owner, this.#turn);
    return await reports.firstWaiting(nowMs, owner);
  }

  #turnOf(owner: string): number {
    return this.#turns.get(owner) ?? 0;
  }

  async #recover(): Promise<void> {
    const { reports, clock } = this.#options;
    const nowMs = clock.nowMs();
    for (const run of await reports.underWay()) {
      const isSending = run.state === 'sending';
      const said = sayReason('ended_while_sending');
      const next: ReportRun = isSending
        ? { ...run, state: 'failed', endedAtMs: nowMs, ...said }
        : { ...run, state: 'waiting', notBeforeMs: nowMs };
      await reports.step(next, run.state);
    }
  }

  async #claim(report: Report): Promise<void> {
    const { reports, clock, newId, logger } = this.#options;
    if (report.nextAtMs === null) return;
    const nowMs = clock.nowMs();
    const { dueMs, isMissed, nextMs } = dueAt(report, report.nextAtMs, nowMs);
    const { id: reportId, owner, author } = report;
    const run: ReportRun = {
      ...{ id: newId(), reportId, owner, target: 'all', by: author, dueAtMs: dueMs },
      ...{ state: isMissed ? 'missed' : 'waiting', attempts: 0, notBeforeMs: nowMs },
      ...{ startedAtMs: null, endedAtMs: isMissed ? nowMs : null, sizeBytes: 0, recipients: 0 },
      ...(isMissed ? sayReason('missed') : SAID_NOTHING),
    };
    const notices = isMissed ? await this.#notices(report, run) : [];
    const isOurs = await reports.claim(report, nextMs, run, notices);
    if (isOurs && isMissed) logger.warn({ owner, report: reportId, dueMs }, 'report missed');
  }

  async #attempt(waiting: ReportRun, signal: AbortSignal): Promise<void> {
    const { reports, clock } = this.#options;
    const run: ReportRun = {
      ...waiting,
      ...{ state: 'drawing', attempts: waiting.attempts + 1, ...SAID_NOTHING },
      startedAtMs: waiting.startedAtMs ?? clock.nowMs(),
    };
    if (!(await reports.step(run, 'waiting'))) return;
    const report = await reports.get(run.owner, run.reportId);
    if (report === null) return;
    const ending = await this.#make(report, run, signal);
    // What was broken off by our own end is taken up by the next process.
    if (signal.aborted && ending.state === 'retry') return;
    await this.#end(report, run, ending);
  }

  /** Never rejects but for a database that fails. */
  async #make(report: Report, run: ReportRun, signal: AbortSignal): Promise<Ending> {
    const { access, maker } = this.#options;
    try {
      const before = await this.#judge(report, run);
      if (before.kind === 'refused') return before.ending;
      const reach = access.reach(before.principal, report);
      const made = await maker.make(report, before.principal, run.dueAtMs, signal);
      if (made.kind === 'refused') return refused(made.said);
      const found = await this.#judgeAgain(report, run, reach);
      if ('state' in found) return found;
      return await this.#send(made.report, run, found, signal);
    } catch (thrown) {
      const detail = thrown instanceof Error ? thrown.message : String(thrown);
      return { state: 'retry', ...sayReason('failed', { detail }) };
    }
  }

  /** Whose rights count and whom it goes to, as things stand at this moment. */
  async #judge(report: Report, run: ReportRun): Promise<Judgement> {
    const { access, present } = this.#options;
    const by = run.target === 'all' ? report.author : run.by;
    const principal = await present(by);
    if (principal === null) return denied(sayReason('no_account', { by: by.name }));
    const { owner, scope } = report;
    if (!access.mayWrite(principal, owner, scope))
      return denied(sayReason('may_not_write', { by: by.name, scope: printScopeName(scope) }));
    const found = await this.#recipients(report, run, principal);
    if (found.count === 0)
      return denied(sayReasons([reasonFor('nobody_left'), ...found.notes], ' '));
    return { kind: 'granted', principal, found };
  }

  /**
   * Once more when it is drawn, which takes a while: who may not see it any more sends nothing, and who may see less of
   * it has it drawn again.
   * @param before what was within reach when drawing began
   */
  async #judgeAgain(
    report: Report,
    run: ReportRun,
    before: ReadonlySet<string>,
  ): Promise<FoundRecipients | Ending> {
    const { access, reports } = this.#options;
    const stored = await reports.get(report.owner, report.id);
    if (stored?.revision !== report.revision)
      return { state: 'retry', ...sayReason('changed_meanwhile') };
    const now = await this.#judge(report, run);
    if (now.kind === 'refused') return now.ending;
    const { principal, found } = now;
    const denial = await access.denial(principal, report);
    if (denial !== null) return refused(saidOf(denial, principal.name, report));
    const reach = access.reach(principal, report);
    if ([...before].every((entry) => reach.has(entry))) return found;
    const values = { by: principal.name, scope: printScopeName(report.scope) };
    return { state: 'retry', ...sayReason('sees_less', values) };
  }

  async #recipients(
    report: Report,
    run: ReportRun,
    principal: Principal,
  ): Promise<FoundRecipients> {
    if (run.target === 'all') {
      const found = recipientsNow(this.#options.access, principal, report);
      const { to, cc, bcc } = found.recipients;
      const all = [...to, ...cc, ...bcc];
      return withoutLeavers(found, await this.#options.leaversAmong(report.owner, all));
    }
    const address = await this.#options.addressOf(principal.id);
    const to = address === null ? [] : [address];
    return { recipients: { to, cc: [], bcc: [] }, count: to.length, notes: [] };
  }

  async #send(
    made: MadeReport,
    run: ReportRun,
    { recipients, count, notes }: FoundRecipients,
    signal: AbortSignal,
  ): Promise<Ending> {
    const { reports, post, clock } = this.#options;
    signal.throwIfAborted();
    if (!(await reports.step({ ...run, state: 'sending' }, 'drawing')))
      throw new Error('the report was deleted');
    const late = new AbortController();
    const timer = clock.after(SEND_MS, () => late.abort());
    const mail = { recipients, id: `report-${run.id.toLowerCase()}` };
    const posted = await postReport(post, made, mail, AbortSignal.any([signal, late.signal]));
    timer.cancel();
    const { outcome, sizeBytes } = posted;
    const detail = outcome.detail ?? '';
    switch (outcome.kind) {
      case 'sent': {
        const said = sayReasons([...posted.notes, ...notes]);
        return { state: 'sent', ...said, sizeBytes, recipients: count };
      }
      case 'retry':
        return { state: 'retry', ...sayReason('mail_waits', { detail }) };
      default:
        return {
          state: 'failed',
          ...sayReason('mail_refused', { detail }),
          sizeBytes,
          recipients: 0,
        };
    }
  }

  async #end(report: Report, run: ReportRun, ending: Ending): Promise<void> {
    const { reports, clock, logger } = this.#options;
    const nowMs = clock.nowMs();
    const { id, owner, attempts } = run;
    const retryMs = RETRY_MS[attempts - 1];
    const isRetried = ending.state === 'retry' && retryMs !== undefined;
    const said = { owner, report: report.id, run: id, attempts, reason: ending.message };
    const next: ReportRun = isRetried
      ? { ...run, ...saidIn(ending), state: 'waiting', notBeforeMs: nowMs + retryMs }
      : {
          ...run,
          ...ending,
          state: ending.state === 'retry' ? 'failed' : ending.state,
          endedAtMs: nowMs,
        };
    const isFailed = next.state === 'failed' || next.state === 'refused';
    const notices = isFailed ? await this.#notices(report, next) : [];
    const isStepped =
      (await reports.step(next, 'sending', notices)) ||
      (await reports.step(next, 'drawing', notices));
    if (!isStepped) return;
    if (next.state === 'sent') logger.info({ ...said, sizeBytes: next.sizeBytes }, 'report sent');
    else logger.warn(said, isRetried ? 'report waits for another attempt' : 'report not sent');
  }

  /** The author is told of the first of several failures, of what was due by itself. */
  async #notices(report: Report, run: ReportRun): Promise<readonly Statement[]> {
    const { id: reportId, owner, name, author } = report;
    if (run.target !== 'all' || author.kind !== 'user') return [];
    const ended = (await this.#options.reports.runsOf(reportId)).filter(
      ({ id, target, endedAtMs }) => id !== run.id && target === 'all' && endedAtMs !== null,
    );
    if (isKnown(ended[0], report)) return [];
    const atMs = this.#options.clock.nowMs();
    const about = { runId: run.id, reportId, owner, name, atMs, said: printSaid(run) };
    return this.#options.notice({ userId: author.id, ...about });
  }
}

/** Whether the author knows already: nothing went out since, and they have changed nothing. */
function isKnown(last: ReportRun | undefined, { updatedAtMs }: Report): boolean {
  return last !== undefined && last.state !== 'sent' && (last.endedAtMs ?? 0) > updatedAtMs;
}

function saidIn({ message, reasons }: Said): Said {
  return { message, reasons };
}

function denied(said: Said): Judgement {
  return { kind: 'refused', ending: refused(said) };
}

function refused(said: Said): Ending {
  return { state: 'refused', ...said, sizeBytes: 0, recipients: 0 };
}
