import { describe, expect, it } from 'vitest';
import { type FindBoard, followed, leadsToBoards } from './board-presence.ts';

const find: FindBoard = (uid, scope) => {
  if (uid === 'slow') return 'asking';
  if (scope !== 'acme.shop') return 'absent';
  return uid === 'ours' ? 'here' : uid === 'theirs' ? 'grafana' : 'absent';
};

describe('a link of a dashboard', () => {
  it.each([
    ['/dashboards/ours?scope=acme.shop&var-a=b', '/dashboards/ours?scope=acme.shop&var-a=b'],
    ['/dashboards/theirs?scope=acme.shop', '/dashboards/grafana/theirs?scope=acme.shop'],
    ['/explore?scope=acme.shop', '/explore?scope=acme.shop'],
    ['https://portal.example/dashboards/ours', 'https://portal.example/dashboards/ours'],
  ])('to %s leads to %s', (address, to) => {
    expect(followed(address, find)).toEqual({ kind: 'link', address: to });
  });

  it.each(['/dashboards/gone?scope=acme.shop', '/dashboards/ours?scope=globex'])(
    'to %s is none, as the dashboard is not there',
    (address) => expect(followed(address, find)).toEqual({ kind: 'absent' }),
  );

  it('is none while nobody knows, and where it may not be followed', () => {
    expect(followed('/dashboards/slow?scope=acme', find)).toEqual({ kind: 'none' });
    expect(followed(null, find)).toEqual({ kind: 'none' });
  });

  it.each([
    ['{"url":"/d/abc/shop?var-a=b"}', true],
    ['{"url":"d/$board"}', true],
    ['{"content":"[x](/dashboards/abc)"}', true],
    ['{"expr":"rate(up[5m])","unit":"percent","id":1}', false],
    ['{"url":"https://portal.example/add/x"}', false],
  ])('in %s is found: %s', (source, isFound) => {
    expect(leadsToBoards(source)).toBe(isFound);
  });
});
