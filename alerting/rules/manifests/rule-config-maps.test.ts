import { describe, expect, it } from 'vitest';
import { ruleConfigMaps } from './rule-config-maps.ts';

const files = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, index) => {
    const ruleId = `01J${String(index).padStart(23, '0')}`;
    return { ruleId, fileName: `tocsin.acme.${ruleId}.rules.yml`, text: 'x'.repeat(bytes) };
  });
const names = (owner: string, ...of: Parameters<typeof files>) =>
  ruleConfigMaps(owner, files(...of)).map(({ name }) => name);

describe('ConfigMaps of rules on logs', () => {
  it('are one for each tenant, and none without rules', () => {
    expect(names('acme', 3, 100)).toEqual(['tocsin-acme-rules']);
    expect(names('_platform', 1, 100)).toEqual(['tocsin-platform.own-rules']);
    expect(names('acme', 0, 100)).toEqual([]);
  });

  it('are as many as keep each of them small, with every rule in one', () => {
    const maps = ruleConfigMaps('acme', files(100, 20_000));
    expect(maps.map(({ name }) => name)).toContain('tocsin-acme-rules-1-of-16');
    for (const map of maps) {
      const bytes = map.files.reduce((sum, { text }) => sum + text.length, 0);
      expect(bytes).toBeLessThan(400_000);
    }
    const held = maps.flatMap((map) => map.files.map(({ ruleId }) => ruleId));
    expect(held.sort()).toEqual(files(100, 0).map(({ ruleId }) => ruleId));
  });

  it('change in one place when a rule goes', () => {
    const all = files(100, 20_000);
    const less = all.filter((_, index) => index !== 7);
    const before = ruleConfigMaps('acme', all).map((map) => JSON.stringify(map));
    const after = ruleConfigMaps('acme', less).map((map) => JSON.stringify(map));
    expect(after.filter((map) => !before.includes(map))).toHaveLength(1);
  });

  it('leave what alone is too large to the cluster, which refuses it', () => {
    const maps = ruleConfigMaps('acme', files(2, 500_000));
    expect(maps.map((map) => map.files.length)).toEqual([1, 1]);
  });
});
