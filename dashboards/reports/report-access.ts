import { AppError } from '../../platform/errors/app-error.ts';
import { authorize } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { ownerOfNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { printScopeName, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { LinkedBoard, WantedBoard } from '../links/board-links.ts';
import { mayReadDashboard, mayWriteDashboard } from '../store/dashboard-access.ts';
import type { Report, ReportDraft } from './report.ts';
import { reachOf } from './report-reach.ts';
import { type Said, sayReason } from './report-reasons.ts';

export interface ReportAccessOptions {
  readonly directory: () => Directory;
  /** One that the principal may read, own or built in; null: none. */
  readonly boardOf: (
    principal: Principal,
    owner: string,
    wanted: WantedBoard,
  ) => Promise<LinkedBoard | null>;
  /** Whether the principal may ask for metrics or logs of the scope at all. */
  readonly mayAsk: (principal: Principal, scope: ScopeName) => boolean;
  /** Addresses of a mail channel that the principal may read. @throws AppError when there is none */
  readonly channelOf: (principal: Principal, owner: string, id: string) => ReportChannel;
}

/** A channel of kind `email`, as its settings say it. */
export interface ReportChannel {
  readonly name: string;
  readonly enabled: boolean;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
}

/** What a principal may not do with a report, in words, at a field; null: nothing. */
export type ReportDenial = {
  readonly path: string;
  readonly message: string;
  readonly code: 'may_not_ask' | 'no_dashboard';
} | null;

type WantedReport = Pick<Report, 'owner' | 'dashboard' | 'scope' | 'language'>;
interface DeniedReport {
  readonly denial: NonNullable<ReportDenial>;
}

/** Who may order what: asked when a report is written, and again each time before it is sent. */
export class ReportAccess {
  readonly #options: ReportAccessOptions;

  constructor(options: ReportAccessOptions) {
    this.#options = options;
  }

  /** Reports of a place are read by those who write there, or read its dashboards. */
  mayRead(principal: Principal, { scope }: Pick<ReportDraft, 'scope'>): boolean {
    return mayReadDashboard(this.#options.directory(), principal, scope);
  }

  mayWrite(principal: Principal, owner: string, scope: ScopeName): boolean {
    const directory = this.#options.directory();
    const node = scope.kind === 'node' ? scope.node : null;
    if (ownerOfNode(node) !== owner || (node !== null && !directory.has(node))) return false;
    const isThere = authorize(directory, principal, scope, 'dashboards:write').kind === 'granted';
    return isThere && mayWriteDashboard(directory, principal, scope);
  }

  /** What the principal may read of the scope at this moment, see `reachOf`. */
  reach(principal: Principal, { scope }: Pick<ReportDraft, 'scope'>): ReadonlySet<string> {
    return reachOf(this.#options.directory(), principal, scope);
  }

  /** Why nothing is shown to the principal, with the dashboard where something is. */
  async board(principal: Principal, report: WantedReport): Promise<LinkedBoard | DeniedReport> {
    return await this.#shown(principal, report, printScopeName(report.scope));
  }

  /** The same without asking what a built-in dashboard can be filled with; null: nothing is in the way. */
  async denial(principal: Principal, report: WantedReport): Promise<ReportDenial> {
    const shown = await this.#shown(principal, report, null);
    return 'denial' in shown ? shown.denial : null;
  }

  async #shown(
    principal: Principal,
    { owner, dashboard, scope, language }: WantedReport,
    fitTo: string | null,
  ): Promise<LinkedBoard | DeniedReport> {
    if (!this.#options.mayAsk(principal, scope))
      return denied('may_not_ask', '/scope', 'there is no right to ask for metrics or logs of it');
    const found = await this.#boardOf(principal, owner, { uid: dashboard, language, fitTo });
    return (
      found ??
      denied('no_dashboard', '/dashboard', `there is no dashboard ${dashboard} that may be read`)
    );
  }

  /** The channels that may be named, and what is wrong with the others. */
  channels(principal: Principal, owner: string, ids: readonly string[]) {
    return ids.map((id, index) => {
      try {
        return { id, channel: this.#options.channelOf(principal, owner, id), denial: null };
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        const path = `/recipients/channels/${index}`;
        const message = 'there is no such channel of kind email';
        return { id, channel: null, denial: { path, message } };
      }
    });
  }

  /** An owner that the principal knows nothing of has nothing to show. */
  async #boardOf(
    principal: Principal,
    owner: string,
    wanted: WantedBoard,
  ): Promise<LinkedBoard | null> {
    try {
      return await this.#options.boardOf(principal, owner, wanted);
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.kind === 'scope_denied') return null;
      throw thrown;
    }
  }
}

function denied(code: DeniedReport['denial']['code'], path: string, message: string): DeniedReport {
  return { denial: { path, message, code } };
}

/** As a run says it. */
export function saidOf(
  { code }: NonNullable<ReportDenial>,
  by: string,
  { dashboard }: Pick<Report, 'dashboard'>,
): Said {
  return sayReason(code, { by, dashboard });
}
