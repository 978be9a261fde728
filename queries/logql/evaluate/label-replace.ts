import { RE2JS } from 're2js';
import { QueryFailure } from '../../source/query-failure.ts';
import type { LabelReplace } from '../ast.ts';
import { type LabelSet, labelSet } from './label-set.ts';
import type { Series } from './series.ts';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * `label_replace(x, "dst", "$1", "src", "(.*)")`: where the pattern matches the whole value, `dst` is
 * set to the expanded replacement, or taken away where that is empty.
 * @throws QueryFailure `execution` for a name that is none, and where two series become equal
 */
export function replaceLabels(expr: LabelReplace, input: readonly Series[]): readonly Series[] {
  const { target, source, replacement } = expr;
  if (!LABEL_NAME.test(target)) {
    const text = `invalid destination label name in label_replace(): ${target}`;
    throw new QueryFailure('execution', text);
  }
  const expression = RE2JS.compile(`^(?:${expr.pattern})$`);
  const names = expression.namedGroups();
  const replaced = input.map((series): Series => {
    const matcher = expression.matcher(series.labels.labels.get(source) ?? '');
    if (!matcher.matches()) return series;
    const value = expand(replacement, (name) => {
      const group = /^[0-9]+$/.test(name) ? Number(name) : names[name];
      if (group === undefined || group > matcher.groupCount()) return '';
      return matcher.group(group) ?? '';
    });
    return { ...series, labels: withLabel(series.labels, target, value) };
  });
  refuseEqual(replaced);
  return replaced;
}

function withLabel({ labels }: LabelSet, name: string, value: string): LabelSet {
  const changed = new Map(labels);
  if (value === '') changed.delete(name);
  else changed.set(name, value);
  return labelSet(changed);
}

/** Go's expansion: `$1`, `${1}x`, `$name`, `$$`; `$1x` is the group called `1x`. */
function expand(replacement: string, groupOf: (name: string) => string): string {
  return replacement.replace(
    /\$(?:\$|\{([a-zA-Z0-9_]+)\}|([a-zA-Z0-9_]+))/g,
    (whole, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare;
      return name === undefined ? whole.slice(1) : groupOf(name);
    },
  );
}

function refuseEqual(series: readonly Series[]): void {
  const keys = new Set(series.map(({ labels }) => labels.key));
  if (keys.size === series.length) return;
  throw new QueryFailure('execution', 'vector cannot contain metrics with the same labelset');
}
