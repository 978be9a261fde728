import type { TFunction } from 'i18next';
import { simpleCron } from '../silences/simple-cron.ts';

/** A pattern in words: `Mon, Tue at 08:00 (UTC)`; one that says more is shown as it is. */
export function cronWords(
  t: TFunction,
  { cron, zone }: { readonly cron: string; readonly zone: string },
): string {
  const simple = simpleCron(cron);
  if (simple !== null) {
    const { time, weekdays } = simple;
    const days = weekdays.map((day) => t(`policies.weekday.${day}`)).join(', ');
    return days === ''
      ? t('reports.everyDay', { time, zone })
      : t('reports.onDays', { days, time, zone });
  }
  const [, minute, hour, day] = /^(\d{1,2}) (\d{1,2}) (\d{1,2}) \* \*$/.exec(cron.trim()) ?? [];
  if (minute === undefined || hour === undefined || day === undefined)
    return t('reports.byPattern', { cron, zone });
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  return t('reports.monthly', { day, time, zone });
}
