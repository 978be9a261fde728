import type { TFunction } from 'i18next';
import { pointer } from '../../../forms/pointer.ts';
import { isUnchosen } from '../../../notify/receivers-field.tsx';
import { isRepeatWrong } from '../../../notify/repeat-field.tsx';
import type { LevelForm } from '../rule-form.ts';

/** What is wrong with the receivers and repeats of single levels, by field. */
export function checkLevelNotify(
  levels: readonly LevelForm[],
  t: TFunction,
): readonly (readonly [string, string])[] {
  return levels.flatMap(({ channels, repeat }, index) => [
    ...(isUnchosen(channels)
      ? [[pointer('levels', index, 'channels'), t('forms.required')] as const]
      : []),
    ...(isRepeatWrong(repeat)
      ? [[pointer('levels', index, 'repeat'), t('policies.repeat.invalid')] as const]
      : []),
  ]);
}
