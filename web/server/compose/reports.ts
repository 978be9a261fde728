import type { ChannelService } from '../../../alerting/channels/channel-service.ts';
import { InboxSql } from '../../../alerting/inbox/inbox-sql.ts';
import { reportNotice } from '../../../alerting/inbox/report-notice.ts';
import { mailPost } from '../../../alerting/notify/email/mail-post.ts';
import { recipientsOf } from '../../../alerting/notify/email/mail-recipients.ts';
import type { ListedIncidents } from '../../../dashboards/alerts/listed-incidents.ts';
import { pressPdf } from '../../../dashboards/reports/document/pdf-press.ts';
import { ReportMaker } from '../../../dashboards/reports/make-report.ts';
import { ReportAccess, type ReportChannel } from '../../../dashboards/reports/report-access.ts';
import { ReportService } from '../../../dashboards/reports/report-service.ts';
import { ReportRunner } from '../../../dashboards/reports/run-reports.ts';
import { ReportRepository } from '../../../dashboards/reports/store/report-repository.ts';
import { createRunningLoop } from '../../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { leaversAmong } from '../../../platform/tenancy/leavers.ts';
import { nodeExists } from '../../../platform/tenancy/node-exists.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { notFound } from '../../../platform/tenancy/refusals.ts';
import { printScopeName, type ScopeName } from '../../../platform/tenancy/scope-name.ts';
import { tenancySql } from '../../../platform/tenancy/tenancy-context.ts';
import { storedUserOf } from '../../../platform/tenancy/user-sql.ts';
import type { OwnQuestions } from '../own-questions.ts';
import type { ScopeGate } from '../scope-gate.ts';
import { type boardFinder, mayAsk } from './board-links.ts';
import type { Floor } from './floor.ts';
import { mailRelayOf } from './notifier.ts';
import type { PictureParts } from './pictures.ts';
import type { TenancyParts } from './tenancy.ts';

export interface ReportMates {
  readonly tenancy: Pick<TenancyParts, 'directories' | 'present'>;
  readonly boardOf: ReturnType<typeof boardFinder>;
  readonly boards: PictureParts['boards'];
  readonly channels: Pick<ChannelService, 'get'>;
  readonly scopes: Pick<ScopeGate, 'grantTo'>;
  readonly questions: Pick<OwnQuestions, 'as'>;
  readonly lists: Pick<ListedIncidents, 'of'>;
  readonly publicUrl: () => string;
}

export interface ReportParts {
  readonly reports: ReportService;
  readonly service: Service;
}

/** Dashboards that are sent by the clock. */
export function composeReports(floor: Floor, mates: ReportMates): ReportParts {
  const { state, clock, newId, logger, random, config } = floor;
  const { tenancy, boardOf, boards, channels, scopes, questions, lists, publicUrl } = mates;
  const directory = () => tenancy.directories.current();
  const sql = tenancySql(state.dialect);
  const reports = new ReportRepository(state);
  const access = new ReportAccess({
    directory,
    boardOf,
    mayAsk: (principal, scope) => mayAsk(scopes, principal, printScopeName(scope)),
    channelOf: channelFinder(channels),
  });
  const maker = new ReportMaker({
    ...{ access, boards, clock, publicUrl },
    apiOf: (principal, scope) => questions.as(principal, scope),
    incidentsOf: (principal, scope) => lists.of(principal, scope),
    pressPdf: (order, signal) => pressPdf(order, clock, signal),
    titleOf: (owner) => directory().tenants.get(owner)?.title ?? '',
  });
  const addressOf = async (id: string) => {
    const row = await state.first(sql.users.one(id));
    return (row && storedUserOf(row).email) ?? null;
  };
  const inbox = new InboxSql(state.dialect);
  const runner = new ReportRunner({
    ...{ reports, access, maker, addressOf, clock, logger, newId },
    notice: (failed) => reportNotice(inbox, failed),
    post: mailPost(mailRelayOf(config.mail)),
    present: (name) => tenancy.present.find(name),
    leaversAmong: (owner, addresses) => leaversAmong(state, sql.users, owner, addresses),
  });
  const run = (signal: AbortSignal) => runner.round(signal);
  const loop = createRunningLoop({ name: 'reports', run, clock, logger, random });
  const placeStands = (scope: ScopeName) =>
    nodeExists(sql, scope.kind === 'node' ? scope.node : null);
  const wake = () => loop.wake();
  return {
    reports: new ReportService({
      ...{ reports, access, maker, directory, placeStands, addressOf, wake, clock, newId },
    }),
    service: loop,
  };
}

/** Channels of kind `email` that a principal may read. */
function channelFinder(channels: Pick<ChannelService, 'get'>) {
  return (principal: Principal, owner: string, id: string): ReportChannel => {
    const channel = channels.get(principal, owner, id);
    if (channel.kind !== 'email') throw notFound(`Mail channel ${id}`);
    const { to = [], cc = [], bcc = [] } = recipientsOf(channel.settings);
    return { name: channel.name, enabled: channel.enabled, to, cc, bcc };
  };
}
