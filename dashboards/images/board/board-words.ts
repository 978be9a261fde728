import { DateTime } from 'luxon';
import type { PanelTime } from '../../model/panel-data.ts';
import { zoneOf } from '../../panels/time-ticks.ts';
import type { ResolvedVariables } from '../../variables/resolve-variables.ts';
import type { PictureWords } from '../views/picture-words.data.ts';

const MOST_VALUES = 6;

/** `2026-01-15 08:00 – 09:00 (Asia/Shanghai)`; an unknown zone is UTC. */
export function rangeText({ fromMs, toMs, timeZone }: PanelTime): string {
  const given = DateTime.fromMillis(fromMs, { zone: zoneOf(timeZone) });
  const from = given.isValid ? given : DateTime.fromMillis(fromMs, { zone: 'utc' });
  const to = DateTime.fromMillis(toMs, { zone: from.zone });
  const isSameDay = from.hasSame(to, 'day');
  const start = from.toFormat('yyyy-MM-dd HH:mm');
  return `${start} – ${to.toFormat(isSameDay ? 'HH:mm' : 'yyyy-MM-dd HH:mm')} (${from.zoneName})`;
}

/** What is chosen, a text for each variable that shows: `job: api, web`. */
export function variableTexts(
  { variables, values }: ResolvedVariables,
  words: PictureWords,
): readonly string[] {
  return variables.flatMap(({ variable, selected, options }) => {
    const { name, label, hides, kind } = variable;
    // Where there are several clusters, which of them is seen has to be said.
    if (kind === 'datasource' ? options.length === 0 : hides === 'variable' || kind === 'constant')
      return [];
    const texts = kind === 'adhoc' ? selected : (values.get(name)?.texts ?? selected);
    const shown = texts.filter((text) => text !== '');
    if (shown.length === 0) return [];
    const isAll = shown.length === 1 && shown[0] === 'All';
    const list = isAll ? words.all : shown.slice(0, MOST_VALUES).join(', ');
    const more = shown.length > MOST_VALUES ? ` +${shown.length - MOST_VALUES}` : '';
    return [`${label === '' ? name : label}: ${list}${more}`];
  });
}
