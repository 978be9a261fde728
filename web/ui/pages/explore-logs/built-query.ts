import type { LabelFilter, LineFilter, LogExpr, Stage } from '../../../../queries/logql/ast.ts';
import { parseLogql } from '../../../../queries/logql/parse.ts';
import { quoteGo } from '../../../../queries/promql/go-quote.ts';
import { quoteRegex, unquoteRegex } from '../../../../queries/promql/quote-regex.ts';

export const MATCH_OPS = ['=', '!=', '=~', '!~'] as const;
/** LogQL's own, and `i` for a text in any case, which LogQL has as a pattern: `|~ "(?i)text"`. */
export const LINE_OPS = ['|=', '!=', 'i|=', 'i!=', '|~', '!~', '|>', '!>'] as const;
/** LogQL's own, and those that ask whether there is a value: `a=""`, `a!=""`. */
export const FIELD_OPS = ['=', '!=', '=~', '!~', '>', '>=', '<', '<=', '=""', '!=""'] as const;
export const PARSERS = ['none', 'json', 'logfmt', 'unpack', 'pattern', 'regexp'] as const;

/** A condition on a label of the stream. */
export interface BuiltMatcher {
  readonly name: string;
  readonly op: (typeof MATCH_OPS)[number];
  readonly value: string;
}

export interface BuiltLine {
  readonly op: (typeof LINE_OPS)[number];
  readonly text: string;
}

/** A condition on structured metadata or a parsed field; figures and units (`5s`, `1KB`) compare. */
export interface BuiltField {
  readonly name: string;
  readonly op: (typeof FIELD_OPS)[number];
  readonly value: string;
}

export type ParserName = (typeof PARSERS)[number];

/** A query as the builder shows it. What is not filled in yet stays here and out of the text. */
export interface BuiltQuery {
  readonly matchers: readonly BuiltMatcher[];
  readonly lines: readonly BuiltLine[];
  readonly parser: ParserName;
  /** Of `pattern` and `regexp`. */
  readonly parserText: string;
  readonly fields: readonly BuiltField[];
}

export const EMPTY_QUERY: BuiltQuery = {
  matchers: [{ name: '', op: '=', value: '' }],
  lines: [],
  parser: 'none',
  parserText: '',
  fields: [],
};

/** The builder's query as LogQL; '' as long as it names no stream. */
export function buildText(query: BuiltQuery): string {
  const matchers = query.matchers
    .filter(({ name, value }) => name !== '' && value !== '')
    .map(({ name, op, value }) => `${name}${op}${quoteGo(value)}`);
  if (matchers.length === 0) return '';
  const lines = query.lines.filter(({ text }) => text !== '').map(lineText);
  const fields = query.fields
    .filter(({ name, op, value }) => name !== '' && (takesNoValue(op) || value !== ''))
    .map(fieldText);
  return [`{${matchers.join(', ')}}`, ...lines, ...parserText(query), ...fields].join(' ');
}

function parserText({ parser, parserText: text }: BuiltQuery): readonly string[] {
  if (parser === 'none') return [];
  if (parser !== 'pattern' && parser !== 'regexp') return [`| ${parser}`];
  return text === '' ? [] : [`| ${parser} ${quoteGo(text)}`];
}

function lineText({ op, text }: BuiltLine): string {
  if (op !== 'i|=' && op !== 'i!=') return `${op} ${quoteGo(text)}`;
  return `${op === 'i|=' ? '|~' : '!~'} ${quoteGo(`${ANY_CASE}${quoteRegex(text)}`)}`;
}

const ANY_CASE = '(?i)';

/** Whether the operator says all of the condition. */
export function takesNoValue(op: BuiltField['op']): op is '=""' | '!=""' {
  return op === '=""' || op === '!=""';
}

function fieldText({ name, op, value }: BuiltField): string {
  if (takesNoValue(op)) return `| ${name}${op}`;
  return isComparison(op) ? `| ${name}${op}${value}` : `| ${name}${op}${quoteGo(value)}`;
}

function isComparison(op: BuiltField['op']): boolean {
  return op.startsWith('>') || op.startsWith('<');
}

/** What a text is to the builder. `beyond` is LogQL that the builder cannot show. */
export type ReadQuery =
  | { readonly kind: 'empty' }
  | { readonly kind: 'built'; readonly query: BuiltQuery }
  | { readonly kind: 'beyond' }
  | { readonly kind: 'metric' }
  | { readonly kind: 'error'; readonly message: string };

