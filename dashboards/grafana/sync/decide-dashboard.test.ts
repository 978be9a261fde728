import { describe, expect, it } from 'vitest';
import { contentHash, parseDashboard } from './content-hash.ts';
import { decideDashboard, isMassLoss } from './decide-dashboard.ts';

describe('what is done with a dashboard', () => {
  const known = { ours: 'a', theirs: 'A' };
  it.each([
    ['never seen, on no side', undefined, null, null, 'nothing'],
    ['new here', undefined, 'a', null, 'push'],
    ['new there', undefined, null, 'A', 'pull'],
    ['on both sides, the same, never compared', undefined, 'a', 'a', 'note'],
    ['on both sides, never compared', undefined, 'a', 'b', 'conflict'],
    ['in step', known, 'a', 'A', 'nothing'],
    ['changed here', known, 'b', 'A', 'push'],
    ['changed there', known, 'a', 'B', 'pull'],
    ['changed on both sides', known, 'b', 'B', 'conflict'],
    ['changed on both sides in the same way', known, 'c', 'c', 'note'],
    ['deleted here', known, null, 'A', 'delete-theirs'],
    ['deleted here, changed there', known, null, 'B', 'pull'],
    ['deleted there', known, 'a', null, 'delete-ours'],
    ['deleted there, changed here', known, 'b', null, 'push'],
    ['deleted on both sides', known, null, null, 'forget'],
    ['refused here, as it was', { ours: null, theirs: 'A' }, null, 'A', 'nothing'],
    ['refused here, changed since', { ours: null, theirs: 'A' }, null, 'B', 'pull'],
    ['refused there', { ours: 'a', theirs: null }, 'a', null, 'push'],
  ] as const)('%s', (_, before, ours, theirs, step) => {
    expect(decideDashboard(before, ours, theirs)).toBe(step);
  });

  it('many that are gone at once are lost, not deleted', () => {
    expect(isMassLoss(4, 4)).toBe(false);
    expect(isMassLoss(5, 10)).toBe(false);
    expect(isMassLoss(6, 10)).toBe(true);
  });
});

describe('content', () => {
  const json = { title: 'Shop', panels: [{ id: 1, type: 'stat' }], uid: 'shop' };
  const hash = contentHash(json, 'Team');

  it('is the same whatever Grafana numbers, and in whatever order', () => {
    const kept = {
      uid: 'other',
      version: 7,
      id: 12,
      iteration: 5,
      panels: json.panels,
      title: 'Shop',
    };
    expect(contentHash(kept, 'Team')).toBe(hash);
  });

  it.each([
    ['another title', { ...json, title: 'Shops' }, 'Team'],
    ['another id of a panel', { ...json, panels: [{ id: 2, type: 'stat' }] }, 'Team'],
    ['another folder', json, 'Team/API'],
  ])('differs with %s', (_, other, folder) => {
    expect(contentHash(other, folder)).not.toBe(hash);
  });

  it('is an object', () => {
    expect(parseDashboard('[1]')).toBeUndefined();
    expect(parseDashboard('{')).toBeUndefined();
    expect(parseDashboard('{"a":1}')).toEqual({ a: 1 });
  });
});
