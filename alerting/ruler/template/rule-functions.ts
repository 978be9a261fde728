import { isIP } from 'node:net';
import { escapeQuery } from '../../../platform/gotemplate/escape-text.ts';
import { formatFloat } from '../../../platform/gotemplate/format-float.ts';
import {
  anyMap,
  compareBytes,
  type GoValue,
  isList,
  isObject,
  type TemplateFunction,
  typeName,
} from '../../../platform/gotemplate/go-value.ts';
import type { TemplateBudget } from '../../../platform/gotemplate/template-budget.ts';
import { TemplateError } from '../../../platform/gotemplate/template-error.ts';
import {
  define,
  defineVariadic,
  type FunctionSet,
} from '../../../platform/gotemplate/template-function.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import { quoteText } from '../../../platform/model/go-quote.ts';
import { GoDuration } from '../../../queries/logql/template/go-duration.ts';
import { GoTime } from '../../../queries/logql/template/go-time.ts';
import { TemplateRegexes } from '../../../queries/logql/template/template-regex.ts';
import { toLower, toTitle, toUpper } from '../../../queries/logql/template/text-functions.ts';
import { humanize, humanize1024, humanizeDuration, humanizePercentage } from './humanize.ts';
import { type RuleSample, SAMPLE } from './rule-sample.ts';

/** What the functions ask of the rule that is being evaluated. */
export interface RuleSurroundings {
  externalUrl(): string;
  /** Unix milliseconds. */
  nowMs(): number;
  /** May end the run, to be repeated when the answer is there. */
  query(promql: string): readonly RuleSample[];
}

const MAX_INT64 = 2 ** 63;

/** The functions of Prometheus's rule templates, but `tmpl`, which the engine itself has. */
export function ruleFunctions(rule: RuleSurroundings): FunctionSet {
  return new Map([
    ...queryFunctions(rule),
    ...plainFunctions(),
    ['now', define([], () => rule.nowMs() / 1000)],
    ['externalURL', define([], () => rule.externalUrl())],
    ['pathPrefix', define([], () => pathOf(rule.externalUrl()))],
  ]);
}

/** Those of them that ask nobody: about texts, numbers and times. */
export function plainFunctions(): FunctionSet {
  return new Map([...textFunctions(), ...NUMBER_FUNCTIONS]);
}

function queryFunctions(rule: RuleSurroundings): FunctionSet {
  return new Map<string, TemplateFunction>([
    ['query', define(['string'], ([promql]) => rule.query(promql))],
    ['first', define(['any'], ([vector]) => firstOf(vector))],
    ['label', define(['string', SAMPLE], ([name, sample]) => sample.labels.get(name) ?? '')],
    ['value', define([SAMPLE], ([sample]) => sample.value)],
    ['strvalue', define([SAMPLE], ([sample]) => sample.labels.get('__value__') ?? '')],
    [
      'sortByLabel',
      define(['string', 'any'], ([name, vector], budget) => sortByLabel(name, vector, budget)),
    ],
    [
      'args',
      defineVariadic([], 'any', (_none, values) =>
        anyMap(new Map(values.map((value, index) => [`arg${index}`, value]))),
      ),
    ],
    ['graphLink', linkFunction(0)],
    ['tableLink', linkFunction(1)],
  ]);
}

function samplesOf(vector: GoValue): readonly RuleSample[] {
  const samples = isList(vector) ? vector.filter((value) => isSample(value)) : null;
  if (samples !== null && isList(vector) && samples.length === vector.length) return samples;
  throw new TemplateError(
    `wrong type for value; expected template.queryResult; got ${typeName(vector)}`,
  );
}

function isSample(value: GoValue): value is RuleSample {
  return SAMPLE.is(value);
}

function firstOf(vector: GoValue): RuleSample {
  const [first] = samplesOf(vector);
  if (first === undefined) throw new TemplateError('first() called on vector with no elements');
  return first;
}

function sortByLabel(name: string, vector: GoValue, budget: TemplateBudget): readonly RuleSample[] {
  const samples = samplesOf(vector);
  budget.spend(samples.length);
  const key = ({ labels }: RuleSample): string => labels.get(name) ?? '';
  return [...samples].sort((a, b) => compareBytes(key(a), key(b)));
}

function linkFunction(tab: 0 | 1): TemplateFunction {
  return define(['string'], ([expression], budget) => {
    budget.reserve(expression.length * 9);
    return `/graph?g0.expr=${escapeQuery(expression)}&g0.tab=${tab}`;
  });
}

