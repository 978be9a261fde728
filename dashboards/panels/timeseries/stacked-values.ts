import type { Aligned } from '../align-series.ts';
import type { PlottedField } from '../plotted-fields.ts';
import { choiceAt, numberAt, optionAt, textAt } from '../read-option.ts';
import { bridgeGaps } from './bridge-gaps.ts';
import { isPercentStack } from './chart-axes.ts';
import { type Stacking, stackSeries } from './stack-series.ts';

type Values = readonly (number | null)[];

/** What a series stacks with, and what is drawn of it. */
export interface DrawnValues {
  /** Null stands alone. */
  readonly stack: string | null;
  /** Transformed, bridged, stacked. */
  readonly values: Values;
}

const DRAWS = ['line', 'bars', 'points'] as const;

export function drawnValues(
  series: readonly PlottedField[],
  { timesMs, columns }: Aligned,
): readonly DrawnValues[] {
  const stackings = series.map((each, index): Stacking & { readonly isLine: boolean } => {
    const { custom } = each.field.config;
    const values = transformed(textAt(custom, 'transform', ''), columns[index] ?? []);
    const stack = stackOf(each, values);
    const longestMs = longestBridge(custom, stack !== null);
    return {
      stack,
      isPercent: isPercentStack(custom),
      values: longestMs === null ? values : bridgeGaps(timesMs, values, longestMs),
      isLine: drawsOf(custom) === 'line',
    };
  });
  const stacked = stackSeries(withoutHoles(stackings));
  return stackings.map(({ stack }, index) => ({ stack, values: stacked[index] ?? [] }));
}

/** In milliseconds; null for none. Gaps of a stack are bridged before others are laid on it. */
function longestBridge(custom: unknown, isStacked: boolean): number | null {
  if (isStacked && optionAt(custom, 'spanNulls') === true) return Number.POSITIVE_INFINITY;
  return numberAt(custom, 'spanNulls', null);
}

/**
 * A series of a stack of areas counts as zero where it has no value and another of the stack has one,
 * as in Grafana: else the stack would have a hole wherever series begin and end, as those of `topk` do.
 * Where none has a value the gap stays.
 */
function withoutHoles(
  series: readonly (Stacking & { readonly isLine: boolean })[],
): readonly Stacking[] {
  const filled = new Map<string, boolean[]>();
  for (const { stack, values } of series) {
    if (stack === null) continue;
    const has = filled.get(stack) ?? new Array<boolean>(values.length).fill(false);
    filled.set(stack, has);
    for (const [index, value] of values.entries()) {
      if (value !== null) has[index] = true;
    }
  }
  return series.map((each) => {
    const has = each.stack === null || !each.isLine ? undefined : filled.get(each.stack);
    if (has === undefined) return each;
    return {
      ...each,
      values: each.values.map((value, index) => value ?? (has[index] === true ? 0 : null)),
    };
  });
}

function transformed(transform: string, values: Values): Values {
  if (transform === 'negative-Y') return values.map((value) => (value === null ? null : -value));
  if (transform === 'constant') {
    const first = values.find((value) => value !== null) ?? null;
    return values.map(() => first);
  }
  return values;
}

/** Lines and bars, above and below zero, and different units do not stack on each other. */
function stackOf({ field: { config } }: PlottedField, values: Values): string | null {
  const { custom } = config;
  const mode = textAt(custom, 'stacking.mode', 'none');
  if (mode !== 'normal' && mode !== 'percent') return null;
  const isTurned = textAt(custom, 'transform', '') === 'negative-Y';
  const isDown = isTurned ? !has(values, 1) : has(values, -1);
  const group = textAt(custom, 'stacking.group', 'A');
  const unit = textAt(config, 'unit', '');
  return [group, mode, drawsOf(custom), isDown ? 'down' : 'up', unit].join(' ');
}

/** Whether a value lies on the side of zero. */
function has(values: Values, sign: 1 | -1): boolean {
  return values.some((value) => value !== null && value * sign > 0);
}

export const drawsOf = (custom: unknown) => choiceAt(custom, 'drawStyle', DRAWS, 'line');
