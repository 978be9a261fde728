import type { TFunction } from 'i18next';

const KNOWN = [
  'lastNotNull',
  'last',
  'firstNotNull',
  'first',
  'min',
  'max',
  'mean',
  'median',
  'sum',
  'count',
  'range',
  'delta',
  'diff',
  'diffperc',
  'stdDev',
  'value',
  'percent',
] as const;

/** A reducer's name for people; one that we have no word for is named as it is. */
export function figureWords(figure: string, t: TFunction): string {
  const known = KNOWN.find((each) => each === figure);
  return known === undefined ? figure : t(`panels.figure.${known}`);
}
