import { beforeEach, expect, it } from 'vitest';
import type { BoardLink } from '../../dashboards/links/board-link.ts';
import { BoardLinkSettings } from '../../dashboards/links/board-link-settings.ts';
import { BoardLinks, type NewBoardLink } from '../../dashboards/links/board-links.ts';
import { boardLinksMigration } from '../../dashboards/migration-0050-board-links.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { directoryOf } from '../support/directory-of.ts';

const ID = '01HZZZZZZZZZZZZZZZZZZZZZZ1';
const PORTAL = 'https://portal.example';
const KEY = Buffer.alloc(32, 1);

const directory = directoryOf({
  environments: { 'acme.shop.prod': 'eu1/acme-prod', 'globex.shop.prod': 'eu1/globex-prod' },
});

const user = (role: Role, on: string): Principal => ({
  ...{ kind: 'user', id: ID, name: `${role} of ${on}` },
  bindings: [{ role, node: parseNodePath(on) ?? null }],
});
const SOURCE = JSON.stringify({
  title: 'Pods',
  templating: { list: [{ name: 'namespace', type: 'custom', query: 'a,b' }] },
  panels: [{ id: 3, type: 'stat', title: 'Up' }],
});
const wish = (more: Partial<NewBoardLink> = {}): NewBoardLink => ({
  ...{ kind: 'embed', scope: 'acme.shop', uid: 'pods', panelId: null },
  ...{ expiresInMs: 600_000, origins: [], fixed: [], ...more },
});

