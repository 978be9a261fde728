import type { BoardRequest } from '../images/board/board-picture.ts';
import { boardTime } from '../images/board/board-time.ts';
import type { Dashboard } from '../model/dashboard.ts';
import type { BoardLink } from './board-link.ts';
import { fixedValue, pinnedOf } from './linked-dashboard.ts';

export interface RenderFacts {
  readonly link: BoardLink;
  readonly dashboard: Dashboard;
  readonly source: string;
  readonly nowMs: number;
  /** Of who the dashboard belongs to, IANA. */
  readonly timeZone: string;
  /** As people read it. */
  readonly scopeText: string;
}

const BOARD_WIDTH_PX = 1_200;
const PANEL_WIDTH_PX = 800;
const PANEL_HEIGHT_PX = 400;

/** The picture that a link says; nothing of it is left to who holds it. */
export function renderRequest({
  link,
  dashboard,
  source,
  nowMs,
  timeZone: ownZone,
  scopeText,
}: RenderFacts): BoardRequest {
  const { panelId } = link;
  const from = fixedValue(link, 'from') ?? dashboard.from;
  const to = fixedValue(link, 'to') ?? dashboard.to;
  const timeZone = zoneOf(dashboard.timeZone, ownZone);
  const pinned = pinnedOf(link);
  return {
    board: source,
    variables: pinned,
    pinned,
    range: boardTime({ from, to }, nowMs, timeZone),
    ...{ nowMs, timeZone, scope: scopeText },
    language: fixedValue(link, 'language') === 'zh' ? 'zh' : 'en',
    theme: fixedValue(link, 'theme') === 'dark' ? 'dark' : 'light',
    widthPx: sizeOf(
      link,
      'width',
      [320, 2_000],
      panelId === null ? BOARD_WIDTH_PX : PANEL_WIDTH_PX,
    ),
    only:
      panelId === null
        ? null
        : { panelId, heightPx: sizeOf(link, 'height', [60, 2_000], PANEL_HEIGHT_PX) },
  };
}

/** Whether the picture changes by itself. */
export function isMovingPicture(link: BoardLink, dashboard: Dashboard): boolean {
  const ends = [fixedValue(link, 'from') ?? dashboard.from, fixedValue(link, 'to') ?? dashboard.to];
  return ends.some((end) => end.includes('now'));
}

function sizeOf(
  link: BoardLink,
  name: 'width' | 'height',
  [least, most]: readonly [number, number],
  otherwise: number,
): number {
  const text = fixedValue(link, name);
  const given = text !== null && /^\d{1,5}$/.test(text) ? Number(text) : otherwise;
  return Math.min(most, Math.max(least, given));
}

/** A dashboard may have a zone of its own. */
export function zoneOf(zone: string, otherwise: string): string {
  if (zone.toLowerCase() === 'utc') return 'UTC';
  return zone === '' || zone === 'browser' || !isZone(zone) ? otherwise : zone;
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}
