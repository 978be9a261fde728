import type { ChartAxis } from '../../model/chart.ts';
import { knownUnit } from '../known-unit.ts';
import type { PlottedField } from '../plotted-fields.ts';
import { choiceAt, flagAt, numberAt, textAt } from '../read-option.ts';

export interface AxesOfSeries {
  readonly axes: readonly ChartAxis[];
  /** For each series its axis, by index. */
  readonly axisOf: readonly number[];
}

interface Use extends ChartAxis {
  readonly key: string;
  readonly softMinimum: number | null;
  readonly softMaximum: number | null;
  readonly isCentred: boolean;
  readonly values: readonly (number | null)[];
}

/**
 * One axis for each unit, side, scale and pair of bounds. Where a panel does not say, the first unit
 * stands on the left and the others on the right. Soft bounds hold while no value is beyond them.
 */
export function chartAxes(
  series: readonly PlottedField[],
  drawn: readonly (readonly (number | null)[])[],
): AxesOfSeries {
  const uses = series.map(({ field: { config } }, index) => {
    const unit = isPercentStack(config.custom) ? 'percentunit' : knownUnit(config.unit);
    return useOf(config, unit, drawn[index] ?? [], unit === unitOf(series[0]));
  });
  const keys = [...new Set(uses.map(({ key }) => key))];
  const groups = keys.map((key) => uses.filter((use) => use.key === key));
  return {
    axes: groups.flatMap((group) => axisOfGroup(group)),
    axisOf: uses.map(({ key }) => keys.indexOf(key)),
  };
}

function unitOf(series: PlottedField | undefined): string {
  const config = series?.field.config;
  return isPercentStack(config?.custom) ? 'percentunit' : knownUnit(config?.unit);
}

export function isPercentStack(custom: unknown): boolean {
  return textAt(custom, 'stacking.mode', 'none') === 'percent';
}

function useOf(
  config: PlottedField['field']['config'],
  unit: string,
  values: readonly (number | null)[],
  isFirstUnit: boolean,
): Use {
  const { custom } = config;
  const placed = choiceAt(custom, 'axisPlacement', ['left', 'right', 'auto'], 'auto');
  const side = placed === 'auto' ? (isFirstUnit ? 'left' : 'right') : placed;
  const isPercent = isPercentStack(custom);
  const axis = {
    side,
    unit,
    decimals: numberAt(config, 'decimals', null),
    label: textAt(custom, 'axisLabel', ''),
    scale: scaleOf(custom),
    minimum: numberAt(config, 'min', isPercent ? 0 : null),
    maximum: numberAt(config, 'max', isPercent ? 1 : null),
    softMinimum: numberAt(custom, 'axisSoftMin', null),
    softMaximum: numberAt(custom, 'axisSoftMax', null),
    isCentred: flagAt(custom, 'axisCenteredZero', false),
  } as const;
  const { decimals: _, label: __, ...identity } = axis;
  return { ...axis, key: JSON.stringify(identity), values };
}

function scaleOf(custom: unknown): ChartAxis['scale'] {
  switch (textAt(custom, 'scaleDistribution.type', 'linear')) {
    case 'log':
      return numberAt(custom, 'scaleDistribution.log', 2) === 10 ? 'log10' : 'log2';
    case 'symlog':
      return 'symlog';
    default:
      return 'linear';
  }
}

function axisOfGroup(group: readonly Use[]): readonly ChartAxis[] {
  const [first] = group;
  if (first === undefined) return [];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { values } of group) {
    for (const value of values) {
      if (value !== null && value < low) low = value;
      if (value !== null && value > high) high = value;
    }
  }
  const { side, unit, scale, softMinimum, softMaximum, isCentred } = first;
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const centred = isCentred && Number.isFinite(reach) && reach > 0 ? reach * 1.05 : null;
  const soft = (bound: number | null, holds: boolean) => (holds ? bound : null);
  return [
    {
      side,
      unit,
      decimals: first.decimals,
      label: group.find(({ label }) => label !== '')?.label ?? '',
      scale,
      minimum:
        first.minimum ??
        (centred === null ? soft(softMinimum, low >= (softMinimum ?? 0)) : -centred),
      maximum: first.maximum ?? centred ?? soft(softMaximum, high <= (softMaximum ?? 0)),
    },
  ];
}
