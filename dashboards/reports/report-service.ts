import type { Clock } from '../../platform/clock/clock.ts';
import { AppError, type ErrorDetail } from '../../platform/errors/app-error.ts';
import { RateLimit, type RatePolicy } from '../../platform/security/rate-limit.ts';
import type { BatchOutcome, Statement } from '../../platform/state/state.ts';
import { holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { type Page, type PageRequest, pageOfNewest } from '../../platform/tenancy/keyset.ts';
import { ownerNode, printNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import {
  alreadyExists,
  lostRace,
  notFound,
  refuseFindings,
  refuseOtherRevision,
  scopeDenied,
  unexpectedOutcome,
} from '../../platform/tenancy/refusals.ts';
import { printScopeName, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import { checkReport } from './check-report.ts';
import type { MadeReport, ReportMaker } from './make-report.ts';
import {
  REPORT_LIMITS,
  type Report,
  type ReportAttachment,
  type ReportAuthor,
  type ReportDraft,
  type ReportRun,
  type ReportTarget,
} from './report.ts';
import type { ReportAccess } from './report-access.ts';
import { SAID_NOTHING } from './report-reasons.ts';
import { nextTime } from './report-schedule.ts';
import type { ReportRepository } from './store/report-repository.ts';

export interface ReportServiceOptions {
  readonly reports: ReportRepository;
  readonly access: ReportAccess;
  readonly maker: Pick<ReportMaker, 'make'>;
  readonly directory: () => Directory;
  /** Preconditions that the place exists. */
  readonly placeStands: (scope: ScopeName) => readonly Statement[];
  /** The mail address of a user; null: there is none. */
  readonly addressOf: (userId: string) => Promise<string | null>;
  /** There is a run to be made. */
  readonly wake: () => void;
  readonly clock: Clock;
  /** Makes a ULID. */
  readonly newId: () => string;
}

/** Runs of one report that people may have asked for at a time. */
const MOST_ASKED = 5;
/** Of one owner, beside those by the clock: mailboxes of others are not to be filled. */
const BY_HAND: RatePolicy = { most: 30, windowMs: 3_600_000 };

/**
 * Reports for people. Reading asks for `dashboards:read`, everything else for `dashboards:write`, in the
 * report's scope; what it names must be the owner's and the caller's to see. Who writes a report is its
 * author from then on.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners and places), `not_found`,
 * `invalid` with all findings, `precondition_failed` for a lost race, `conflict` for a name that is
 * taken, `limited` when the owner's reports are used up.
 */
export class ReportService {
  readonly #options: ReportServiceOptions;
  readonly #byHand: RateLimit;

  constructor(options: ReportServiceOptions) {
    this.#options = options;
    this.#byHand = new RateLimit(options.clock, BY_HAND);
  }

  /** Newest first. */
  async list(principal: Principal, owner: string, page: PageRequest): Promise<Page<Report>> {
    this.#within(principal, owner);
    const { reports, access } = this.#options;
    const found = (await reports.ofOwner(owner)).filter((one) => access.mayRead(principal, one));
    return pageOfNewest(found, page);
  }

  async get(principal: Principal, owner: string, id: string): Promise<Report> {
    this.#within(principal, owner);
    const { reports, access } = this.#options;
    const found = await reports.get(owner, id);
    if (found !== null && access.mayRead(principal, found)) return found;
    throw notFound(`Report ${id}`);
  }

  /** Whether the caller may change it and have it sent. */
  mayWrite(principal: Principal, { owner, scope }: Report): boolean {
    return this.#options.access.mayWrite(principal, owner, scope);
  }

  async create(principal: Principal, owner: string, draft: ReportDraft): Promise<Report> {
    this.#within(principal, owner);
    await this.#judge(principal, owner, draft, draft.recipients.channels);
    const { clock, newId, reports, placeStands } = this.#options;
    const nowMs = clock.nowMs();
    const report: Report = {
      ...draft,
      ...{ id: newId(), owner, author: authorOf(principal), revision: 1 },
      ...{ createdAtMs: nowMs, updatedAtMs: nowMs, nextAtMs: dueOf(draft, nowMs) },
    };
    refuseOutcome(await reports.create(report, placeStands(draft.scope)), report);
    this.#options.wake();
    return report;
  }

  /** @param revision from If-Match */
  async update(
    principal: Principal,
    owner: string,
    id: string,
    draft: ReportDraft,
    revision: number,
  ): Promise<Report> {
    const before = await this.#writable(principal, owner, id);
    refuseOtherRevision(`Report ${before.name}`, before, revision);
    await this.#judge(principal, owner, draft, draft.recipients.channels);
    const { clock, reports, placeStands } = this.#options;
    const nowMs = Math.max(clock.nowMs(), before.updatedAtMs);
    const report: Report = {
      ...before,
      ...draft,
      ...{ author: authorOf(principal), revision: before.revision + 1, updatedAtMs: nowMs },
      nextAtMs: dueOf(draft, nowMs),
    };
    refuseOutcome(await reports.replace(report, placeStands(draft.scope)), report);
    this.#options.wake();
    return report;
  }

  /** With its history. @param revision from If-Match; null deletes whatever is there */
  async remove(
    principal: Principal,
    owner: string,
    id: string,
    revision: number | null,
  ): Promise<void> {
    const before = await this.#writable(principal, owner, id);
    refuseOtherRevision(`Report ${before.name}`, before, revision);
    refuseOutcome(await this.#options.reports.remove(before), before);
  }

  /** Newest first. */
  async runs(principal: Principal, owner: string, id: string): Promise<readonly ReportRun[]> {
    const report = await this.get(principal, owner, id);
    return this.#options.reports.runsOf(report.id);
  }

  /** The latest run; null: there was none. */
  async lastRun({ id }: Report): Promise<ReportRun | null> {
    const [last] = await this.#options.reports.runsOf(id, 1);
    return last ?? null;
  }

  /**
   * Has it made at once. To all: as its author sees it; to the caller: as the caller does.
   * @throws AppError `limited` while five wait, and beyond 30 an hour of an owner; `invalid` for a caller without a mail address
   */
  async send(
    principal: Principal,
    owner: string,
    id: string,
    target: ReportTarget,
  ): Promise<ReportRun> {
    const report = await this.#writable(principal, owner, id);
    const { reports, clock, newId, addressOf, wake } = this.#options;
    if (target === 'me') {
      const address = principal.kind === 'user' ? await addressOf(principal.id) : null;
      if (address === null) throw withoutAddress();
    }
    if ((await reports.asked(id)).length >= MOST_ASKED)
      throw new AppError('limited', `${MOST_ASKED} runs of this report wait already. Try again.`);
    this.#byHand.take(owner, `reports of ${owner} sent by hand`);
    const nowMs = clock.nowMs();
    const run: ReportRun = {
      ...{ id: newId(), reportId: id, owner, target, state: 'waiting', attempts: 0 },
      by: target === 'me' ? authorOf(principal) : report.author,
      ...{ dueAtMs: nowMs, notBeforeMs: nowMs, startedAtMs: null, endedAtMs: null },
      ...{ sizeBytes: 0, recipients: 0, ...SAID_NOTHING },
    };
    const outcome = await reports.addRun(run);
    if (outcome.kind !== 'committed') throw notFound(`Report ${id}`);
    wake();
    return run;
  }

  /** As the caller would see it now; nothing is sent. */
  async preview(
    principal: Principal,
    owner: string,
    id: string,
    attachment: ReportAttachment,
    signal: AbortSignal,
  ): Promise<MadeReport> {
    const report = await this.#writable(principal, owner, id);
    const { maker, clock } = this.#options;
    const made = await maker.make({ ...report, attachment }, principal, clock.nowMs(), signal);
    if (made.kind === 'made') return made.report;
    throw new AppError('unprocessable', `The report cannot be made: ${made.said.message}`);
  }

  async #judge(
    principal: Principal,
    owner: string,
    draft: ReportDraft,
    channelIds: readonly string[],
  ): Promise<void> {
    const { access, clock } = this.#options;
    if (!access.mayWrite(principal, owner, draft.scope)) throw scopeDenied();
    const findings: ErrorDetail[] = [...checkReport(draft, clock.nowMs())];
    const board = await access.board(principal, { ...draft, owner });
    if ('denial' in board) {
      const { path, message } = board.denial;
      findings.push({ path, message });
    }
    const channels = access.channels(principal, owner, channelIds);
    findings.push(...channels.flatMap(({ denial }) => denial ?? []));
    refuseFindings('The report cannot be saved', findings);
  }

  async #writable(principal: Principal, owner: string, id: string): Promise<Report> {
    const report = await this.get(principal, owner, id);
    if (!this.mayWrite(principal, report)) throw scopeDenied();
    return report;
  }

  #within(principal: Principal, owner: string): void {
    const node = ownerNode(owner);
    if (!holdsWithin(this.#options.directory(), principal, node, 'dashboards:read'))
      throw scopeDenied();
  }
}

function authorOf(principal: Principal): ReportAuthor {
  const { kind, id, name } = principal;
  if (kind === 'viewer') throw scopeDenied();
  const owner = principal.kind === 'token' ? (principal.node?.tenant ?? printNode(null)) : '';
  return { kind, id, owner, name };
}

/** When it is due first. */
function dueOf(draft: ReportDraft, nowMs: number): number | null {
  return draft.enabled ? nextTime(draft, nowMs) : null;
}

function withoutAddress(): AppError {
  const message = 'You have no mail address here; ask your administrator for one.';
  return new AppError('invalid', message);
}

function refuseOutcome(outcome: BatchOutcome, report: Report): void {
  if (outcome.kind === 'committed') return;
  if (outcome.kind === 'conflict') throw alreadyExists(`Report ${report.name}`);
  switch (outcome.statement) {
    case 'report.replace':
    case 'report.delete':
      throw lostRace(`Report ${report.name}`);
    case 'report.below_limit':
      throw new AppError(
        'limited',
        `${report.owner} has ${REPORT_LIMITS.reports} reports, the most that are kept. Delete one that nobody needs.`,
      );
    case 'tenant.exists':
    case 'project.exists':
    case 'environment.exists': {
      const place = printScopeName(report.scope);
      throw new AppError('conflict', `${place} was deleted meanwhile. Choose another place.`);
    }
    default:
      throw unexpectedOutcome('reports', outcome.statement);
  }
}