export function readText(text: string): ReadQuery {
  if (text.trim() === '') return { kind: 'empty' };
  const parsed = parseLogql(text);
  if (parsed.kind === 'error') return { kind: 'error', message: parsed.error.text };
  if (parsed.expr.kind !== 'log') return { kind: 'metric' };
  const query = builtOf(parsed.expr, text);
  return query === undefined ? { kind: 'beyond' } : { kind: 'built', query };
}

/** Line filters, then one parser, then field filters: the order the builder writes. */
const ORDER = { line: 0, parser: 1, field: 2 } as const;

type Piece =
  | { readonly at: 'line'; readonly line: BuiltLine }
  | { readonly at: 'parser'; readonly parser: ParserName; readonly text: string }
  | { readonly at: 'field'; readonly field: BuiltField };

function builtOf({ selector, stages }: LogExpr, text: string): BuiltQuery | undefined {
  const pieces = stages.map((stage) => piecesOf(stage, text));
  const known = pieces.flatMap((piece) => piece ?? []);
  const steps = known.map(({ at }) => ORDER[at]);
  const isInOrder = steps.every((step, index) => index === 0 || step >= (steps[index - 1] ?? 0));
  const parsers = known.filter((piece) => piece.at === 'parser');
  if (pieces.includes(undefined) || !isInOrder || parsers.length > 1) return undefined;
  // An empty value is a row that is not filled in yet.
  if (selector.matchers.some(({ value }) => value === '')) return undefined;
  return {
    matchers: selector.matchers.map(({ name, op, value }) => ({ name, op, value })),
    lines: known.flatMap((piece) => (piece.at === 'line' ? [piece.line] : [])),
    parser: parsers[0]?.parser ?? 'none',
    parserText: parsers[0]?.text ?? '',
    fields: known.flatMap((piece) => (piece.at === 'field' ? [piece.field] : [])),
  };
}

/** What a stage is in rows: several conditions that all must hold are one row each. */
function piecesOf(stage: Stage, text: string): readonly Piece[] | undefined {
  switch (stage.kind) {
    case 'line_filter':
      return linePiece(stage);
    case 'json':
      return stage.extractions.length > 0 ? undefined : parserPiece('json');
    case 'logfmt': {
      const isPlain = !stage.strict && !stage.keepEmpty && stage.extractions.length === 0;
      return isPlain ? parserPiece('logfmt') : undefined;
    }
    case 'unpack':
      return parserPiece('unpack');
    case 'pattern':
    case 'regexp':
      return parserPiece(stage.kind, stage.pattern);
    case 'label_filter':
      return fieldsOf(stage.filter, text)?.map((field) => ({ at: 'field', field }));
    default:
      return undefined;
  }
}

function parserPiece(parser: ParserName, text = ''): readonly Piece[] {
  return [{ at: 'parser', parser, text }];
}

function linePiece({ op, alternatives }: LineFilter): readonly Piece[] | undefined {
  const [only, ...more] = alternatives;
  if (only?.kind !== 'text' || only.value === '' || more.length > 0) return undefined;
  const { value } = only;
  const isPattern = op === '|~' || op === '!~';
  const plain =
    isPattern && value.startsWith(ANY_CASE)
      ? unquoteRegex(value.slice(ANY_CASE.length))
      : undefined;
  if (plain !== undefined && plain !== '') {
    return [{ at: 'line', line: { op: op === '|~' ? 'i|=' : 'i!=', text: plain } }];
  }
  return [{ at: 'line', line: { op, text: value } }];
}

function fieldsOf(filter: LabelFilter, text: string): readonly BuiltField[] | undefined {
  if (filter.kind === 'and') {
    const left = fieldsOf(filter.left, text);
    const right = fieldsOf(filter.right, text);
    return left && right && [...left, ...right];
  }
  const field = fieldOf(filter, text);
  return field && [field];
}

function fieldOf(filter: LabelFilter, text: string): BuiltField | undefined {
  if (filter.kind === 'string') {
    const { name, op, value } = filter.matcher;
    if (value !== '') return { name, op, value };
    if (op !== '=' && op !== '!=') return undefined;
    return { name, op: op === '=' ? '=""' : '!=""', value: '' };
  }
  if (filter.kind !== 'number' && filter.kind !== 'duration' && filter.kind !== 'bytes') {
    return undefined;
  }
  const op = FIELD_OPS.find((each) => each === filter.op);
  if (op === undefined || !isComparison(op)) return undefined;
  // As it is written: `5s` stays `5s`.
  const source = text.slice(filter.start, filter.end);
  const value = source.slice(source.indexOf(op) + op.length).trim();
  return /^[-+\w.]+$/.test(value) ? { name: filter.name, op, value } : undefined;
}
