import { createHmac } from 'node:crypto';
import type { Board } from '../../catalogue/board.ts';
import type { BoardLanguage } from '../../catalogue/board-json.ts';
import { BOARDS } from '../../catalogue/catalogue.ts';
import { shownBoard } from '../../catalogue/shown-board.ts';
import { isRecord } from '../../import/read-json.ts';
import type { DataSourceSpec } from '../provision/data-source-spec.ts';

/** The folder of a tenant's built-in dashboards. */
export const BOARDS_FOLDER = 'tocsin';

/** A built-in dashboard as it stands in the Grafana of one tenant. */
export interface BoardInGrafana {
  readonly uid: string;
  /** The tenant. */
  readonly node: string;
  readonly folder: typeof BOARDS_FOLDER;
  readonly title: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** `json` as text. */
  readonly source: string;
}

export interface BoardReaders {
  readonly owner: string;
  readonly language: BoardLanguage;
  /** All data sources of the tenant; the first of Prometheus is the one that is chosen. */
  readonly specs: readonly DataSourceSpec[];
  /** Names of the tenant's metrics; null where they cannot be told. */
  readonly metrics: ReadonlySet<string> | null;
}

/**
 * The uid of a built-in dashboard in the place of one tenant: a MAC, since tenants may share an organisation.
 * Its beginning is kept from dashboards that people write.
 * @param key 32 bytes that nothing else uses
 */
export function boardUid(key: Uint8Array, owner: string, id: string): string {
  const mac = createHmac('sha256', key).update(`board ${owner} ${id}`).digest('base64url');
  return `tocsin-${mac.slice(0, 25)}`;
}

/** The uids of all that the tenant could have. */
export function boardUids(key: Uint8Array, owner: string): ReadonlySet<string> {
  return new Set(BOARDS.map(({ id }) => boardUid(key, owner, id)));
}

/** The dashboard with the tenant's own data source; the same for the same content. */
export function boardInGrafana(
  board: Board,
  uid: string,
  { owner, language, specs, metrics }: BoardReaders,
): BoardInGrafana {
  const given = shownBoard(board, language, metrics).json;
  const json = { ...given, uid, editable: false, templating: choosing(given, owner, specs) };
  const title = board.title[language === 'zh' ? 1 : 0];
  return {
    uid,
    node: owner,
    folder: BOARDS_FOLDER,
    title,
    json,
    source: `${JSON.stringify(json, null, 2)}\n`,
  };
}

/** Only the tenant's are offered: in an organisation of several there are more. */
function choosing(
  { templating }: Readonly<Record<string, unknown>>,
  owner: string,
  specs: readonly DataSourceSpec[],
) {
  const list = isRecord(templating) && Array.isArray(templating.list) ? templating.list : [];
  const sources = specs.filter(({ kind }) => kind === 'prometheus');
  const [first] = sources;
  if (first === undefined) return { list };
  const chosen = {
    current: { selected: true, text: first.name, value: first.uid },
    regex: `/^Metrics ${owner}([.@].*)?$/`,
    hide: sources.length > 1 ? 0 : 2,
  };
  return {
    list: list.map((one: unknown) =>
      isRecord(one) && one.type === 'datasource' ? { ...one, ...chosen } : one,
    ),
  };
}
