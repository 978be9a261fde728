import { DateTime } from 'luxon';
import { STEPS } from '../../../platform/model/severity-step.ts';
import type { AlertListView, ListedIncident } from '../../model/panel-views.ts';
import { inkOn } from '../../panels/colour.ts';
import { zoneOf } from '../../panels/time-ticks.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgBox, svgMoved, svgText } from '../svg-parts.ts';
import { filled } from './picture-words.data.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

const ROW_PX = 40;
const RESOLVED = '#17753d';
const MOST_LABELS = 4;

/** Incidents with their severity, age and labels. */
export function drawAlertList(
  view: AlertListView,
  { widthPx, heightPx }: ViewRoom,
  pen: ViewPen,
): string {
  const total = view.incidents.length + view.leftOut;
  const fitting = Math.floor(heightPx / ROW_PX);
  const isCut = total > fitting;
  const most = isCut ? Math.floor((heightPx - 18) / ROW_PX) : fitting;
  const rows = view.incidents.slice(0, Math.max(0, most));
  const drawn = rows.map((incident, index) =>
    svgMoved(0, index * ROW_PX, drawIncident(incident, view.timeZone, widthPx, pen)),
  );
  if (rows.length === total) return drawn.join('');
  const more = filled(pen.words.more, { count: total - rows.length });
  return drawn.join('') + svgText(more, { x: 0, y: heightPx - 5, size: 11, fill: pen.look.dimmed });
}

function drawIncident(
  { title, severity, step, state, sinceMs, labels }: ListedIncident,
  timeZone: string,
  widthPx: number,
  pen: ViewPen,
): string {
  const { measure, look, words, theme } = pen;
  const isOver = state === 'resolved';
  const badge = isOver ? words.resolved : severity;
  const colour = isOver ? RESOLVED : (theme.steps[STEPS.indexOf(step)] ?? look.dimmed);
  const badgeWidth = Math.min(widthPx * 0.3, measure(badge, 11) + 12);
  const at = DateTime.fromMillis(sinceMs, { zone: zoneOf(timeZone) });
  const since = filled(words.since, { instant: at.toFormat('yyyy-MM-dd HH:mm') });
  const sinceWidth = measure(since, 11);
  const hasSince = widthPx - badgeWidth - sinceWidth > 120;
  const titleRoom = widthPx - badgeWidth - 8 - (hasSince ? sinceWidth + 10 : 0);
  const shownLabels = Object.entries(labels)
    .slice(0, MOST_LABELS)
    .map(([name, value]) => `${name}=${value}`.slice(0, 60))
    .join('  ');
  return [
    svgBox({ left: 0, top: 2, width: badgeWidth, height: 17 }, colour, { radius: 3 }),
    svgText(fitText(measure, badge, 11, badgeWidth - 8), {
      x: badgeWidth / 2,
      y: 14.5,
      size: 11,
      fill: inkOn(colour),
      anchor: 'middle',
    }),
    svgText(fitText(measure, title, 13, titleRoom), {
      x: badgeWidth + 8,
      y: 15,
      size: 13,
      fill: look.text,
    }),
    hasSince
      ? svgText(since, { x: widthPx, y: 15, size: 11, fill: look.dimmed, anchor: 'end' })
      : '',
    svgText(fitText(measure, shownLabels, 11, widthPx), {
      x: 0,
      y: 32,
      size: 11,
      fill: look.dimmed,
    }),
  ].join('');
}
