import { describe, expect, it } from 'vitest';
import { KNOWN_STEPS } from '../model/drawn-parts.data.ts';
import {
  firstValue,
  fixedColour,
  lineStyle,
  MATCHERS,
  matcherOf,
  newOverride,
  PROPERTIES,
  propertiesOf,
  withMatcher,
  withProperty,
} from './overrides.ts';
import { editedStep, newStep, readOptions, switched } from './steps.ts';

describe('overrides', () => {
  it.each([
    ['byName', 'cpu', 'cpu'],
    ['byRegexp', '/^cpu/', '/^cpu/'],
    ['byFrameRefID', 'A', 'A'],
    ['byType', 'number', 'number'],
    ['byNames', 'a,  b,', 'a, b'],
  ] as const)('are for fields %s', (id, typed, shown) => {
    const override = withMatcher({ ...newOverride(), kept: 1 }, id, typed);
    expect(matcherOf(override)).toEqual({ kind: id, id, text: shown });
    expect(override).toHaveProperty('kept', 1);
  });

  it('keep a matcher that has no form', () => {
    const matcher = { id: 'byValue', options: { op: 'gte' } };
    expect(matcherOf({ matcher })).toEqual({ kind: null, id: 'byValue', text: '' });
    expect(MATCHERS).not.toContain('byValue');
  });

  it('say each property once, and keep what they do not know', () => {
    const strange = { id: 'custom.odd', value: { a: 1 } };
    const first = withProperty({ ...newOverride(), properties: [strange] }, 'unit', 'bytes');
    const second = withProperty(first, 'unit', 'short');
    expect(propertiesOf(second)).toEqual([
      { id: 'custom.odd', kind: 'json', value: { a: 1 } },
      { id: 'unit', kind: 'unit', value: 'short' },
    ]);
    expect(withProperty(second, 'unit', undefined).properties).toEqual([strange]);
    expect(propertiesOf({ properties: [{ id: '__proto__', value: 1 }] })[0]?.kind).toBe('json');
  });

  it('have a first value for every property', () => {
    for (const id of Object.keys(PROPERTIES) as (keyof typeof PROPERTIES)[])
      expect(firstValue(id)).toBeDefined();
    expect(fixedColour(firstValue('color'))).toBe('blue');
    expect(fixedColour({ mode: 'thresholds', fixedColor: 'red' })).toBe('');
    expect(lineStyle('solid')).toEqual({ fill: 'solid' });
    expect(lineStyle('dot')).toEqual({ fill: 'dot', dash: [0, 10] });
  });
});

describe('transformations', () => {
  it.each([...KNOWN_STEPS])('%s begins with options that run here', (id) => {
    expect(editedStep(newStep(id))).toMatchObject({ id, isOn: true, refusal: null });
  });

  it('are switched off as Grafana writes it', () => {
    const off = switched(newStep('merge'), false);
    expect(off).toEqual({ id: 'merge', options: {}, disabled: true });
    expect(editedStep(off).isOn).toBe(false);
    expect(switched(off, true)).toEqual({ id: 'merge', options: {} });
  });

  it('are refused options that are none, or that do not run here', () => {
    expect(readOptions('limit', { limitField: 3 })).toEqual({
      kind: 'options',
      options: { limitField: 3 },
    });
    expect(readOptions('limit', [1])).toEqual({ kind: 'broken' });
    const filters = [{ fieldName: 'a', config: { id: 'regex', options: {} } }];
    expect(readOptions('filterByValue', { filters }).kind).toBe('refused');
    expect(editedStep({ id: 'odd' }).refusal).toContain('not one of those');
  });
});
