import type { ListedIncidents } from '../../../dashboards/alerts/listed-incidents.ts';
import type { BoardLinks } from '../../../dashboards/links/board-links.ts';
import type { DriftBook } from '../../../platform/kubernetes/managed/drift-book.ts';
import type { LimitGate } from '../../../queries/limits/limit-gate.ts';
import type { ScopedMetrics } from '../../../queries/proxy/named-metrics/scoped-metrics.ts';
import type { Callers } from '../callers.ts';
import type { EmbeddedLink } from '../embedded/embedded-thread.ts';
import type { OwnQuestions } from '../own-questions.ts';
import type { RunningQuestions } from '../running-questions.ts';
import type { ScopeGate } from '../scope-gate.ts';
import type { AlertingParts } from './alerting.ts';
import type { DashboardParts } from './dashboards.ts';
import type { Floor } from './floor.ts';
import type { FlowParts } from './flows.ts';
import type { GrafanaParts } from './grafana.ts';
import type { GrafanaSyncParts } from './grafana-sync.ts';
import type { LinkedBoardsOptions } from './linked-boards.ts';
import type { LogParts } from './logs.ts';
import type { MonitorParts } from './monitors.ts';
import type { PictureParts } from './pictures.ts';
import type { PushPlaces } from './push-places.ts';
import type { QueryParts } from './queries.ts';
import type { ReportParts } from './reports.ts';
import type { TenancyParts } from './tenancy.ts';

export interface HttpOptions extends Pick<DashboardParts, 'dashboards'> {
  readonly grafanaSync: Pick<GrafanaSyncParts, 'grafana' | 'places' | 'admit'>;
  readonly floor: Floor;
  readonly tenancy: TenancyParts;
  readonly gate: LimitGate;
  readonly queries: QueryParts;
  readonly named: ScopedMetrics;
  readonly logs: LogParts;
  readonly embedded: EmbeddedLink;
  readonly alerting: AlertingParts;
  readonly monitors: MonitorParts;
  readonly drift: DriftBook;
  readonly flows: FlowParts;
  readonly pictures: LinkedBoardsOptions['pictures'] & Pick<PictureParts, 'boards'>;
  readonly notReady: () => readonly string[];
}

/** Dashboards as others see them: in Grafana, behind links, in mails. */
export interface ShownBoards {
  readonly links: BoardLinks;
  readonly grafana: GrafanaParts | null;
  /** What the service asks on somebody's behalf. */
  readonly questions: OwnQuestions;
  /** What lists of alerts list. */
  readonly lists: ListedIncidents;
  readonly reports: ReportParts;
}

export interface Entrance {
  readonly callers: Callers;
  readonly scopes: ScopeGate;
  readonly url: () => string;
}

export interface ApiEntrance extends Entrance, ShownBoards {
  readonly running: RunningQuestions;
  readonly places: PushPlaces;
}