describeOnBothStates('links to dashboards', (states) => {
  const clock = new VirtualClock();
  const admin = user('tenant-admin', 'acme');
  let keys: readonly Uint8Array[];
  /** What may be seen at the moment. */
  let seen: { boards: string[]; scopes: string[]; giver: Principal | null };
  let links: BoardLinks;

  beforeEach(async () => {
    keys = [KEY];
    seen = { boards: ['acme pods'], scopes: ['acme', 'acme.shop'], giver: admin };
    links = new BoardLinks({
      settings: new BoardLinkSettings(await states.open([boardLinksMigration])),
      directory: () => directory,
      boardOf: async (_, owner, { uid }) =>
        seen.boards.includes(`${owner} ${uid}`) ? { title: uid, source: SOURCE } : null,
      mayAsk: (_, scope) => seen.scopes.includes(scope),
      present: async () => seen.giver,
      keys: () => keys,
      clock,
    });
  });

  const give = async (more: Partial<NewBoardLink> = {}, by = admin, owner = 'acme') =>
    (await links.give(by, owner, wish(more))).token;
  const reasonOf = async (token: string) => {
    const opened = await links.open(token);
    return opened.kind === 'refused' ? opened.reason : opened.kind;
  };
  const allow = (change: { enabled?: boolean; origins?: string[]; withdraws?: boolean }) =>
    links.setRules(admin, 'acme', { enabled: true, origins: [], withdraws: false, ...change });

  it('show what who gave them may see, as they', async () => {
    await allow({ origins: [PORTAL] });
    const token = await give({ panelId: 3, origins: [PORTAL], fixed: [['theme', 'dark']] });
    const opened = await links.open(token);
    expect(opened).toMatchObject({
      kind: 'open',
      principal: admin,
      board: { title: 'pods' },
      link: {
        ...{ scope: 'acme.shop', uid: 'pods', panelId: 3, origins: [PORTAL] },
        giver: { kind: 'user', id: ID, owner: '' },
        expiresAtMs: Math.floor(clock.nowMs() / 1_000) * 1_000 + 600_000,
      } satisfies Partial<BoardLink>,
    });
  });

  it.each<[string, Partial<NewBoardLink>, string]>([
    ['an unknown variable', { fixed: [['var-namespce', 'a']] }, 'It has: var-namespace.'],
    ['a bare name', { fixed: [['namespace', 'a']] }, 'and var-…'],
    ['an unknown panel', { panelId: 4 }, 'It has: 3 ("Up").'],
  ])('are refused with %s, and say what exists', async (_, more, words) => {
    await expect(give(more)).rejects.toMatchObject({ kind: 'invalid' });
    await expect(give(more)).rejects.toThrow(words);
    expect(await reasonOf(await give({ panelId: 3, fixed: [['var-namespace', 'a']] }))).toBe(
      'open',
    );
  });

  it('end with their time, and with the key', async () => {
    const token = await give();
    keys = [Buffer.alloc(32, 2), KEY];
    expect(await reasonOf(token)).toBe('open');
    keys = [Buffer.alloc(32, 2)];
    expect(await reasonOf(token)).toBe('unknown');
    keys = [KEY];
    await clock.advance(600_000);
    expect(await reasonOf(token)).toBe('expired');
    expect(await reasonOf('nonsense')).toBe('unknown');
  });

  it.each<[string, () => void]>([
    ['are gone', () => (seen.giver = null)],
    ['lose the scope', () => (seen.scopes = ['acme'])],
    ['lose the dashboard', () => (seen.boards = [])],
    ['lose the tenant', () => (seen.giver = user('tenant-admin', 'globex'))],
  ])('show nothing once who gave them %s', async (_, lose) => {
    const token = await give();
    expect(await reasonOf(token)).toBe('open');
    lose();
    expect(await reasonOf(token)).toBe('gone');
  });

  it('stay withdrawn, whoever changes something else at the same time', async () => {
    const token = await give();
    await Promise.all([allow({ withdraws: true }), allow({ origins: [PORTAL] })]);
    await Promise.all([allow({ origins: [PORTAL] }), allow({})]);
    expect(await reasonOf(token)).toBe('withdrawn');
  });

  it('are withdrawn by the owner, all that were made until then', async () => {
    const token = await give();
    await allow({ enabled: false });
    expect(await reasonOf(token)).toBe('withdrawn');
    await expect(give()).rejects.toMatchObject({ kind: 'unprocessable' });
    await allow({});
    expect(await reasonOf(token)).toBe('open');
    await allow({ withdraws: true });
    expect(await reasonOf(token)).toBe('withdrawn');
    await clock.advance(1_000);
    expect(await reasonOf(await give())).toBe('open');
  });

  it('are framed by the sites of the link that the owner still allows', async () => {
    await expect(give({ origins: [PORTAL] })).rejects.toThrow('may not frame');
    await allow({ origins: [PORTAL, 'http://localhost:3000'] });
    const token = await give({ origins: [PORTAL] });
    await allow({ origins: ['http://localhost:3000'] });
    const opened = await links.open(token);
    expect(opened.kind === 'open' && opened.link.origins).toEqual([]);
  });

  it.each([
    'http://portal.example',
    'https://portal.example/',
    'https://portal.example/x',
    'https://*.example',
    'https://a.example; script-src *',
    "'self'",
    '*',
    'data:',
    'https://user@portal.example',
  ])('are framed by no site that is written %s', async (origin) => {
    await expect(allow({ origins: [origin] })).rejects.toMatchObject({ kind: 'invalid' });
    await expect(give({ origins: [origin] })).rejects.toMatchObject({ kind: 'invalid' });
  });

  it.each<[string, Partial<NewBoardLink>, string]>([
    ["the neighbour's scope", { scope: 'globex.shop' }, 'scope_denied'],
    ['a scope that is not held', { scope: 'acme.secret' }, 'scope_denied'],
    ['no scope', { scope: 'a b' }, 'scope_denied'],
    ['the platform', { scope: '_platform' }, 'scope_denied'],
    ['a dashboard that cannot be read', { uid: 'theirs' }, 'not_found'],
    ['for ever', { expiresInMs: 25 * 3_600_000 }, 'invalid'],
    ['for no time', { expiresInMs: 0 }, 'invalid'],
    ['for no number', { expiresInMs: Number.NaN }, 'invalid'],
    ['a picture in frames', { kind: 'render', origins: [PORTAL] }, 'invalid'],
    ['a long text', { fixed: [['var-x', 'x'.repeat(2_000)]] }, 'invalid'],
  ])('are not given for %s', async (_, more, kind) => {
    await expect(give(more)).rejects.toMatchObject({ kind });
  });

  it('of a tenant are given and ruled by its people only', async () => {
    const neighbour = user('tenant-admin', 'globex');
    const ops = user('project-ops', 'acme.shop');
    await expect(give({}, neighbour)).rejects.toMatchObject({ kind: 'scope_denied' });
    await expect(links.rules(neighbour, 'acme')).rejects.toMatchObject({ kind: 'scope_denied' });
    const change = { enabled: true, origins: [], withdraws: true };
    for (const who of [neighbour, ops]) {
      await expect(links.setRules(who, 'acme', change)).rejects.toMatchObject({
        kind: 'scope_denied',
      });
    }
    expect((await links.rules(ops, 'acme')).changedAtMs).toBeNull();
    const token = await give();
    await links.setRules(neighbour, 'globex', change);
    expect(await reasonOf(token)).toBe('open');
  });
});
