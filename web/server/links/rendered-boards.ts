import type { BoardPictures } from '../../../dashboards/images/board/board-pictures.ts';
import type { EmbedViews, OpenLink } from '../../../dashboards/links/embed-views.ts';
import { isMovingPicture, renderRequest } from '../../../dashboards/links/render-request.ts';
import type { ListedIncident } from '../../../dashboards/model/panel-views.ts';
import type { ScopedApi } from '../../../dashboards/model/scoped-api.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { BoundedMap } from '../../../platform/model/bounded-map.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { parseScopeName } from '../../../platform/tenancy/scope-name.ts';

export type PictureFormat = 'svg' | 'png';

export interface RenderedBoardsOptions {
  readonly boards: Pick<BoardPictures, 'draw'>;
  readonly views: Pick<EmbedViews, 'dashboard'>;
  readonly ask: (principal: Principal, scope: string) => ScopedApi;
  readonly incidents: (principal: Principal, scope: string) => Promise<readonly ListedIncident[]>;
  readonly directory: () => Directory;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export interface RenderedBoard {
  readonly bytes: Uint8Array;
  /** Seconds for which it may be shown again. */
  readonly maxAgeSeconds: number;
}

interface Kept {
  readonly principal: Principal;
  readonly source: string;
  readonly untilMs: number;
  readonly rendered: Promise<RenderedBoard>;
}

const MOST_KEPT = 16;
/** Those who look at the same picture at about the same time share it. */
const KEEP_MS = 10_000;
const MOVING_SECONDS = 30;
const STILL_SECONDS = 3_600;
/** Of one owner, drawn or waiting: the others' pictures come through too. */
const MOST_OF_OWNER = 4;

/** Pictures of links, drawn as who gave the link sees them at the moment. */
export class RenderedBoards {
  readonly #options: RenderedBoardsOptions;
  readonly #kept = new BoundedMap<string, Kept>(MOST_KEPT);
  readonly #drawing = new Map<string, number>();

  constructor(options: RenderedBoardsOptions) {
    this.#options = options;
  }

  /** Rejects with AppError `limited`, `not_found` for a panel that is gone, and as drawing does. */
  render(token: string, opened: OpenLink, format: PictureFormat): Promise<RenderedBoard> {
    const { principal, board } = opened;
    const nowMs = this.#options.clock.nowMs();
    const key = `${format} ${token}`;
    const kept = this.#kept.get(key);
    const isFresh =
      kept?.principal === principal && kept.source === board.source && nowMs < kept.untilMs;
    if (isFresh) return kept.rendered;
    const rendered = this.#inTurn(opened, nowMs, format);
    const entry = { principal, source: board.source, untilMs: nowMs + KEEP_MS, rendered };
    this.#kept.set(key, entry);
    rendered.catch(() => {
      if (this.#kept.get(key) === entry) this.#kept.delete(key);
    });
    return rendered;
  }

  async #inTurn(opened: OpenLink, nowMs: number, format: PictureFormat): Promise<RenderedBoard> {
    const { owner } = opened.link;
    const count = this.#drawing.get(owner) ?? 0;
    if (count >= MOST_OF_OWNER) {
      const message = `${MOST_OF_OWNER} pictures of ${owner} are being drawn; try again`;
      throw new AppError('limited', message, { retryAfterSeconds: 2 });
    }
    this.#drawing.set(owner, count + 1);
    try {
      return await this.#draw(opened, nowMs, format);
    } finally {
      const left = (this.#drawing.get(owner) ?? 1) - 1;
      if (left === 0) this.#drawing.delete(owner);
      else this.#drawing.set(owner, left);
    }
  }

  async #draw(opened: OpenLink, nowMs: number, format: PictureFormat): Promise<RenderedBoard> {
    const { boards, views, ask, incidents, directory } = this.#options;
    const { link, principal, board } = opened;
    const dashboard = views.dashboard(opened);
    const timeZone = directory().tenants.get(link.owner)?.timeZone ?? 'UTC';
    const scopeText = scopeTextOf(directory(), link.scope);
    const facts = { link, dashboard, source: board.source, nowMs, timeZone, scopeText };
    const order = {
      owner: link.owner,
      request: renderRequest(facts),
      sources: {
        api: ask(principal, link.scope),
        incidents: () => incidents(principal, link.scope),
      },
      pngs: format === 'png' ? 'whole' : 'none',
    } as const;
    const { result, whole } = await boards.draw(order, new AbortController().signal);
    if (result.kind === 'refused') throw new AppError('not_found', result.message);
    const bytes = format === 'svg' ? Buffer.from(result.svg, 'utf8') : whole;
    if (bytes === null) throw new AppError('internal', 'the picture came without its PNG');
    const leftSeconds = Math.floor((link.expiresAtMs - nowMs) / 1_000);
    const fitting = isMovingPicture(link, dashboard) ? MOVING_SECONDS : STILL_SECONDS;
    return { bytes, maxAgeSeconds: Math.max(0, Math.min(fitting, leftSeconds)) };
  }
}

/** `Acme / Shop / Production (eu-1)`, by the titles that people gave. */
export function scopeTextOf(directory: Directory, scope: string): string {
  const parsed = parseScopeName(scope);
  if (parsed === undefined || parsed.kind === 'platform') return 'tocsin';
  const { node, cluster } = parsed;
  const titles = [directory.tenants.get(node.tenant)?.title || node.tenant];
  if (node.project !== null) {
    const found = directory.projects.find(
      ({ tenant, id }) => tenant === node.tenant && id === node.project,
    );
    titles.push(found?.title || node.project);
  }
  if (node.environment !== null) {
    const found = directory.environments.find(
      ({ tenant, project, id }) =>
        tenant === node.tenant && project === node.project && id === node.environment,
    );
    titles.push(found?.title || node.environment);
  }
  return `${titles.join(' / ')}${cluster === null ? '' : ` (${cluster})`}`;
}
