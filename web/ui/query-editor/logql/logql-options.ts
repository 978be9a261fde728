import { quoteGo } from '../../../../queries/promql/go-quote.ts';
import { quoteRegex } from '../../../../queries/promql/quote-regex.ts';
import type { LogField } from '../../api/log-catalogue.ts';
import type { FieldsOf, LogqlPlace, Quote } from './logql-place.ts';
import {
  CONVERSION_WORDS,
  FUNCTION_WORDS,
  LINE_FILTERS,
  LOGQL_WORDS,
  type LogqlWord,
  RANGE_WORDS,
  RIGHT_SIDE_WORDS,
  STAGE_WORDS,
  UNWRAP_WORD,
  type WordKey,
  type WordKind,
} from './logql-words.ts';

/** What is offered at a place. */
export interface LogqlOption {
  readonly label: string;
  /** What is written in its place. */
  readonly insert: string;
  /** So many characters before the end of what is written the cursor goes on: `rate(` and `)`. */
  readonly cursorBack: number;
  readonly note: WordKind | 'label' | 'field' | 'metadata' | '';
  /** Says what it does. */
  readonly key: WordKey | undefined;
  /** Whether more is to be chosen right behind it. */
  readonly leadsOn: boolean;
}

/** Asks a scope; each answers nothing where the backend cannot be asked, or nobody waits any more. */
export interface LogqlKnowledge {
  readonly labels: (selector: string) => Promise<readonly string[]>;
  readonly values: (label: string, selector: string) => Promise<readonly string[]>;
  readonly fields: (query: string) => Promise<readonly LogField[]>;
  readonly fieldValues: (field: string, query: string) => Promise<readonly string[]>;
}

const RANGES = ['1m', '5m', '10m', '30m', '1h', '6h', '12h', '1d', '7d'] as const;
const MATCH_OPS = ['=', '!=', '=~', '!~'] as const;
const FIELD_OPS = [...MATCH_OPS, '>', '>=', '<', '<='] as const;

/** Everything that fits a place, the likeliest first. */
export async function optionsAt(
  place: LogqlPlace,
  know: LogqlKnowledge,
): Promise<readonly LogqlOption[]> {
  switch (place.kind) {
    case 'nothing':
      return [];
    case 'expression':
      return expressionOptions(place);
    case 'label_name': {
      const names = await know.labels(place.selector);
      return names
        .filter((name) => !place.taken.includes(name))
        .map((name) => nameOption(name, 'label'));
    }
    case 'match_op':
      return MATCH_OPS.map(opOption);
    case 'field_op':
      return FIELD_OPS.map(opOption);
    case 'label_value':
      return valueOptions(await know.values(place.label, place.selector), place);
    case 'field_value':
      return place.isCompared
        ? numberOptions(await fieldValues(place.field, place.fields, know))
        : valueOptions(await fieldValues(place.field, place.fields, know), place);
    case 'stage':
      return stageOptions(place, await stageFields(place, know));
    case 'field_name':
      return fieldOptions(await fieldsHere(place.fields, know));
    case 'unwrap':
      return [...(await unwrapOptions(place.fields, know)), ...CONVERSION_WORDS.map(callOption)];
    case 'range':
      return RANGES.map((text) => plain(text, text));
    case 'group_label':
      return groupOptions(place, know);
    case 'words':
      return wordsOf(place.words);
    default:
      return place satisfies never;
  }
}

function plain(label: string, insert: string): LogqlOption {
  return { label, insert, cursorBack: 0, note: '', key: undefined, leadsOn: false };
}

function opOption(op: string): LogqlOption {
  return { ...plain(op, op), leadsOn: true };
}

function nameOption(name: string, note: LogqlOption['note']): LogqlOption {
  return { ...plain(name, name), note };
}

function wordOption({ text, kind, key }: LogqlWord, insert = text, cursorBack = 0): LogqlOption {
  return { label: text, insert, cursorBack, note: kind, key, leadsOn: cursorBack > 0 };
}

function callOption(word: LogqlWord): LogqlOption {
  return wordOption(word, `${word.text}()`, 1);
}

function wordsOf(texts: readonly string[]): readonly LogqlOption[] {
  return texts.flatMap((text) => {
    const word = LOGQL_WORDS.get(text);
    if (word === undefined) return [];
    return [
      text === 'by' || text === 'without' ? wordOption(word, `${text} ()`, 1) : wordOption(word),
    ];
  });
}

const SELECTOR: LogqlOption = { ...plain('{', '{}'), cursorBack: 1, leadsOn: true };

function expressionOptions({
  call,
  isRightSide,
}: Extract<LogqlPlace, { kind: 'expression' }>): readonly LogqlOption[] {
  if (RANGE_WORDS.some(({ text }) => text === call)) return [SELECTOR];
  const functions = FUNCTION_WORDS.map((word) =>
    word.text === 'quantile_over_time'
      ? wordOption(word, `${word.text}(0.95, )`, 1)
      : callOption(word),
  );
  return [
    ...(call === '' ? [SELECTOR] : []),
    ...functions,
    ...(isRightSide ? RIGHT_SIDE_WORDS.map((word) => wordOption(word)) : []),
  ];
}

