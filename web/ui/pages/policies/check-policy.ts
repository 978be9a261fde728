import type { TFunction } from 'i18next';
import { parseDurationMs } from '../../../../platform/model/duration.ts';
import { type Findings, pointer } from '../../forms/pointer.ts';
import { isGroupingWrong } from '../../notify/grouping-field.tsx';
import { isUnchosen } from '../../notify/receivers-field.tsx';
import { isRepeatWrong } from '../../notify/repeat-field.tsx';
import { parseMonthDays } from './month-days.ts';
import type { PolicyForm, WindowForm } from './policy-form.ts';

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

type Say = (field: string, isWrong: boolean, words: string) => void;

/** What the browser can already tell is wrong, by JSON pointer. The service judges everything again. */
export function checkPolicy(form: PolicyForm, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const say: Say = (field, isWrong, words) => {
    if (isWrong && !findings.has(field)) findings.set(field, words);
  };
  say('/name', form.name.trim() === '', t('forms.required'));
  say('/name', form.name.trim().length > 120, t('forms.tooLong', { max: 120 }));
  say('/description', form.description.trim().length > 1_000, t('forms.tooLong', { max: 1_000 }));
  say('/repeat', isRepeatWrong(form.repeat), t('policies.repeat.invalid'));
  for (const [index, { channels, repeat }] of form.severities.entries()) {
    say(pointer('severities', index, 'channels'), isUnchosen(channels), t('forms.required'));
    say(
      pointer('severities', index, 'repeat'),
      isRepeatWrong(repeat),
      t('policies.repeat.invalid'),
    );
  }
  say('/grouping', isGroupingWrong(form.grouping), t('policies.grouping.invalid'));
  checkWindows(form.windows, say, t);
  checkDecisions(form, say, t);
  return findings;
}

/** What is wrong with time windows, at `/windows/0/…`. */
export function checkWindows(windows: readonly WindowForm[], say: Say, t: TFunction): void {
  const names = windows.map(({ name }) => name.trim());
  for (const [index, window] of windows.entries()) {
    const at = (key: string) => pointer('windows', index, key);
    say(at('name'), names[index] === '', t('forms.required'));
    say(at('name'), names.indexOf(names[index] ?? '') < index, t('rules.editor.duplicateName'));
    checkWindow(window, index, say, t);
  }
}

/** Pointers of the fields of time windows. */
export function windowFields(windows: readonly WindowForm[]): readonly string[] {
  return windows.flatMap(({ times }, index) => [
    ...['name', 'zone', 'monthDays'].map((key) => pointer('windows', index, key)),
    ...times.map((_, place) => pointer('windows', index, 'times', place)),
  ]);
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function checkDecisions({ escalation, flapping }: PolicyForm, say: Say, t: TFunction): void {
  let beforeMs = 0;
  for (const [index, { after, channels }] of escalation.entries()) {
    const at = (key: string) => pointer('escalation', index, key);
    const afterMs = parseDurationMs(after.trim()) ?? 0;
    const isGood = afterMs >= MINUTE_MS && afterMs <= 7 * DAY_MS;
    say(at('after'), !isGood, t('policies.escalation.invalid'));
    say(at('after'), afterMs <= beforeMs, t('policies.escalation.notLater'));
    say(at('channels'), channels.length === 0, t('forms.required'));
    beforeMs = afterMs;
  }
  for (const field of ['within', 'quiet'] as const) {
    const timeMs = flapping === null ? MINUTE_MS : (parseDurationMs(flapping[field].trim()) ?? 0);
    const isGood = timeMs >= MINUTE_MS && timeMs <= DAY_MS;
    say(`/flapping/${field}`, !isGood, t('policies.flapping.invalid'));
  }
}

function checkWindow(window: WindowForm, index: number, say: Say, t: TFunction): void {
  const isDays = parseMonthDays(window.monthDays) !== undefined;
  say(pointer('windows', index, 'monthDays'), !isDays, t('policies.window.invalidMonthDays'));
  for (const [place, { from, to }] of window.times.entries()) {
    const isGood = TIME.test(from) && (TIME.test(to) || to === '24:00');
    say(pointer('windows', index, 'times', place), !isGood, t('policies.window.invalidTimes'));
  }
}

/** Pointers of the fields that are shown, where the service's findings can stand. */
export function policyFields(form: PolicyForm): readonly string[] {
  return [
    '/name',
    '/description',
    '/channels',
    '/repeat',
    ...form.severities.flatMap((_, index) =>
      ['channels', 'repeat'].map((key) => pointer('severities', index, key)),
    ),
    '/grouping',
    ...windowFields(form.windows),
    ...form.escalation.flatMap((_, index) =>
      ['after', 'channels'].map((key) => pointer('escalation', index, key)),
    ),
    '/flapping/changes',
    '/flapping/within',
    '/flapping/quiet',
  ];
}
