import type { TFunction } from 'i18next';
import type { WeeklyTimes } from '../../week-grid/week-minutes.ts';
import type { WindowForm } from './policy-form.ts';

/** A window all of whose hours were taken away: its times are typed, or painted anew. */
const NEVER = [{ from: '', to: '' }];

/** Whether no hour of the window is left; it cannot be saved so. */
export function isNever({ times }: WindowForm): boolean {
  return times.length === NEVER.length && times.every(({ from, to }) => from === '' && to === '');
}

/**
 * The window as it was painted. Days with different times are windows of their own, since one has the same
 * times on all its days; the others are named after the first.
 */
export function paintedWindows(
  window: WindowForm,
  weekly: readonly WeeklyTimes[],
  t: TFunction,
): readonly WindowForm[] {
  if (weekly.length === 0) return [{ ...window, weekdays: [], times: NEVER }];
  return weekly.map(({ weekdays, times }, index) => ({
    ...window,
    name:
      index === 0
        ? window.name
        : t('policies.grid.split', { name: window.name, number: index + 1 }),
    weekdays: [...weekdays],
    times: times.map((time) => ({ ...time })),
  }));
}
