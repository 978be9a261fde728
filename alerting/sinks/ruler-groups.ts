import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { LoadedGroup, LoadedRule } from './loaded-rules.ts';

const Texts = Type.Optional(Type.Union([Type.Null(), Type.Record(Type.String(), Type.String())]));

/** The part of a ruler's answer that is read; everything else is let pass. */
const schema = Compile(
  Type.Record(
    Type.String(),
    Type.Array(
      Type.Object({
        name: Type.String(),
        interval: Type.Optional(Type.String()),
        rules: Type.Array(
          Type.Object({
            alert: Type.Optional(Type.String()),
            record: Type.Optional(Type.String()),
            expr: Type.Union([Type.String(), Type.Number()]),
            for: Type.Optional(Type.String()),
            keep_firing_for: Type.Optional(Type.String()),
            labels: Texts,
            annotations: Texts,
          }),
        ),
      }),
    ),
  ),
);

/**
 * Reads what a ruler holds in a namespace, as it answers to `GET <prefix>/<namespace>`: nothing is
 * known of how the rules do.
 * @returns undefined when it is not such an answer.
 */
export function parseRulerGroups(
  body: string,
  namespace: string,
): readonly LoadedGroup[] | undefined {
  const value = parseYaml(body);
  if (value === null) return []; // an empty document: no groups
  if (!schema.Check(value)) return undefined;
  return (value[namespace] ?? []).map((group) => ({
    fileName: namespace,
    name: group.name,
    intervalMs: durationOf(group.interval),
    rules: group.rules.map(
      (rule): LoadedRule => ({
        kind: rule.record === undefined ? 'alerting' : 'recording',
        name: rule.record ?? rule.alert ?? '',
        query: String(rule.expr),
        forMs: durationOf(rule.for),
        keepFiringForMs: durationOf(rule.keep_firing_for),
        labels: new Map(Object.entries(rule.labels ?? {})),
        annotations: new Map(Object.entries(rule.annotations ?? {})),
        health: 'unknown',
        state: 'inactive',
        lastError: null,
        lastEvaluationAtMs: null,
      }),
    ),
  }));
}

/** None is 0; what is no duration differs from every one that is asked for. */
function durationOf(text: string | undefined): number {
  if (text === undefined || text === '' || /^0+[a-z]*$/.test(text)) return 0;
  return parseDurationMs(text) ?? -1;
}

function parseYaml(body: string): unknown {
  try {
    return parse(body, { maxAliasCount: 0, logLevel: 'silent' });
  } catch {
    return undefined; // not YAML: no answer that can be used, as the caller is told
  }
}
