import { assertNever } from '../../../platform/model/assert-never.ts';
import { QueryFailure } from '../../source/query-failure.ts';
import type { CompareOp, LabelFilter, LabelMatcher } from '../ast.ts';
import { readIpPattern } from '../ip-pattern.ts';
import { printLabelFilter } from '../print-stage.ts';
import { holdsAddress } from './ip-search.ts';
import { ERROR, ERROR_DETAILS, type LineLabels } from './line-labels.ts';
import type { CompiledStage } from './stage.ts';
import { compileWhole } from './text-pattern.ts';
import { type ReadValue, readFloat, readGoDuration, readSize } from './value-text.ts';

/** A condition on the labels of a line; it may set an error, with which the line stays. */
type LabelTest = (labels: LineLabels) => boolean;

/** `| status >= 500 and method="GET"`. */
export function labelFilterStage(filter: LabelFilter): CompiledStage {
  const test = compileLabelFilter(filter);
  return { apply: ({ labels }) => test(labels) };
}

function compileLabelFilter(filter: LabelFilter): LabelTest {
  switch (filter.kind) {
    case 'string':
      return matcherTest(filter.matcher);
    case 'number':
      return valueTest(filter, filter.value, readFloat);
    case 'duration':
      return valueTest(filter, filter.valueNs, readGoDuration);
    case 'bytes':
      return valueTest(filter, filter.valueBytes, readSize);
    case 'ip':
      return ipTest(filter);
    case 'and': {
      const left = compileLabelFilter(filter.left);
      const right = compileLabelFilter(filter.right);
      return (labels) => left(labels) && right(labels);
    }
    case 'or': {
      const left = compileLabelFilter(filter.left);
      const right = compileLabelFilter(filter.right);
      return (labels) => left(labels) || right(labels);
    }
    default:
      return assertNever(filter);
  }
}

/** A label that is not there is the empty text. */
function matcherTest(matcher: LabelMatcher): LabelTest {
  const { name } = matcher;
  const matches = compileMatcher(matcher);
  return (labels) => matches(labels.get(name) ?? '');
}

/** Whether a value fulfils a matcher. */
export function compileMatcher({ op, value }: LabelMatcher): (value: string) => boolean {
  switch (op) {
    case '=':
      return (text) => text === value;
    case '!=':
      return (text) => text !== value;
    case '=~':
      return compileWhole(value);
    case '!~': {
      const matches = compileWhole(value);
      return (text) => !matches(text);
    }
    default:
      return assertNever(op);
  }
}

interface Comparison {
  readonly name: string;
  readonly op: CompareOp;
}

/** Drops a line without the label; keeps one whose value cannot be read, with an error. */
function valueTest(
  filter: LabelFilter & Comparison,
  wanted: number,
  read: (text: string) => ReadValue,
): LabelTest {
  refuseErrorLabel(filter.name, filter);
  const { name, op } = filter;
  return (labels) => {
    const text = labels.get(name);
    if (text === undefined) return false;
    const reading = read(text);
    if (reading.kind === 'value') return compare(op, reading.value, wanted);
    if (labels.error === '') labels.setError('LabelFilterErr', reading.message);
    return true;
  };
}

function compare(op: CompareOp, value: number, wanted: number): boolean {
  switch (op) {
    case '==':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    default:
      return assertNever(op);
  }
}

function ipTest(filter: Extract<LabelFilter, { kind: 'ip' }>): LabelTest {
  refuseErrorLabel(filter.name, filter);
  const range = readIpPattern(filter.pattern);
  if (range === null) throw new QueryFailure('bad_data', 'ip: invalid pattern');
  return (labels) => {
    const text = labels.get(filter.name);
    return text !== undefined && holdsAddress(text, range) === (filter.op === '==');
  };
}

function refuseErrorLabel(name: string, filter: LabelFilter): void {
  if (name !== ERROR && name !== ERROR_DETAILS) return;
  const text = `${name} is a string label and cannot be compared with ${printLabelFilter(filter)}`;
  throw new QueryFailure('bad_data', text);
}
