import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { BoundedMap } from '../../platform/model/bounded-map.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { boardTime } from '../images/board/board-time.ts';
import { importDashboardText } from '../import/import-dashboard.ts';
import type { Dashboard } from '../model/dashboard.ts';
import type { ListedIncident } from '../model/panel-views.ts';
import { apiAt, type ScopedAnswer, type ScopedApi } from '../model/scoped-api.ts';
import { fittingIncidents } from '../panels/alertlist/alertlist-view.ts';
import { withTexts } from '../queries/panel-texts.ts';
import type { PlacedPanel } from '../queries/repeat-panels.ts';
import { builtInVariables } from '../variables/built-ins.ts';
import { type ResolvedVariables, resolveVariables } from '../variables/resolve-variables.ts';
import type { OpenedLink } from './board-links.ts';
import {
  askedQuery,
  type ClaimedQuestion,
  LINK_SCRAPE_INTERVAL_MS,
  type LinkedView,
  placedByKey,
} from './is-asked.ts';
import { chosenAmong, type LinkedDashboard, linkedDashboard } from './linked-dashboard.ts';
import { isZone, zoneOf } from './render-request.ts';

export type OpenLink = Extract<OpenedLink, { readonly kind: 'open' }>;

/** What a reader chose; what the link fixes is not heeded. */
export interface ViewChoice {
  /** Of an earlier view; null: now. */
  readonly nowMs: number | null;
  readonly from: string | null;
  readonly to: string | null;
  /** IANA. */
  readonly timeZone: string;
  readonly chosen: ReadonlyMap<string, readonly string[]>;
}

export interface EmbedViewsOptions {
  readonly ask: (principal: Principal, scope: string) => ScopedApi;
  readonly incidents: (principal: Principal, scope: string) => Promise<readonly ListedIncident[]>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** A view, with what its questions are compared with. */
export interface StandingView extends LinkedView {
  readonly nowMs: number;
  readonly resolved: ResolvedVariables;
  readonly placed: ReadonlyMap<string, PlacedPanel>;
}

interface Kept {
  /** Rights of another moment are another principal. */
  readonly principal: Principal;
  readonly source: string;
  readonly untilMs: number;
  readonly view: Promise<StandingView>;
}

const MOST_VIEWS = 64;
const MOST_BOARDS = 32;
const KEEP_MS = 60_000;

/**
 * Dashboards for who holds a link: variables are resolved here, in the link's scope, and a question is
 * asked only if the dashboard, planned from these, asks it. A view is kept for a minute and for as
 * long as nobody's rights change.
 */
export class EmbedViews {
  readonly #options: EmbedViewsOptions;
  readonly #views = new BoundedMap<string, Kept>(MOST_VIEWS);
  readonly #boards = new BoundedMap<
    string,
    { readonly source: string; readonly dashboard: Dashboard }
  >(MOST_BOARDS);

  constructor(options: EmbedViewsOptions) {
    this.#options = options;
  }

  /** @throws AppError `unprocessable` for a dashboard that cannot be read any more */
  dashboard({ link, board }: OpenLink): Dashboard {
    const key = `${link.owner} ${link.scope} ${link.uid} ${board.title}`;
    const kept = this.#boards.get(key);
    if (kept?.source === board.source) return kept.dashboard;
    const read = importDashboardText(board.source);
    if (read.kind === 'refused') throw new AppError('unprocessable', read.message);
    this.#boards.set(key, { source: board.source, dashboard: read.dashboard });
    return read.dashboard;
  }

  /** @throws AppError `not_found` where the panel is gone */
  linked(opened: OpenLink): LinkedDashboard {
    const linked = linkedDashboard(this.dashboard(opened), opened.link);
    if (linked === null) throw new AppError('not_found', 'The panel is not there any more.');
    return linked;
  }

