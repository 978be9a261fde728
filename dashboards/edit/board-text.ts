import { flattenV2, isSchemaV2 } from '../import/flatten-v2.ts';
import { importDashboard } from '../import/import-dashboard.ts';
import { IMPORT_LIMITS } from '../import/import-limits.ts';
import { isRecord, recordsOf } from '../import/read-json.ts';
import { type BoardMember, memberOf, unwrapBoard } from '../import/unwrap-board.ts';
import type { JsonRecord, Panel } from '../model/panel.ts';
import { faultPlace } from './fault-place.ts';

/** The text of a dashboard with the JSON that is edited. */
export interface BoardText {
  readonly text: string;
  /** The whole of the text. */
  readonly outer: JsonRecord;
  /** The member of it that is the dashboard; null: it is the dashboard itself. */
  readonly member: BoardMember | null;
  readonly board: JsonRecord;
  /** `rows` and `v2` are drawn; their panels can be changed by the form after `asPanels`. */
  readonly form: 'panels' | 'rows' | 'v2';
}

export type ReadBoard =
  | { readonly kind: 'read'; readonly read: BoardText }
  | {
      readonly kind: 'refused';
      readonly message: string;
      /** Where in the text, in UTF-16 units; null where nobody knows. */
      readonly at: number | null;
    };

/** The schema of resources whose `spec` is a dashboard of v1. */
const V1_RESOURCE = 'dashboard.grafana.app/v1beta1';

/** Reads the text of a dashboard for editing; it is refused for the reasons for which import refuses it. */
export function readBoardText(text: string): ReadBoard {
  if (text.length > IMPORT_LIMITS.textChars)
    return refused(`The text has more than ${IMPORT_LIMITS.textChars} characters.`);
  let outer: unknown;
  try {
    outer = JSON.parse(text);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return refused(thrown.message, faultPlace(text));
  }
  const imported = importDashboard(outer);
  if (imported.kind === 'refused') return refused(imported.message);
  if (!isRecord(outer)) return refused('Expected a JSON object.');
  const board = unwrapBoard(outer);
  const read = { text, outer, member: memberOf(outer), board, form: formOf(board) };
  return { kind: 'read', read };
}

function refused(message: string, at: number | null = null): ReadBoard {
  return { kind: 'refused', message, at };
}

function formOf(board: JsonRecord): BoardText['form'] {
  if (isSchemaV2(board)) return 'v2';
  return recordsOf(board.panels).length === 0 && Array.isArray(board.rows) ? 'rows' : 'panels';
}

/** The text with another dashboard in it, indented as it was; of the same dashboard the text itself. */
export function printBoardText(read: BoardText, board: JsonRecord): string {
  if (board === read.board) return read.text;
  const { text } = read;
  const printed = JSON.stringify(wrapBoard(read, board), null, indentOf(text));
  return text.endsWith('\n') ? `${printed}\n` : printed;
}

/** Whether a text of schema v2 becomes one of v1 with this dashboard in it. */
export function becomesV1({ form }: BoardText, board: JsonRecord): boolean {
  return form === 'v2' && !isSchemaV2(board);
}

/** What stands around the dashboard in the text, with another one in it; it says which schema that has. */
export function wrapBoard(read: BoardText, board: JsonRecord): JsonRecord {
  const { outer, member } = read;
  if (member === null) return board;
  if (member === 'dashboard' || !becomesV1(read, board)) return { ...outer, [member]: board };
  // It tells how Grafana made v2 of what it had stored.
  const { status: _status, ...lasting } = outer;
  return { ...lasting, apiVersion: V1_RESOURCE, spec: board };
}

/** What the first member stands behind; none for a text of one line. */
function indentOf(text: string): string {
  return /^\s*\{\r?\n([ \t]{1,8})"/.exec(text)?.[1] ?? '';
}

/** A dashboard of rows (before version 5) or of schema v2 as one whose panels stand in `panels`. */
export function asPanels(read: BoardText): JsonRecord {
  switch (read.form) {
    case 'panels':
      return read.board;
    case 'v2':
      return flattenV2(read.board, []);
    case 'rows':
      return fromRows(read.board);
    default:
      return read.form satisfies never;
  }
}

/** Each panel gets the place at which it is drawn. */
function fromRows(board: JsonRecord): JsonRecord {
  const imported = importDashboard(board);
  if (imported.kind === 'refused') return board;
  const { rows, ...others } = board;
  const heads = imported.dashboard.panels;
  const hasHeads = heads.some(({ kind }) => kind === 'row');
  let next = 0;
  const panels = recordsOf(rows).flatMap((row, index) => {
    const { panels: inside, ...own } = row;
    const head = hasHeads ? heads[index] : undefined;
    const placed = recordsOf(inside).map((panel, at) => {
      const drawn = head === undefined ? heads[next++] : head.panels[at];
      return drawn === undefined ? panel : placedAs(panel, drawn);
    });
    if (head === undefined) return placed;
    const { isCollapsed } = head;
    const made = {
      ...placedAs(own, head),
      type: 'row',
      collapsed: isCollapsed,
      panels: isCollapsed ? placed : [],
    };
    return isCollapsed ? [made] : [made, ...placed];
  });
  return { ...others, panels };
}

function placedAs(json: JsonRecord, { id, place }: Panel): JsonRecord {
  const { x, y, width: w, height: h } = place;
  return { ...json, id, gridPos: { x, y, w, h } };
}
