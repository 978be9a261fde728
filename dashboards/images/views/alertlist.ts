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
const HEAD_PX = 22;
const MORE_PX = 18;
const RESOLVED = '#17753d';
const MOST_LABELS = 4;

/** Incidents with their severity, age and labels. */
export function drawAlertList(
  view: AlertListView,
  { widthPx, heightPx }: ViewRoom,
  pen: ViewPen,
): string {
  const parts: string[] = [];
  const total = view.groups.reduce((sum, { incidents }) => sum + incidents.length, view.leftOut);
  const bottom = heightPx - (heightOf(view) > heightPx || view.leftOut > 0 ? MORE_PX : 0);
  let top = 0;
  let shown = 0;
  for (const { name, incidents } of view.groups) {
    const head = name === '' ? 0 : HEAD_PX;
    if (top + head + ROW_PX > bottom) break;
    if (head > 0) parts.push(headOf(name, top, widthPx, pen));
    top += head;
    for (const incident of incidents) {
      if (top + ROW_PX > bottom) break;
      parts.push(svgMoved(0, top, drawIncident(incident, view.timeZone, widthPx, pen)));
      top += ROW_PX;
      shown += 1;
    }
  }
  if (shown === total) return parts.join('');
  const more = filled(pen.words.more, { count: total - shown });
  return parts.join('') + svgText(more, { x: 0, y: heightPx - 5, size: 11, fill: pen.look.dimmed });
}

function heightOf({ groups }: AlertListView): number {
  return groups.reduce(
    (sum, { name, incidents }) => sum + (name === '' ? 0 : HEAD_PX) + incidents.length * ROW_PX,
    0,
  );
}

function headOf(name: string, top: number, widthPx: number, { measure, look }: ViewPen): string {
  const words = fitText(measure, name, 12, widthPx);
  return svgText(words, { x: 0, y: top + 15, size: 12, fill: look.text, isStrong: true });
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
