import { Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { validator } from '../../platform/schema/validator.ts';
import { parseScopeName, printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { RuleContent } from './rule-draft.ts';

const Pairs = Type.Array(Type.Tuple([Type.String(), Type.String()]));

/** What is stored of a rule's content: self-contained, so that the history needs no other row. */
const RuleBody = Type.Object({
  name: Type.String(),
  scope: Type.String(),
  expression: Type.String(),
  intervalMs: Type.Integer(),
  levels: Type.Array(
    Type.Object({
      severity: Type.String(),
      operator: Type.Union([
        Type.Literal('>'),
        Type.Literal('>='),
        Type.Literal('<'),
        Type.Literal('<='),
        Type.Literal('=='),
        Type.Literal('!='),
      ]),
      threshold: Type.Number(),
      forMs: Type.Integer(),
    }),
  ),
  labels: Pairs,
  annotations: Pairs,
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
    expression: content.expression,
    intervalMs: content.intervalMs,
    levels: content.levels.map(({ severity, operator, threshold, forMs }) => ({
      severity,
      operator,
      threshold,
      forMs,
    })),
    labels: sortedPairs(content.labels),
    annotations: sortedPairs(content.annotations),
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
  const { labels, annotations, ...rest } = checked.value;
  return { ...rest, scope, labels: new Map(labels), annotations: new Map(annotations) };
}

function sortedPairs(map: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function unreadable(path: string): AppError {
  return new AppError('internal', `A stored rule cannot be read at ${path}.`);
}
