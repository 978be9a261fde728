import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type {
  SeenBoard,
  SeenBoards,
  SeenShelf,
} from '../../../dashboards/grafana/boards/seen-boards.ts';
import type { HeldPlace } from '../../../dashboards/grafana/proxy/decide-view.ts';
import type { GrafanaPlace } from '../../../dashboards/grafana/proxy/grafana-place.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Caller } from '../request-context.ts';
import type { GrafanaProxy } from './grafana-proxy.ts';

export interface GrafanaBoardsOptions {
  readonly proxy: GrafanaProxy;
  readonly seen: SeenBoards;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly timeoutMs: number;
}

export interface ListedBoard extends Omit<SeenBoard, 'source'> {}

/** `isUp`: Grafana itself said so; otherwise it is what was last read there. */
export interface BoardList {
  readonly isUp: boolean;
  readonly organisation: number;
  readonly shelf: SeenShelf;
  readonly boards: readonly ListedBoard[];
}

export interface FoundBoard {
  readonly isUp: boolean;
  readonly organisation: number;
  readonly board: SeenBoard;
}

const MAX_BYTES = 8_000_000;
const Found = Type.Array(
  Type.Object({
    uid: Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' }),
    title: Type.String(),
    folderTitle: Type.Optional(Type.String()),
  }),
);
const Board = Type.Object({
  dashboard: Type.Object({ title: Type.Optional(Type.String()) }),
  meta: Type.Optional(Type.Object({ folderTitle: Type.Optional(Type.String()) })),
});

/** The dashboards of a tenant in Grafana, asked as the one who looks; what was seen stays when it is away. */
export class GrafanaBoards {
  readonly #options: GrafanaBoardsOptions;

  constructor(options: GrafanaBoardsOptions) {
    this.#options = options;
  }

  /** Null: the tenant has no place in Grafana. */
  async list(caller: Caller, tenant: string): Promise<BoardList | null> {
    const place = await this.#options.proxy.placeOf(caller, tenant);
    if (!place) return null;
    const { organisation } = place;
    const shelf = shelfOf(place);
    const read = await this.#ask(caller, place, '/api/search?type=dash-db&limit=1000');
    if (read.kind === 'answered' && Value.Check(Found, read.body)) {
      const boards = read.body.map(({ uid, title, folderTitle = '' }) => ({
        uid,
        title,
        folder: folderTitle,
      }));
      return {
        isUp: true,
        organisation,
        shelf,
        boards: boards.filter(({ uid }) => isIn(place, uid)),
      };
    }
    if (read.kind === 'refused') return { isUp: true, organisation, shelf, boards: [] };
    const boards = await this.#options.seen.list(shelf);
    return {
      isUp: false,
      organisation,
      shelf,
      boards: boards.filter(({ uid }) => isIn(place, uid)),
    };
  }

  /** @throws AppError `not_found` alike for what is unknown and for what is not the tenant's. */
  async find(caller: Caller, tenant: string, uid: string): Promise<FoundBoard> {
    const { proxy, seen, clock } = this.#options;
    const place = await proxy.placeOf(caller, tenant);
    if (!place || !isIn(place, uid)) throw unknown(uid);
    const { organisation } = place;
    const shelf = shelfOf(place);
    const read = await this.#ask(caller, place, `/api/dashboards/uid/${uid}`);
    if (read.kind === 'refused') throw unknown(uid);
    if (read.kind === 'unknown') {
      await seen.forget(shelf, uid);
      throw unknown(uid);
    }
    if (read.kind === 'answered' && Value.Check(Board, read.body)) {
      const { dashboard, meta } = read.body;
      const board = {
        uid,
        title: dashboard.title ?? uid,
        folder: meta?.folderTitle ?? '',
        source: JSON.stringify(dashboard),
      };
      await seen.keep(shelf, board, clock.nowMs());
      return { isUp: true, organisation, board };
    }
    const board = await seen.find(shelf, uid);
    if (!board) throw unknown(uid);
    return { isUp: false, organisation, board };
  }

  async #ask(caller: Caller, place: HeldPlace, path: string): Promise<Asked> {
    const { proxy, timeoutMs } = this.#options;
    if (caller.session === null) return { kind: 'away' };
    try {
      const headers = await proxy.identify(caller, place);
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await proxy.ask(
        { method: 'GET', path: proxy.pathOf(path), headers, body: null },
        signal,
      );
      const found = await boundedText(answer.body);
      if (answer.status === 404) return { kind: 'unknown' };
      if (answer.status === 401 || answer.status === 403) return { kind: 'refused' };
      if (answer.status !== 200 || found === null) return { kind: 'away' };
      return { kind: 'answered', body: JSON.parse(found) };
    } catch (thrown) {
      if (isAway(thrown)) return { kind: 'away' };
      throw thrown;
    }
  }
}

type Asked =
  | { readonly kind: 'answered'; readonly body: unknown }
  | { readonly kind: 'unknown' }
  /** Grafana is there, and does not show it to this person: nor does what was seen before. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'away' };

/** Null for what is too large: whoever may write a dashboard there says how large it is. */
async function boundedText(body: Readable): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const part = Buffer.from(chunk);
    bytes += part.byteLength;
    // Leaving the loop ends the answer.
    if (bytes > MAX_BYTES) return null;
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** It cannot be reached, is too slow, or speaks no JSON. */
function isAway(thrown: unknown): boolean {
  if (thrown instanceof AppError)
    return thrown.kind === 'unavailable' || thrown.kind === 'upstream_failed';
  if (thrown instanceof SyntaxError) return true;
  return thrown instanceof Error && ['TimeoutError', 'AbortError'].includes(thrown.name);
}

/** Tenants of one organisation are told apart by their dashboards. */
function shelfOf({ tenant, organisation, dashboards }: GrafanaPlace): SeenShelf {
  return { organisation, tenant: dashboards === null ? null : tenant };
}

function isIn({ dashboards }: GrafanaPlace, uid: string): boolean {
  return dashboards?.has(uid) ?? true;
}

function unknown(uid: string): AppError {
  return new AppError('not_found', `there is no dashboard ${uid} in the Grafana of this tenant`);
}
