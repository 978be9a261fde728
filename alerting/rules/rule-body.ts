import { type Static, Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { validator } from '../../platform/schema/validator.ts';
import { parseScopeName, printScopeName } from '../../platform/tenancy/scope-name.ts';
import { UNIT_NAMES } from '../../queries/templates/units.data.ts';
import type { RuleLevel } from './rule.ts';
import type { RuleContent } from './rule-draft.ts';
import { StoredSource } from './source-schema.ts';

const Pairs = Type.Array(Type.Tuple([Type.String(), Type.String()]));

const Operator = Type.Union([
  Type.Literal('>'),
  Type.Literal('>='),
  Type.Literal('<'),
  Type.Literal('<='),
  Type.Literal('=='),
  Type.Literal('!='),
]);

const Absence = Type.Union([Type.Literal('ignore'), Type.Literal('keep'), Type.Literal('alert')]);

const StoredRepeat = Type.Object({
  mode: Type.Union([
    Type.Literal('once'),
    Type.Literal('interval'),
    Type.Literal('doubling'),
    Type.Literal('every_time'),
  ]),
  everyMs: Type.Integer(),
  max: Type.Union([Type.Integer(), Type.Null()]),
});

/**
 * What is stored of a rule's content: self-contained, so that the history needs no other row.
 * What was not there from the beginning is optional, and left out where it is the default.
 */
const RuleBody = Type.Object({
  name: Type.String(),
  scope: Type.String(),
  source: Type.Optional(StoredSource),
  language: Type.Optional(Type.Literal('logql')),
  expression: Type.String(),
  record: Type.Optional(Type.String()),
  unit: Type.Optional(Type.Enum([...UNIT_NAMES])),
  intervalMs: Type.Integer(),
  levels: Type.Array(
    Type.Object({
      severity: Type.String(),
      operator: Type.Optional(Operator),
      threshold: Type.Optional(Type.Number()),
      forMs: Type.Integer(),
      checks: Type.Optional(Type.Integer()),
      keepFiringForMs: Type.Optional(Type.Integer()),
      channels: Type.Optional(Type.Array(Type.String())),
      repeat: Type.Optional(StoredRepeat),
    }),
  ),
  labels: Pairs,
  annotations: Pairs,
  contact: Type.Optional(Type.String()),
  runbookUrl: Type.Optional(Type.String()),
  dashboardUrl: Type.Optional(Type.String()),
  noData: Type.Optional(Absence),
  onError: Type.Optional(Absence),
  policy: Type.Optional(Type.String()),
  channels: Type.Array(Type.String()),
  levelChange: Type.Union([Type.Literal('raised'), Type.Literal('any'), Type.Literal('none')]),
  enabled: Type.Boolean(),
});

const validateBody = validator(RuleBody);

/** The content as JSON: equal texts for equal contents, labels in any order. */
export function printRuleBody(content: RuleContent): string {
  return JSON.stringify({
    name: content.name,
    scope: printScopeName(content.scope),
    ...(content.source.kind === 'text' ? {} : { source: content.source }),
    ...(content.language === 'logql' ? { language: content.language } : {}),
    expression: content.expression,
    ...(content.record === null ? {} : { record: content.record }),
    ...(content.unit === null ? {} : { unit: content.unit }),
    intervalMs: content.intervalMs,
    levels: content.levels.map(printedLevel),
    labels: sortedPairs(content.labels),
    annotations: sortedPairs(content.annotations),
    ...(content.contact === '' ? {} : { contact: content.contact }),
    ...(content.runbookUrl === '' ? {} : { runbookUrl: content.runbookUrl }),
    ...(content.dashboardUrl === '' ? {} : { dashboardUrl: content.dashboardUrl }),
    ...(content.noData === 'ignore' ? {} : { noData: content.noData }),
    ...(content.onError === 'keep' ? {} : { onError: content.onError }),
    ...(content.policy === null ? {} : { policy: content.policy }),
    channels: content.channels,
    levelChange: content.levelChange,
    enabled: content.enabled,
  });
}

/** @throws AppError `internal` when the text is not one that `printRuleBody` wrote. */
export function parseRuleBody(text: string): RuleContent {
  const checked = validateBody(JSON.parse(text));
  if (checked.kind === 'invalid') throw unreadable(checked.findings[0]?.path ?? '');
  const scope = parseScopeName(checked.value.scope);
  if (!scope) throw unreadable('/scope');
  const { labels, annotations, levels, ...rest } = checked.value;
  return {
    source: { kind: 'text' },
    language: 'promql',
    record: null,
    unit: null,
    noData: 'ignore',
    onError: 'keep',
    policy: null,
    contact: '',
    runbookUrl: '',
    dashboardUrl: '',
    ...rest,
    scope,
    levels: levels.map(storedLevel),
    labels: new Map(labels),
    annotations: new Map(annotations),
  };
}

type StoredLevel = Static<typeof RuleBody>['levels'][number];

function printedLevel({
  severity,
  condition,
  forMs,
  checks,
  keepFiringForMs,
  channels,
  repeat,
}: RuleLevel): StoredLevel {
  return {
    severity,
    ...condition,
    forMs,
    ...(checks === null ? {} : { checks }),
    ...(keepFiringForMs === 0 ? {} : { keepFiringForMs }),
    ...(channels === null ? {} : { channels: [...channels] }),
    ...(repeat === null ? {} : { repeat }),
  };
}

function storedLevel(stored: StoredLevel): RuleLevel {
  const { severity, operator, threshold, forMs, checks = null, keepFiringForMs = 0 } = stored;
  const { channels = null, repeat = null } = stored;
  const condition =
    operator === undefined || threshold === undefined ? null : { operator, threshold };
  return { severity, condition, forMs, checks, keepFiringForMs, channels, repeat };
}

function sortedPairs(map: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function unreadable(path: string): AppError {
  return new AppError('internal', `A stored rule cannot be read at ${path}.`);
}
