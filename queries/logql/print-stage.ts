import { assertNever } from '../../platform/model/assert-never.ts';
import { quoteGo } from '../promql/go-quote.ts';
import type {
  Extraction,
  LabelChoice,
  LabelFilter,
  LabelFilterPair,
  LabelFormatTarget,
  LabelMatcher,
  LineFilter,
  Stage,
  Unwrap,
} from './ast.ts';
import { printBytes } from './bytes-text.ts';
import { printDuration } from './duration-text.ts';
import { printNumber } from './number-text.ts';

/** A stage with the pipe before it: `| json a="b"`, `|= "x" or "y"`. */
export function printStage(stage: Stage): string {
  switch (stage.kind) {
    case 'line_filter':
      return printLineFilter(stage);
    case 'json':
      return `| json${printExtractions(stage.extractions)}`;
    case 'logfmt': {
      const strict = stage.strict ? ' --strict' : '';
      const keepEmpty = stage.keepEmpty ? ' --keep-empty' : '';
      return `| logfmt${strict}${keepEmpty}${printExtractions(stage.extractions)}`;
    }
    case 'regexp':
    case 'pattern':
      return `| ${stage.kind} ${quoteGo(stage.pattern)}`;
    case 'unpack':
    case 'decolorize':
      return `| ${stage.kind}`;
    case 'label_filter':
      return `| ${printLabelFilter(stage.filter)}`;
    case 'line_format':
      return `| line_format ${quoteGo(stage.template)}`;
    case 'label_format':
      return `| label_format ${stage.formats.map(printFormat).join(',')}`;
    case 'drop':
    case 'keep':
      return `| ${stage.kind} ${stage.labels.map(printChoice).join(',')}`;
    default:
      return assertNever(stage);
  }
}

function printLineFilter({ op, alternatives }: LineFilter): string {
  const texts = alternatives.map(({ kind, value }) =>
    kind === 'ip' ? `ip(${quoteGo(value)})` : quoteGo(value),
  );
  return `${op} ${texts.join(' or ')}`;
}

function printExtractions(extractions: readonly Extraction[]): string {
  if (extractions.length === 0) return '';
  const texts = extractions.map(({ name, expression }) => `${name}=${quoteGo(expression)}`);
  return ` ${texts.join(',')}`;
}

function printFormat(target: LabelFormatTarget): string {
  const value = target.kind === 'rename' ? target.from : quoteGo(target.template);
  return `${target.name}=${value}`;
}

function printChoice(choice: LabelChoice): string {
  return choice.kind === 'name' ? choice.name : printMatcher(choice.matcher);
}

/** `app="shop"`. */
export function printMatcher({ name, op, value }: Omit<LabelMatcher, 'start' | 'end'>): string {
  return name + op + quoteGo(value);
}

/** A label filter, with parentheses where the tree is not what the text alone would say. */
export function printLabelFilter(filter: LabelFilter): string {
  switch (filter.kind) {
    case 'string':
      return printMatcher(filter.matcher);
    case 'number':
      return filter.name + filter.op + printNumber(filter.value);
    case 'duration':
      return filter.name + filter.op + printDuration(filter.valueNs);
    case 'bytes':
      return filter.name + filter.op + printBytes(filter.valueBytes);
    case 'ip':
      return `${filter.name}${filter.op === '==' ? '=' : '!='}ip(${quoteGo(filter.pattern)})`;
    case 'and':
    case 'or':
      return printPair(filter);
    default:
      return assertNever(filter);
  }
}

/** `and` binds tighter than `or`, and both group to the left. */
function printPair({ kind, left, right }: LabelFilterPair): string {
  const isAnd = kind === 'and';
  const leftText = printLabelFilter(left);
  const rightText = printLabelFilter(right);
  const wrapLeft = isAnd && left.kind === 'or';
  const wrapRight = right.kind === 'or' || (isAnd && right.kind === 'and');
  return `${wrapLeft ? `(${leftText})` : leftText} ${kind} ${wrapRight ? `(${rightText})` : rightText}`;
}

/** `| unwrap duration(took) | __error__=""`. */
export function printUnwrap({ label, conversion, filters }: Unwrap): string {
  const value = conversion === null ? label : `${conversion}(${label})`;
  const rest = filters.map((filter) => ` | ${printLabelFilter(filter)}`).join('');
  return `| unwrap ${value}${rest}`;
}
