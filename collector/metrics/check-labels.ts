import type { Labels } from '../../platform/model/labels.ts';

export interface LabelLimits {
  readonly maxLabels: number;
  readonly maxLabelNameLength: number;
  readonly maxLabelValueLength: number;
}

/**
 * What is wrong with the labels of a series: `invalid` is not taken, `unsorted` (or with an empty
 * value) is another way to write a series. Null: nothing.
 */
export function labelsFault(labels: Labels, limits: LabelLimits): 'invalid' | 'unsorted' | null {
  if (labels.size === 0 || labels.size > Math.min(limits.maxLabels, 255)) return 'invalid';
  let before = '';
  let isSorted = true;
  for (const [name, value] of labels) {
    if (name === '' || name.length > limits.maxLabelNameLength) return 'invalid';
    if (value.length > limits.maxLabelValueLength) return 'invalid';
    if (name < before || value === '') isSorted = false;
    before = name;
  }
  return isSorted ? null : 'unsorted';
}
