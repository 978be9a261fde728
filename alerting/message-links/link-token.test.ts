import { describe, expect, it } from 'vitest';
import { linkIdOf, type MessageLink, printLinkToken, readLinkToken } from './link-token.ts';

const KEY = Buffer.alloc(32, 1);
const OTHER = Buffer.alloc(32, 2);
const link: MessageLink = {
  action: 'acknowledge',
  language: 'zh',
  owner: 'acme',
  incidentId: '01HZZZZZZZZZZZZZZZZZZZZZZ1',
  deliveryId: '01HZZZZZZZZZZZZZZZZZZZZZZ2',
  expiresAtMs: 1_900_000_000_000,
};

describe('links in messages', () => {
  it('are read as they were made, with any of the keys, and are the same each time', () => {
    const token = printLinkToken(link, KEY);
    expect(readLinkToken(token, [OTHER, KEY])).toEqual(link);
    expect(printLinkToken(link, KEY)).toBe(token);
    expect(token).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  const token = printLinkToken(link, KEY);
  it.each([
    ['another key', printLinkToken(link, OTHER)],
    ['another action', token.replace('acknowledge', 'silence')],
    ['another owner', token.replace('acme', 'globex')],
    ['another incident', token.replace('Z1.', 'Z3.')],
    ['a later end', token.replace(/\.([0-9a-z]+)(\.[^.]+)$/, '.zzzzzz$2')],
    ['no mac', token.slice(0, token.lastIndexOf('.'))],
    ['a shorter mac', token.slice(0, -1)],
    ['nothing', ''],
    ['much', '.'.repeat(500)],
  ])('are refused when forged: %s', (_name, forged) => {
    expect(readLinkToken(forged, [KEY])).toBeUndefined();
  });

  it('of one message on one incident are two: each acts once', () => {
    expect(linkIdOf(link)).not.toBe(linkIdOf({ ...link, action: 'silence' }));
    expect(linkIdOf(link)).toBe(linkIdOf({ ...link, expiresAtMs: 5 }));
  });
});
