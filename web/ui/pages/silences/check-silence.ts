import type { TFunction } from 'i18next';
import { type Findings, pointer } from '../../forms/pointer.ts';
import { type SilenceForm, typedInstant } from './silence-form.ts';

/** What the browser can already tell is wrong, by JSON pointer. The service judges everything again. */
export function checkSilence(form: SilenceForm, zone: string, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const say = (field: string, isWrong: boolean, words: string) => {
    if (isWrong && !findings.has(field)) findings.set(field, words);
  };
  const { kind, reason, matchers, ruleId, incidentId, recurs } = form;
  const named = matchers.filter(({ name }) => name.trim() !== '');
  const needsWhat = kind === 'silence' && ruleId === null && incidentId === null;
  say('/reason', reason.trim() === '', t('forms.required'));
  say('/reason', reason.trim().length > 2_000, t('forms.tooLong', { max: 2_000 }));
  say('/matchers', needsWhat && named.length === 0, t('silences.editor.needsMatcher'));
  for (const [index, { name, value }] of matchers.entries()) {
    const isHalf = name.trim() === '' && value !== '';
    say(pointer('matchers', index, 'name'), isHalf, t('forms.required'));
  }
  for (const key of ['startsAt', 'endsAt'] as const) {
    const isTyped = form[key].trim() !== '';
    const isWrong = isTyped && typedInstant(form[key], zone) === undefined;
    say(pointer('schedule', key), isWrong, t('silences.editor.invalidInstant'));
  }
  const isEndless = kind === 'maintenance' && !recurs && form.endsAt.trim() === '';
  say('/schedule/endsAt', isEndless, t('forms.required'));
  say(
    '/schedule/cron',
    recurs && form.cron.trim().split(/\s+/).length !== 5,
    t('silences.editor.invalidCron'),
  );
  say('/schedule/duration', recurs && form.duration.trim() === '', t('forms.required'));
  return findings;
}

/** Pointers of the fields that are shown, where the service's findings can stand. */
export function silenceFields({ matchers, recurs }: SilenceForm): readonly string[] {
  return [
    '/reason',
    '/matchers',
    '/schedule/startsAt',
    '/schedule/endsAt',
    ...(recurs ? ['/schedule/cron', '/schedule/zone', '/schedule/duration'] : []),
    ...matchers.flatMap((_, index) =>
      ['name', 'value'].map((key) => pointer('matchers', index, key)),
    ),
  ];
}