function textFunctions(): FunctionSet {
  const regexes = new TemplateRegexes();
  return new Map<string, TemplateFunction>([
    [
      'match',
      define(['string', 'string'], ([pattern, text], budget) =>
        regexes.matches(pattern, text, budget),
      ),
    ],
    [
      'reReplaceAll',
      define(['string', 'string', 'string'], ([pattern, by, text], budget) =>
        compiling(pattern, () => regexes.replace(pattern, text, by, false, budget)),
      ),
    ],
    ['title', define(['string'], ([text]) => toTitle(text))],
    ['toUpper', define(['string'], ([text]) => toUpper(text))],
    ['toLower', define(['string'], ([text]) => toLower(text))],
    // Nothing is escaped in a text template, so nothing has to be exempted.
    ['safeHtml', define(['string'], ([text]) => text)],
    ['stripPort', define(['string'], ([text]) => splitHostPort(text)?.host ?? text)],
    ['stripDomain', define(['string'], ([text]) => stripDomain(text))],
    [
      'urlQueryEscape',
      define(['string'], ([text], budget) => {
        budget.reserve(text.length * 9);
        return escapeQuery(text);
      }),
    ],
  ]);
}

/** Here Prometheus lets Go panic over a malformed pattern, which words it in its own way. */
function compiling(pattern: string, replace: () => string): string {
  try {
    return replace();
  } catch (thrown) {
    const isMalformed =
      thrown instanceof TemplateError && thrown.message.startsWith('error parsing regexp');
    if (!isMalformed) throw thrown;
    const shown = /[`\n]/.test(pattern) ? quoteText(pattern) : `\`${pattern}\``;
    throw new TemplateError(`regexp: Compile(${shown}): ${thrown.message}`);
  }
}

const HOST_PORT = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/;

/** Go's `net.SplitHostPort`; null where there is no port. */
function splitHostPort(text: string): { host: string; port: string } | null {
  const found = HOST_PORT.exec(text);
  if (found === null) return null;
  return { host: found[1] ?? found[2] ?? '', port: found[3] ?? '' };
}

function stripDomain(text: string): string {
  const split = splitHostPort(text);
  const host = split?.host ?? text;
  if (isIP(host) !== 0) return text;
  const [name = ''] = host.split('.');
  if (split === null || split.port === '') return name;
  return name.includes(':') ? `[${name}]:${split.port}` : `${name}:${split.port}`;
}

function pathOf(url: string): string {
  return /^(?:[^:/?#]+:)?(?:\/\/[^/?#]*)?([^?#]*)/.exec(url)?.[1] ?? '';
}

const NUMBER_FUNCTIONS: FunctionSet = new Map<string, TemplateFunction>([
  ['humanize', define(['any'], ([value]) => humanize(numberOf(value)))],
  ['humanize1024', define(['any'], ([value]) => humanize1024(numberOf(value)))],
  ['humanizeDuration', define(['any'], ([value]) => humanizeDuration(numberOf(value)))],
  ['humanizePercentage', define(['any'], ([value]) => humanizePercentage(numberOf(value)))],
  ['humanizeTimestamp', define(['any'], ([value]) => humanizeTimestamp(numberOf(value)))],
  ['toTime', define(['any'], ([value]) => timeOf(numberOf(value)))],
  ['toDuration', define(['any'], ([value]) => durationOf(numberOf(value)))],
  ['parseDuration', define(['string'], ([text]) => parseDuration(text))],
]);

const FLOAT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;

/** Numbers, and texts that are one. */
function numberOf(value: GoValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (isObject(value) && value.underlying !== undefined) return Number(value.underlying) / 1e9;
  if (typeof value !== 'string')
    throw new TemplateError(`can't convert ${typeName(value)} to float`);
  if (FLOAT.test(value)) return Number(value);
  const [, sign, word] = SPECIAL.exec(value) ?? [];
  if (word === undefined) {
    throw new TemplateError(`strconv.ParseFloat: parsing ${quoteText(value)}: invalid syntax`);
  }
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function humanizeTimestamp(value: number): string {
  return Number.isFinite(value) ? timeOf(value).text() : formatFloat(value, 'g', 4);
}

/** Unix seconds, cut to milliseconds. */
function timeOf(seconds: number): GoTime {
  const ns = nanoseconds(seconds, 'timestamp');
  const ms = ns / 1_000_000n - (ns % 1_000_000n < 0n ? 1n : 0n);
  return new GoTime(ms * 1_000_000n);
}

function durationOf(seconds: number): GoDuration {
  return new GoDuration(nanoseconds(seconds, 'duration'));
}

function nanoseconds(seconds: number, what: string): bigint {
  if (!Number.isFinite(seconds)) throw new TemplateError('value is NaN or Inf');
  const ns = seconds * 1e9;
  if (ns < MAX_INT64 && ns >= -MAX_INT64) return BigInt(Math.trunc(ns));
  const shown = formatFloat(seconds, 'g', -1);
  const reason = `cannot be represented as a nanoseconds ${what} since it overflows int64`;
  throw new TemplateError(`${shown} ${reason}`);
}

function parseDuration(text: string): number {
  const ms = text === '' ? undefined : parseDurationMs(text);
  if (ms !== undefined) return ms / 1000;
  const reason =
    text === '' ? 'empty duration string' : `not a valid duration string: ${quoteText(text)}`;
  throw new TemplateError(reason);
}
