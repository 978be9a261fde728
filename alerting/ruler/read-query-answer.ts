import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { labelsFromObject } from '../../platform/model/labels.ts';
import { parseJson } from '../../platform/model/parse-json.ts';
import type { AskFailureKind, RuleAnswer } from './ask-query.ts';

const Point = Type.Tuple([Type.Number(), Type.String()]);
const Elements = Type.Array(
  Type.Object({
    metric: Type.Record(Type.String(), Type.String()),
    value: Type.Optional(Point),
  }),
);
const isEnvelope = Compile(
  Type.Object({
    status: Type.Literal('success'),
    data: Type.Object({ resultType: Type.String(), result: Type.Unknown() }),
    warnings: Type.Optional(Type.Array(Type.String())),
  }),
);
const isFailure = Compile(
  Type.Object({
    status: Type.Literal('error'),
    errorType: Type.String(),
    error: Type.String(),
  }),
);
const isElements = Compile(Elements);
const isPoint = Compile(Point);

/**
 * Reads the body of an answer to `/api/v1/query` (or of a success of Loki's) as a rule needs it. A
 * native histogram among the elements is left out, with a warning: rules have no number for it.
 */
export function readQueryAnswer(status: number, body: string): RuleAnswer {
  const value = parseJson(body);
  if (isFailure.Check(value)) {
    return { kind: 'failed', failure: failureOf(value.errorType), message: value.error };
  }
  if (!isEnvelope.Check(value)) {
    const message = `the data source answered ${status} with something that is no answer to a query`;
    return { kind: 'failed', failure: 'unavailable', message };
  }
  const { resultType, result } = value.data;
  const base = { warnings: value.warnings ?? [], samplesRead: null };
  if (resultType === 'scalar' && isPoint.Check(result)) {
    return { kind: 'scalar', value: numberOf(result[1]), ...base };
  }
  if (resultType !== 'vector' || !isElements.Check(result)) {
    return { kind: 'other', type: resultType, ...base };
  }
  const numbers = result.filter(({ value }) => value !== undefined);
  const left = result.length - numbers.length;
  return {
    kind: 'vector',
    labels: numbers.map(({ metric }) => labelsFromObject(metric)),
    values: Float64Array.from(numbers, ({ value }) => numberOf(value?.[1] ?? '')),
    samplesRead: null,
    warnings: left === 0 ? base.warnings : [...base.warnings, `${left} histograms were left out`],
  };
}

/** `NaN`, `+Inf`, `-Inf`, or a number as Go prints it. */
function numberOf(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

function failureOf(errorType: string): AskFailureKind {
  switch (errorType) {
    case 'bad_data':
    case 'execution':
    case 'timeout':
    case 'canceled':
    case 'internal':
    case 'unavailable':
      return errorType;
    default:
      return 'execution';
  }
}