  /** @throws AppError `invalid` for a choice of another time than that of the link */
  view(opened: OpenLink, choice: ViewChoice): Promise<StandingView> {
    const { link, principal, board } = opened;
    const presentMs = this.#options.clock.nowMs();
    const nowMs = choice.nowMs ?? presentMs;
    if (nowMs < link.issuedAtMs || nowMs > presentMs || !isZone(choice.timeZone)) {
      throw new AppError('invalid', 'The view is not of the time of the link. Load it again.');
    }
    const said = [choice.from, choice.to, choice.timeZone, [...choice.chosen], nowMs];
    const place = [link.owner, link.scope, link.uid, link.panelId, link.fixed];
    const key = JSON.stringify([place, said]);
    const kept = this.#views.get(key);
    const isFresh =
      kept?.principal === principal && kept.source === board.source && presentMs < kept.untilMs;
    if (isFresh) return kept.view;
    const view = this.#resolve(opened, { ...choice, nowMs });
    this.#views.set(key, { principal, source: board.source, untilMs: presentMs + KEEP_MS, view });
    return view;
  }

  async #resolve(
    opened: OpenLink,
    choice: ViewChoice & { readonly nowMs: number },
  ): Promise<StandingView> {
    const { link, principal } = opened;
    const linked = this.linked(opened);
    const { dashboard } = linked;
    const { uid, title, variables } = dashboard;
    // An end that may be chosen beside a fixed one could be before it: then neither would count.
    const isFixed = linked.from !== null || linked.to !== null;
    const { from, to } = isFixed ? dashboard : choice;
    const ends = { from: from ?? dashboard.from, to: to ?? dashboard.to };
    const time = boardTime(ends, choice.nowMs, zoneOf(dashboard.timeZone, choice.timeZone));
    const builtIns = builtInVariables({
      time,
      intervalMs: LINK_SCRAPE_INTERVAL_MS,
      scrapeIntervalMs: LINK_SCRAPE_INTERVAL_MS,
      dashboard: { uid, title },
    });
    const asked = chosenAmong(linked, choice.chosen);
    const api = this.#options.ask(principal, link.scope);
    const resolved = await resolveVariables(api, { variables, asked, time, builtIns });
    const view = { dashboard, resolved, time };
    return { ...view, nowMs: choice.nowMs, placed: placedByKey(view) };
  }

  /** @throws AppError `scope_denied` for what the dashboard does not ask then, and what asking throws */
  async ask(
    opened: OpenLink,
    choice: ViewChoice,
    claimed: ClaimedQuestion,
    signal: AbortSignal,
  ): Promise<ScopedAnswer> {
    const view = await this.view(opened, choice);
    const query = askedQuery(view, view.placed, claimed);
    if (query === undefined) {
      throw new AppError('scope_denied', 'The dashboard of the link does not ask this.');
    }
    const api = apiAt(this.#options.ask(opened.principal, opened.link.scope), query.cluster);
    const ask = claimed.language === 'logql' ? api.loki : api.prometheus;
    return ask.call(api, claimed.path, claimed.parameters, signal);
  }

  /**
   * What a list of alerts of the dashboard lists, and nothing that it leaves out.
   * @param panel see `placedByKey`
   * @throws AppError `scope_denied` for what is no list, and where the giver may not read incidents
   */
  async incidents(
    opened: OpenLink,
    choice: ViewChoice,
    panel: string,
  ): Promise<readonly ListedIncident[]> {
    const { placed, dashboard, resolved, time } = await this.view(opened, choice);
    const found = placed.get(panel);
    if (found?.panel.kind !== 'alertlist') {
      throw new AppError('scope_denied', 'The dashboard of the link has no such list.');
    }
    const { uid, title } = dashboard;
    const list = withTexts(found.panel, {
      ...{ time, variables: found.variables, filters: resolved.filters },
      ...{ dashboard: { uid, title }, scrapeIntervalMs: LINK_SCRAPE_INTERVAL_MS },
    });
    const { principal, link } = opened;
    const listed = await this.#options.incidents(principal, link.scope);
    // Who holds a link is not told of clusters.
    return fittingIncidents(list.options, listed).map(({ cluster: _, ...told }) => told);
  }
}
