import type { FailedReport } from '../../alerting/inbox/report-notice.ts';
import type { SendOutcome } from '../../alerting/notify/channel-kind.ts';
import type { PostedMail } from '../../alerting/notify/email/mail-post.ts';
import type { ReportDraft } from '../../dashboards/reports/report.ts';
import { ReportService } from '../../dashboards/reports/report-service.ts';
import { ReportRunner } from '../../dashboards/reports/run-reports.ts';
import { ReportRepository } from '../../dashboards/reports/store/report-repository.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createUlidSource } from '../../platform/ids/ulid.ts';
import { leaversAmong } from '../../platform/tenancy/leavers.ts';
import { nodeExists } from '../../platform/tenancy/node-exists.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import type { TestStates } from './both-states.ts';
import { openDashboardWorld, scopeNamed } from './dashboard-world.ts';
import { accessTo, type DrawnOrder, makerOf, type ReportThings } from './report-world.ts';
import { testDirectory } from './rule-fixture.ts';

export const REPORT_START = Date.parse('2026-05-12T07:00:00Z');

const writer = (name: string, on: string): Principal => ({
  ...{ kind: 'user', id: `01J00000000000000000000${name}`, name },
  bindings: [{ role: 'tenant-admin', node: parseNodePath(on) ?? null }],
});
/** People of two tenants. */
export const [ann, bob, eve] = [
  writer('ANN', 'acme'),
  writer('BOB', 'acme'),
  writer('EVE', 'umbrella'),
] as const;
export const viewer: Principal = {
  ...ann,
  kind: 'user',
  bindings: [{ role: 'tenant-member', node: parseNodePath('acme') ?? null }],
};

/** Of acme's shop, every day at eight. */
export const draft = (more: Partial<ReportDraft> = {}): ReportDraft => ({
  ...{ name: 'Daily', enabled: true, dashboard: 'pods', scope: scopeNamed('acme.shop') },
  ...{ variables: { pod: ['a', 'b'] }, range: 'yesterday', cron: '0 8 * * *', zone: 'UTC' },
  ...{ language: 'en', theme: 'light', attachment: 'html' },
  recipients: { addresses: ['ops@acme.example'], channels: [] },
  ...more,
});

/** What things are at the moment; tests change it. */
export interface ReportNow extends ReportThings {
  present: (id: string) => Principal | null;
  boards: string[];
  post: (mail: PostedMail) => SendOutcome;
  draws: boolean;
  /** Happens while a dashboard is drawn. */
  whileDrawing: () => Promise<unknown>;
}

function thingsAtFirst(): ReportNow {
  const people = new Map([ann, bob, eve].map((one) => [one.id, one]));
  return {
    present: (id) => people.get(id) ?? null,
    boards: ['acme pods', 'umbrella pods'],
    post: () => ({ kind: 'sent', detail: '' }),
    draws: true,
    directory: testDirectory(),
    whileDrawing: async () => undefined,
    channel: {
      ...{ name: 'ops', enabled: true, to: ['team@acme.example'], cc: [] },
      bcc: ['boss@acme.example'],
    },
  };
}

/** Reports of two tenants with everything around them, on one state. */
export async function openReportDesk(states: TestStates) {
  const world = await openDashboardWorld(states);
  const clock = new VirtualClock(REPORT_START);
  const reports = new ReportRepository(world.state);
  const mails: PostedMail[] = [];
  const drawn: DrawnOrder[] = [];
  const told: FailedReport[] = [];
  const now = thingsAtFirst();
  const newId = createUlidSource(clock, () => 0.5);
  const access = accessTo(() => now);
  const isDrawing = async () => {
    await now.whileDrawing();
    return now.draws;
  };
  const maker = makerOf({ access, clock, drawn, isDrawing });
  const addressOf = async (id: string) => (id === bob.id ? 'bob@acme.example' : null);
  const shared = { reports, access, maker, addressOf, clock, newId };
  const service = new ReportService({
    ...shared,
    directory: () => now.directory,
    placeStands: (scope) => nodeExists(world.sql, scope.kind === 'node' ? scope.node : null),
    wake: () => undefined,
  });
  const newRunner = () =>
    new ReportRunner({
      ...shared,
      post: {
        send: async (mail) => {
          mails.push(mail);
          return now.post(mail);
        },
      },
      present: async ({ id }) => now.present(id),
      leaversAmong: (owner, addresses) =>
        leaversAmong(world.state, world.sql.users, owner, addresses),
      notice: (failed) => {
        told.push(failed);
        return [];
      },
      logger: { info: () => undefined, warn: () => undefined },
    });
  const runner = newRunner();
  const signal = new AbortController().signal;
  return {
    ...{ world, clock, reports, mails, drawn, told, now, service, newRunner, runner },
    advanceTo: (text: string) => clock.advance(Date.parse(text) - clock.nowMs()),
    /** Rounds until nothing is left at this instant. */
    work: async (by: ReportRunner = runner) => {
      while ((await by.round(signal)) === 0);
    },
    statesOf: async (id: string) =>
      (await reports.runsOf(id)).map(({ state, message }) => [state, message].join(': ').trim()),
  };
}

export type ReportDesk = Awaited<ReturnType<typeof openReportDesk>>;
