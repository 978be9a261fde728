import { formatFloat } from '../../../platform/gotemplate/format-float.ts';
import {
  type GoMember,
  type GoObject,
  isObject,
  type ObjectType,
  stringMap,
} from '../../../platform/gotemplate/go-value.ts';
import type { Labels } from '../../../platform/model/labels.ts';

/** One element of what `query` answers: `.Labels`, `.Value`. */
export class RuleSample implements GoObject {
  readonly kind = 'object';
  readonly typeName = '*template.sample';
  readonly labels: Labels;
  readonly value: number;

  constructor(labels: Labels, value: number) {
    this.labels = labels;
    this.value = value;
  }

  member(name: string): GoMember | undefined {
    if (name === 'Labels') return { kind: 'field', value: stringMap(this.labels) };
    return name === 'Value' ? { kind: 'field', value: this.value } : undefined;
  }

  text(): string {
    const labels = [...this.labels].map(([name, value]) => `${name}:${value}`).sort();
    return `{map[${labels.join(' ')}] ${formatFloat(this.value, 'g', -1)}}`;
  }
}

export const SAMPLE: ObjectType<RuleSample> = {
  typeName: '*template.sample',
  is: (value): value is RuleSample => isObject(value) && value instanceof RuleSample,
};
