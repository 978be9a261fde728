import { RANGE_OPS, VECTOR_OPS } from '../../../../queries/logql/aggregations.ts';
import type { RangeOp, VectorOp } from '../../../../queries/logql/ast.ts';
import type { logql } from '../../i18n/en/logql.ts';

/** What a word is; named in the dictionaries. */
export type WordKind = keyof (typeof logql)['kind'];

/** The key of a word's text in the dictionaries: the word itself, or the name of an operator. */
export type WordKey = keyof (typeof logql)['words'];

/** A word or operator of LogQL with what it does. */
export interface LogqlWord {
  readonly text: string;
  readonly kind: WordKind;
  readonly key: WordKey;
}

const words = (kind: WordKind, keys: readonly WordKey[]): readonly LogqlWord[] =>
  keys.map((key) => ({ text: key, kind, key }));

const rangeOps: readonly RangeOp[] = [...RANGE_OPS.values()].map(({ op }) => op);
const vectorOps: readonly VectorOp[] = [...VECTOR_OPS.values()].map(({ op }) => op);

export const RANGE_WORDS = words('range', rangeOps);
export const FUNCTION_WORDS = [
  ...RANGE_WORDS,
  ...words('vector', vectorOps),
  ...words('function', ['label_replace', 'vector']),
];
export const STAGE_WORDS = [
  ...words('parser', ['json', 'logfmt', 'pattern', 'regexp', 'unpack']),
  ...words('stage', ['line_format', 'label_format', 'decolorize', 'drop', 'keep']),
];
export const UNWRAP_WORD: LogqlWord = { text: 'unwrap', kind: 'stage', key: 'unwrap' };
export const CONVERSION_WORDS = words('conversion', ['bytes', 'duration', 'duration_seconds']);
export const RIGHT_SIDE_WORDS = words('modifier', ['bool', 'on', 'ignoring']);
const OTHER_MODIFIERS = words('modifier', [
  'by',
  'without',
  'offset',
  'and',
  'or',
  'unless',
  'group_left',
  'group_right',
]);

export const LINE_FILTERS: readonly LogqlWord[] = [
  { text: '|=', kind: 'filter', key: 'contains' },
  { text: '!=', kind: 'filter', key: 'contains_not' },
  { text: '|~', kind: 'filter', key: 'matches' },
  { text: '!~', kind: 'filter', key: 'matches_not' },
  { text: '|>', kind: 'filter', key: 'has_shape' },
  { text: '!>', kind: 'filter', key: 'has_shape_not' },
];

/** Every word by its text, in lower case. */
export const LOGQL_WORDS: ReadonlyMap<string, LogqlWord> = new Map(
  [
    ...FUNCTION_WORDS,
    ...words('function', ['ip']),
    ...STAGE_WORDS,
    UNWRAP_WORD,
    ...CONVERSION_WORDS,
    ...RIGHT_SIDE_WORDS,
    ...OTHER_MODIFIERS,
  ].map((word) => [word.text, word]),
);
