import { seriesName } from '../panels/matrix-frames.ts';
import type { Labels } from './read-answer.ts';

/**
 * Names of the series of one query. `{{job}} of {{ns}}` takes labels (one that is missing is empty);
 * an empty template is the series in Prometheus's notation; `__auto` says what tells them apart.
 */
export function seriesLegends(
  legend: string,
  expression: string,
  series: readonly Labels[],
): readonly string[] {
  const plain = (labels: Labels) => {
    const name = seriesName(labels);
    return name === '{}' ? expression : name;
  };
  if (legend === '') return series.map(plain);
  if (legend === '__auto') return autoLegends(series) ?? series.map(plain);
  return series.map((labels) =>
    legend.replaceAll(NAMED, (_, said: string) => {
      const name = said.trim();
      return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
    }),
  );
}

/** What it leaves out between the braces keeps it linear. */
const NAMED = /\{\{([^{}]+)\}\}/g;

/** The labels that differ; of one label only its values. Null where nothing differs. */
function autoLegends(series: readonly Labels[]): readonly string[] | null {
  if (series.length < 2) return null;
  const names = [...new Set(series.flatMap((labels) => Object.keys(labels)))];
  const differing = names.filter(
    (name) => new Set(series.map((labels) => ownLabel(labels, name))).size > 1,
  );
  const [only] = differing;
  if (only === undefined) return null;
  if (differing.length === 1) return series.map((labels) => ownLabel(labels, only) ?? '');
  return series.map((labels) =>
    seriesName(Object.fromEntries(differing.flatMap((name) => pairOf(labels, name)))),
  );
}

function pairOf(labels: Labels, name: string): readonly (readonly [string, string])[] {
  const value = ownLabel(labels, name);
  return value === undefined ? [] : [[name, value]];
}

/** A label may be called as a member that every object has. */
function ownLabel(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}
