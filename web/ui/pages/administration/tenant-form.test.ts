import { describe, expect, it } from 'vitest';
import { checkTenant, mayAddSeverity, movedSeverity, type TenantForm } from './tenant-form.ts';

const form = (...severities: string[]): TenantForm => ({
  title: '',
  timeZone: 'UTC',
  language: 'en',
  severities,
});
// The words are not what is tested.
const t = ((key: string) => key) as Parameters<typeof checkTenant>[1];

describe('the form of a tenant', () => {
  it('moves a rung, and no rung over the ends', () => {
    expect(movedSeverity(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
    expect(movedSeverity(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b']);
    expect(movedSeverity(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(movedSeverity(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });

  it('says which rung is empty or there twice', () => {
    expect([...checkTenant(form('a', '', 'a'), t)]).toEqual([
      ['/severities/1', 'forms.required'],
      ['/severities/2', 'tenant.ladder.twice'],
    ]);
    expect(checkTenant(form('a', 'b'), t).size).toBe(0);
    expect(mayAddSeverity(form(...'abcdefghij'))).toBe(false);
  });
});