/** Quoted where no quote is written yet; in a pattern its own characters stand for themselves. */
function valueOptions(
  values: readonly string[],
  { quote, isPattern }: { readonly quote: Quote; readonly isPattern: boolean },
): readonly LogqlOption[] {
  return values.flatMap((value) => {
    const text = isPattern ? quoteRegex(value) : value;
    if (quote === '`') return value.includes('`') ? [] : [plain(value, text)];
    const quoted = quoteGo(text);
    return [plain(value, quote === '' ? quoted : quoted.slice(1, -1))];
  });
}

/** Numbers, durations and sizes, as they are compared: `5`, `1.5s`, `2KB`. */
function numberOptions(values: readonly string[]): readonly LogqlOption[] {
  return values.filter((value) => /^\d[\w.]*$/.test(value)).map((value) => plain(value, value));
}

async function fieldValues(
  field: string,
  { query }: FieldsOf,
  know: LogqlKnowledge,
): Promise<readonly string[]> {
  if (query === '') return [];
  const [values, labels] = await Promise.all([
    know.fieldValues(field, query),
    know.labels(selectorOf(query)),
  ]);
  return labels.includes(field) ? know.values(field, selectorOf(query)) : values;
}

interface FieldsHere {
  readonly fields: readonly LogField[];
  readonly labels: readonly string[];
}

/** What lines have at this place: the labels of their streams, metadata, and what parsers find. */
async function fieldsHere({ query, parsers }: FieldsOf, know: LogqlKnowledge): Promise<FieldsHere> {
  if (query === '') return { fields: [], labels: await know.labels('') };
  const [all, labels] = await Promise.all([know.fields(query), know.labels(selectorOf(query))]);
  const isFound = (field: LogField) =>
    field.parsers.length === 0 || field.parsers.some((name) => parsers.includes(name));
  const own = new Set(labels);
  return { fields: all.filter((field) => isFound(field) && !own.has(field.name)), labels };
}

/** Of a log query, whose selector comes first. */
function selectorOf(query: string): string {
  return /^\{(?:"(?:\\.|[^"\\])*"|`[^`]*`|[^}"`])*\}/.exec(query)?.[0] ?? '';
}

function fieldOptions({ fields, labels }: FieldsHere): readonly LogqlOption[] {
  return [
    ...fields.map(({ name, parsers }) =>
      nameOption(name, parsers.length === 0 ? 'metadata' : 'field'),
    ),
    ...labels.map((name) => nameOption(name, 'label')),
  ];
}

/** Fields are offered where a name may stand: behind the pipe. */
async function stageFields(
  place: Extract<LogqlPlace, { kind: 'stage' }>,
  know: LogqlKnowledge,
): Promise<FieldsHere> {
  return place.fields === undefined ? { fields: [], labels: [] } : fieldsHere(place.fields, know);
}

const TAKES_TEXT: ReadonlySet<string> = new Set(['pattern', 'regexp', 'line_format']);

function stageOptions(
  { hasPipe, isInRange, words }: Extract<LogqlPlace, { kind: 'stage' }>,
  fields: FieldsHere,
): readonly LogqlOption[] {
  const stages = [...STAGE_WORDS, ...(isInRange ? [UNWRAP_WORD] : [])].map((word) =>
    stageOption(word, hasPipe ? '' : '| '),
  );
  if (hasPipe) return [...stages, ...fieldOptions(fields)];
  const filters = LINE_FILTERS.map((word) => wordOption(word, `${word.text} ""`, 1));
  const range = { ...plain('[…]', '[]'), cursorBack: 1, leadsOn: true };
  return [...wordsOf(words), ...filters, ...stages, ...(isInRange ? [range] : [])];
}

function stageOption(word: LogqlWord, pipe: string): LogqlOption {
  const takesText = TAKES_TEXT.has(word.text);
  const option = wordOption(
    word,
    takesText ? `${pipe}${word.text} ""` : `${pipe}${word.text}`,
    takesText ? 1 : 0,
  );
  return { ...option, label: `${pipe}${word.text}` };
}

/** Numbers first; what is no number can still be one with a conversion. */
async function unwrapOptions(of: FieldsOf, know: LogqlKnowledge): Promise<readonly LogqlOption[]> {
  const { fields, labels } = await fieldsHere(of, know);
  const rank = ({ type }: LogField) => UNWRAP_ORDER.get(type) ?? UNWRAP_ORDER.size;
  return fieldOptions({ fields: fields.toSorted((a, b) => rank(a) - rank(b)), labels }).map(
    (option) => {
      const type = fields.find(({ name }) => name === option.label)?.type;
      if (type !== 'duration' && type !== 'bytes') return option;
      return { ...option, insert: `${type}(${option.label})` };
    },
  );
}

const UNWRAP_ORDER: ReadonlyMap<string, number> = new Map(
  ['float', 'int', 'duration', 'bytes'].map((type, index) => [type, index]),
);

async function groupOptions(
  { fields, taken }: Extract<LogqlPlace, { kind: 'group_label' }>,
  know: LogqlKnowledge,
): Promise<readonly LogqlOption[]> {
  const here = await fieldsHere(fields ?? { query: '', parsers: [] }, know);
  const own = here.labels.map((name) => nameOption(name, 'label'));
  const others = fieldOptions({ ...here, labels: [] });
  return [...own, ...others].filter(({ label }) => !taken.includes(label));
}
