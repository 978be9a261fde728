import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { expect, it } from 'vitest';
import { SeenBoards } from '../../dashboards/grafana/boards/seen-boards.ts';
import { grafanaKeysMigration } from '../../dashboards/grafana/identity/migration-0045-grafana-keys.ts';
import { PUBLISHED_AHEAD_MS, SigningKeys } from '../../dashboards/grafana/identity/signing-keys.ts';
import { parseKeyRing } from '../../platform/secrets/key-ring.ts';
import { createSecretBox } from '../../platform/secrets/secret-box.ts';
import type { State } from '../../platform/state/state.ts';
import { describeOnBothStates } from '../support/both-states.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 21);
const secrets = createSecretBox(parseKeyRing('A'.repeat(43).concat('='), 'test'));

function keysAt(state: State, nowMs: number): SigningKeys {
  const clock = { nowMs: () => nowMs };
  return new SigningKeys({ state, secrets, clock, lifetimeMs: 24 * HOUR_MS });
}

const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;

describeOnBothStates('the keys by which we sign towards Grafana', ({ open }) => {
  it('follow each other: the next is published before it signs, the former stays for a while', async () => {
    const state = await open([grafanaKeysMigration]);
    const at = async (hours: number) => {
      // A process of its own each time: nothing but the state is remembered.
      const keys = keysAt(state, START_MS + hours * HOUR_MS);
      const token = await keys.sign({ sub: 'x' });
      const published = await keys.published();
      return { kid: kidOf(token), published: published.keys.map(({ kid }) => kid ?? '') };
    };
    const first = await at(0);
    expect(first.published).toEqual([first.kid]);
    expect(await at(21.9)).toEqual(first);
    const ahead = await at(22);
    expect([ahead.kid, ahead.published.length, ahead.published[0]]).toEqual([
      first.kid,
      2,
      first.kid,
    ]);
    const [, second = ''] = ahead.published;
    expect((await at(23.9)).kid).toBe(first.kid);
    expect(await at(24)).toEqual({ kid: second, published: [first.kid, second] });
    expect((await at(26)).published).toEqual([second]);
    // Nobody asked for days: the old one goes on until the new one is known.
    const late = await at(100);
    expect([late.kid, late.published.length]).toEqual([second, 2]);
  });

  it('are sealed, publish no private part, and verify', async () => {
    const state = await open([grafanaKeysMigration]);
    const keys = keysAt(state, START_MS);
    const token = await keys.sign({ sub: 'ann', exp: START_MS / 1000 + 60 });
    const published = (await keys.published()) as JSONWebKeySet;
    for (const key of published.keys) {
      expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
      expect(key).not.toHaveProperty('d');
    }
    const currentDate = new Date(START_MS);
    const { payload } = await jwtVerify(token, createLocalJWKSet(published), { currentDate });
    expect(payload.sub).toBe('ann');
    const other = keysAt(state, START_MS + PUBLISHED_AHEAD_MS);
    expect(kidOf(await other.sign({ sub: 'x' }))).toBe(kidOf(token));
  });
});

describeOnBothStates('boards of Grafana that were seen', ({ open }) => {
  it('are kept for each organisation, the last form of each', async () => {
    const seen = new SeenBoards(await open([grafanaKeysMigration]));
    const of = (organisation: number) => ({ organisation, tenant: null });
    const board = { uid: 'shop', title: 'Shop', folder: '', source: '{}' };
    await seen.keep(of(3), board, START_MS);
    await seen.keep(of(4), { ...board, title: 'of another' }, START_MS);
    await seen.keep(of(3), { ...board, title: 'Shop 2', source: '{"x":1}' }, START_MS + 1);
    await seen.keep(of(3), { ...board, uid: 'large', source: 'x'.repeat(2_000_001) }, START_MS);
    expect(await seen.list(of(3))).toEqual([{ uid: 'shop', title: 'Shop 2', folder: '' }]);
    expect(await seen.find(of(3), 'shop')).toEqual({
      ...board,
      title: 'Shop 2',
      source: '{"x":1}',
    });
    await seen.forget(of(3), 'shop');
    expect(await seen.find(of(3), 'shop')).toBeNull();
    expect((await seen.find(of(4), 'shop'))?.title).toBe('of another');
    await seen.keep({ organisation: 4, tenant: 'acme' }, { ...board, title: 'Ours' }, START_MS);
    for (const tenant of ['globex', 'acm', 'acme/x', '']) {
      expect(await seen.find({ organisation: 4, tenant }, 'shop')).toBeNull();
      expect(await seen.list({ organisation: 4, tenant })).toEqual([]);
    }
    for (const tenant of [null, 'acme']) {
      const shelf = { organisation: 4, tenant };
      expect(await seen.uids(shelf)).toEqual(new Set(['shop']));
      expect((await seen.list(shelf)).map(({ title }) => title)).toEqual([
        tenant === null ? 'of another' : 'Ours',
      ]);
    }
  });
});
