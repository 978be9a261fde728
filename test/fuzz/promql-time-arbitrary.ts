import fc from 'fast-check';
import type { Dialect } from './promql-arbitrary.ts';

const DURATIONS = ['5m', '1h30m', '30s', '1d', '500ms', '1w'];
const ARITHMETIC = [
  '5m + 1m',
  '(1m+step())*2',
  'max_of(step(), 5m)',
  '2^3',
  'STEP()',
  '5m-1s',
  '600',
];

/** `[5m]`, or `[1h:5m]` and `[1h:]` for subqueries, as one token: a comment may not stand in front. */
export function range(dialect: Dialect, isSubquery = false): fc.Arbitrary<string> {
  const duration = fc.constantFrom(...DURATIONS, ...(dialect === '3.x' ? ARITHMETIC : []));
  const space = fc.constantFrom('', '', ' ', '\n');
  if (!isSubquery) return fc.tuple(duration, space).map(([d, s]) => `[${s}${d}${s}]`);
  return fc
    .tuple(duration, fc.option(duration, { nil: '' }), space)
    .map(([d, step, s]) => `[${s}${d}${s}:${s}${step}${s}]`);
}

/** `offset …` and `@ …` in either order, one, both or none; on a selector also `anchored`, `smoothed`. */
export function timeModifier(
  dialect: Dialect,
  isSubquery = false,
): fc.Arbitrary<readonly string[]> {
  const older: readonly (readonly string[])[] = [
    ['offset', '5m'],
    ['OFFSET', '-', '1h'],
  ];
  const newer: readonly (readonly string[])[] = [
    ['offset', '50'],
    ['offset', '0s'],
    ['offset', '(', '1m', '*', '2', ')'],
    ['offset', '-', '(', 'step', '(', ')', '+', '1s', ')'],
    ['offset', 'min_of', '(', '1m', ',', '2m', ')'],
  ];
  const offset = fc.constantFrom(...older, ...(dialect === '3.x' ? newer : []));
  const at = fc.constantFrom<readonly string[]>(
    ['@', 'start', '(', ')'],
    ['@', 'END', '(', ')'],
    ['@', '1609746000'],
    ['@', '-', '3.5'],
  );
  const none = fc.constant<readonly string[]>([]);
  const both = fc
    .tuple(offset, at, fc.boolean())
    .map(([o, a, offsetFirst]) => (offsetFirst ? [...o, ...a] : [...a, ...o]));
  const extended =
    dialect === '3.x' && !isSubquery
      ? fc.constantFrom<readonly string[]>(['anchored'], ['SMOOTHED'])
      : none;
  return fc.oneof({ arbitrary: none, weight: 6 }, offset, at, both, extended);
}
