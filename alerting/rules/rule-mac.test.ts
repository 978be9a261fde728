import { describe, expect, it } from 'vitest';
import { readRuleLabel, ruleLabel } from './rule-mac.ts';

const key = Buffer.alloc(32, 7);
const acmeRule = '01J00000000000000000000ACM';
const globexRule = '01J00000000000000000000GBX';

describe('the label that says whose rule an alert is of', () => {
  it('is read back on the cluster it was made for', () => {
    expect(readRuleLabel(key, 'east', ruleLabel(key, acmeRule, 'east'))).toBe(acmeRule);
    expect(readRuleLabel(key, 'east', ruleLabel(key, globexRule, 'east'))).toBe(globexRule);
  });

  const good = ruleLabel(key, acmeRule, 'east');
  const mac = good.slice(good.indexOf('.') + 1);
  const last = mac.at(-1) ?? '';
  it.each([
    ['of another cluster', ruleLabel(key, acmeRule, 'west')],
    ['with the id of another rule', `${globexRule}.${mac}`],
    ['made with another key', ruleLabel(Buffer.alloc(32, 8), acmeRule, 'east')],
    ['without MAC', acmeRule],
    ['with an empty MAC', `${acmeRule}.`],
    ['with a longer MAC', `${good}A`],
    ['with a part behind', `${good}.x`],
    ['with parts behind', `${good}.x.y`],
    ['in another base64 spelling', `${acmeRule}.${mac.slice(0, -1)}${neighbour(last)}`],
    ['with a MAC of other characters', `${acmeRule}.${'é'.repeat(22)}`],
    ['empty', ''],
    ['with a lower-case id', good.toLowerCase()],
  ])('%s is refused', (_name, value) => {
    expect(readRuleLabel(key, 'east', value)).toBeUndefined();
  });

  it('does not confuse where the id ends and the cluster begins', () => {
    expect(ruleLabel(key, 'AB', 'C').split('.')[1]).not.toBe(
      ruleLabel(key, 'A', 'BC').split('.')[1],
    );
  });

  it('refuses a key that is no secret', () => {
    expect(() => ruleLabel(Buffer.alloc(3), acmeRule, 'east')).toThrow(RangeError);
  });
});

/** Another character whose two low bits differ: decodes to the same 16 bytes. */
function neighbour(char: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(char) ^ 1] ?? '';
}
