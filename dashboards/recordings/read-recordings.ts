import { isRecord, listOf, textOf } from '../import/read-json.ts';
import { readYaml } from '../import/read-yaml.ts';
import type { KnownRecording } from './known-recordings.data.ts';

const MOST_CHARS = 2_000_000;

/**
 * The recording rules of a mixin's rule file: groups of Prometheus or a PrometheusRule, as YAML or JSON.
 * What is none is left out.
 */
export function readRecordings(text: string): readonly KnownRecording[] {
  if (text.length > MOST_CHARS) return [];
  return readYaml(text)
    .flatMap(groupsOf)
    .flatMap((group) => (isRecord(group) ? listOf(group.rules) : []))
    .flatMap(recordingOf);
}

function groupsOf(document: unknown): readonly unknown[] {
  if (!isRecord(document)) return [];
  const { spec } = document;
  return listOf(isRecord(spec) ? spec.groups : document.groups);
}

function recordingOf(rule: unknown, index: number): readonly KnownRecording[] {
  if (!isRecord(rule)) return [];
  const [record, expression] = [textOf(rule.record), textOf(rule.expr)];
  if (record === '' || expression === '') return [];
  const labels = Object.fromEntries(
    Object.entries(isRecord(rule.labels) ? rule.labels : {}).map(([name, value]) => [
      name,
      textOf(value),
    ]),
  );
  const variant = Object.values(labels).join(', ');
  return [{ record, variant: variant === '' ? `${index + 1}` : variant, expression, labels }];
}
