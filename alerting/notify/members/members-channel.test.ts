import { describe, expect, it } from 'vitest';
import type { ChannelSettings } from '../../channels/channel.ts';
import { checkMembers } from './members-channel.ts';

describe('whom a channel of members names', () => {
  it('is everybody of the owner where nothing is said', () => {
    expect(checkMembers({})).toEqual({
      kind: 'valid',
      settings: { roles: [], place: '', by: 'inbox-and-mail' },
      secrets: {},
      target: 'all members',
    });
  });

  it('is told in its target', () => {
    const given = { roles: ['project-ops', 'project-ops'], place: ' shop ', by: 'inbox' };
    expect(checkMembers(given)).toMatchObject({
      settings: { roles: ['project-ops'], place: 'shop' },
      target: 'project-ops of shop',
    });
  });

  it.each<readonly [string, ChannelSettings, string]>([
    ['no place below an owner', { place: 'a.b.c' }, '/place'],
    ['another way than there are', { by: 'pigeon' }, '/by'],
    ['a role that there is not', { roles: ['project-ops', 'king'] }, '/roles/1'],
    ['a role above the place', { roles: ['tenant-admin'], place: 'shop' }, '/roles/0'],
  ])('is refused: %s', (_name, given, path) => {
    expect(checkMembers(given)).toMatchObject({ kind: 'invalid', findings: [{ path }] });
  });
});
