import type { BoardOrder } from '../../dashboards/images/board/board-pictures.ts';
import type { ListedIncident } from '../../dashboards/model/panel-views.ts';
import { ReportMaker } from '../../dashboards/reports/make-report.ts';
import { ReportAccess, type ReportChannel } from '../../dashboards/reports/report-access.ts';
import type { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';

/** What a dashboard was drawn from, and for whom. */
export interface DrawnOrder extends BoardOrder {
  readonly by: string;
}

/** The mail channel of acme. */
export const CHANNEL = '01J0000000000000000000000C';

/** What there is at the moment. */
export interface ReportThings {
  /** `owner uid` */
  readonly boards: readonly string[];
  channel: ReportChannel | null;
  directory: Directory;
}

export function accessTo(now: () => ReportThings): ReportAccess {
  return new ReportAccess({
    directory: () => now().directory,
    boardOf: async (_, owner, { uid }) =>
      now().boards.includes(`${owner} ${uid}`) ? { title: uid, source: '{}' } : null,
    mayAsk: (principal, scope) =>
      principal.kind === 'user' &&
      principal.bindings.some(({ node }) => printScopeName(scope).startsWith(node?.tenant ?? '')),
    channelOf: (_, owner, id) => {
      const { channel } = now();
      if (owner === 'acme' && id === CHANNEL && channel !== null) return channel;
      throw new AppError('not_found', 'no channel');
    },
  });
}

/** One that says by its title for whom it is listed. */
const incidentNamed = (title: string): ListedIncident => ({
  ...{ id: 'i', title, severity: 'info', step: 'info', state: 'firing' },
  ...{ sinceMs: 0, labels: {} },
});

/** Draws one panel of one byte. */
export function makerOf({
  access,
  clock,
  drawn,
  isDrawing,
}: {
  readonly access: ReportAccess;
  readonly clock: VirtualClock;
  readonly drawn: DrawnOrder[];
  readonly isDrawing: () => Promise<boolean>;
}): ReportMaker {
  const names = new WeakMap<object, string>();
  const never = () => Promise.reject(new Error('nothing is asked here'));
  return new ReportMaker({
    ...{ access, clock, titleOf: () => '', publicUrl: () => 'https://tocsin.example' },
    apiOf: (principal) => {
      const api = { prometheus: never, loki: never };
      names.set(api, principal.name);
      return api;
    },
    incidentsOf: async (principal) => [incidentNamed(principal.name)],
    pressPdf: async () => Buffer.from('%PDF'),
    boards: {
      draw: async (order) => {
        if (!(await isDrawing())) throw new AppError('timeout', 'it took too long');
        drawn.push({ ...order, by: names.get(order.sources.api) ?? '' });
        return PICTURE;
      },
    },
  });
}

const PICTURE = {
  result: {
    ...{ kind: 'drawn' as const, title: 'Pods', rangeText: 'a day', variableTexts: [] },
    ...{ fromMs: 0, toMs: 1, svg: '', widthPx: 10, heightPx: 10, leftOut: 0 },
    rows: [],
    panels: [
      {
        ...{ key: 'a', panelId: 1, kind: 'stat', title: 'Up', svg: '', problem: null },
        ...{ left: 0, top: 0, widthPx: 10, heightPx: 10 },
      },
    ],
  },
  whole: null,
  panels: [new Uint8Array([1])],
};
