import { describe, expect, it } from 'vitest';
import { type BoardLink, printBoardLink, readBoardLink } from './board-link.ts';

const KEY = Buffer.alloc(32, 1);
const OTHER = Buffer.alloc(32, 2);
const link: BoardLink = {
  ...{ kind: 'embed', owner: 'acme', scope: 'acme.shop@eu1', uid: 'tocsin-pod', panelId: 7 },
  giver: { kind: 'token', id: '01HZZZZZZZZZZZZZZZZZZZZZZ1', owner: 'acme' },
  ...{ issuedAtMs: 1_800_000_000_000, expiresAtMs: 1_800_000_600_000 },
  origins: ['https://portal.example'],
  fixed: [
    ['var-pod', 'web-é'],
    ['theme', 'dark'],
  ],
};

/** The same claims with one changed, under the old signature. */
function tampered(place: number, value: unknown): string {
  const [text = '', mac = ''] = printBoardLink(link, KEY).split('.');
  const claims = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
  claims[place] = value;
  return `${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${mac}`;
}

describe('links to dashboards', () => {
  it.each<[string, BoardLink]>([
    ['a panel', link],
    [
      'a whole board of the platform',
      { ...link, owner: '_platform', scope: '_platform', panelId: null },
    ],
    [
      'a picture by a person',
      { ...link, kind: 'render', giver: { ...link.giver, kind: 'user', owner: '' } },
    ],
  ])('are read as they were made, with any of the keys: %s', (_, one) => {
    const token = printBoardLink(one, KEY);
    expect(readBoardLink(token, [OTHER, KEY])).toEqual(one);
    expect(token).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/);
  });

  it.each([
    ['with another key', printBoardLink(link, OTHER)],
    ['for another owner', tampered(2, 'globex')],
    ['for another scope', tampered(3, 'globex')],
    ['for another dashboard', tampered(4, 'secret')],
    ['for the whole of it', tampered(5, null)],
    ['by somebody else', tampered(7, '01HZZZZZZZZZZZZZZZZZZZZZZ2')],
    ['for longer', tampered(10, 9_999_999_999)],
    ['for other sites', tampered(11, ['https://evil.example'])],
    ['with other variables', tampered(12, [])],
    ['without a signature', printBoardLink(link, KEY).split('.')[0] ?? ''],
    ['with half of one', printBoardLink(link, KEY).slice(0, -1)],
    ['as nothing', ''],
    ['as much', 'a'.repeat(100_000)],
  ])('are refused when forged: %s', (_, token) => {
    expect(readBoardLink(token, [KEY])).toBeUndefined();
  });
});
