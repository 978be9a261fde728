import { describe, expect, it } from 'vitest';
import { unmetBy } from './label-selector.ts';

const labels = { release: 'stack', tier: 'gold' };
const expression = (key: string, operator: string, ...values: readonly string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe('what labels lack', () => {
  it.each([
    ['an empty selector', {}, []],
    ['equal labels', { matchLabels: { release: 'stack' } }, []],
    ['another value', { matchLabels: { release: 'old', tier: 'gold' } }, ['release=old']],
    ['a name of every object', { matchLabels: { constructor: 'x' } }, ['constructor=x']],
    ['In', expression('tier', 'In', 'gold', 'silver'), []],
    ['In, not met', expression('tier', 'In', 'a', 'b'), ['tier in (a, b)']],
    ['In, absent', expression('team', 'In', 'a'), ['team in (a)']],
    ['NotIn', expression('tier', 'NotIn', 'gold'), ['tier not in (gold)']],
    ['NotIn, absent', expression('team', 'NotIn', 'gold'), []],
    ['Exists', expression('team', 'Exists'), ['team']],
    ['Exists, met', expression('tier', 'Exists'), []],
    ['DoesNotExist', expression('tier', 'DoesNotExist'), ['no tier']],
    ['DoesNotExist, met', expression('team', 'DoesNotExist'), []],
    ['what is unknown', expression('tier', 'Near'), ['tier Near']],
  ])('%s', (_, selector, lacks) => {
    expect(unmetBy(selector, labels)).toEqual(lacks);
  });
});
