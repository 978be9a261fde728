import { parseTimeEnd } from '../../platform/model/time-end.ts';
import type { ImportNote } from '../model/dashboard.ts';
import type { JsonRecord } from '../model/panel.ts';
import { numberOrNull, recordOf, textOf, textOrNull } from './read-json.ts';

/**
 * The range that a dashboard opens with. Years and quarters of a fiscal year (`now/fy`, `now-1Q/fQ`) are
 * those of the calendar where they are the same; what is counted otherwise than in Grafana is noted.
 */
export function importRange(
  json: JsonRecord,
  notes: ImportNote[],
): { readonly from: string; readonly to: string } {
  const time = recordOf(json.time);
  const note = (message: string) => notes.push({ panelId: null, panelTitle: '', message });
  const startMonth = numberOrNull(json.fiscalYearStartMonth) ?? 0;
  const own = [textOrNull(time.from) ?? 'now-6h', textOrNull(time.to) ?? 'now'] as const;
  const isOther = (text: string) =>
    (/f[yY]$/.test(text) && startMonth !== 0) || (/fQ$/.test(text) && startMonth % 3 !== 0);
  if (own.some(isOther)) {
    note('Fiscal years are not known here: its range goes by years and quarters of the calendar.');
  }
  const weekStart = textOf(json.weekStart);
  const isByWeek = own.some((text) => text.endsWith('/w'));
  if (isByWeek && (weekStart === 'sunday' || weekStart === 'saturday')) {
    note(`Weeks of its range begin on Monday here, not on ${weekStart}.`);
  }
  const [from = '', to = ''] = own.map((text) => text.replace(/\/f(?=[yQ]$)/, '/'));
  if (parseTimeEnd(from, 'utc') === undefined || parseTimeEnd(to, 'utc') === undefined) {
    note(`Its range ${from} to ${to} is not understood: the last six hours are shown.`);
  }
  return { from, to };
}
