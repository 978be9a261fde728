import { beforeEach, describe, expect, it } from 'vitest';
import { dashboardReferences } from '../../dashboards/store/dashboard-references.ts';
import { judgeDraft } from '../../dashboards/store/judge-draft.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { referencesTo, unreferenced } from '../../platform/tenancy/references.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  boardText,
  type DashboardWorld,
  openDashboardWorld,
  scopeNamed,
  tokenOn,
} from '../support/dashboard-world.ts';
import { acme, admin, dev, reader, umbrella } from '../support/rule-writers.ts';
import { importReasonSuite, importSuite } from './dashboard-imports.ts';

const ALL = { words: '', folder: '', tag: '', scope: '' };
const PAGE = { limit: 50, cursor: null };
const UNKNOWN = '01J00000000000000000000000';
const odd =
  ' {"uid":"odd", "title":"\\u00e9",\r\n"x":1e400,"n":9007199254740993,"n":1,"panels":[]}\n';

describeOnBothStates('dashboards', (states) => {
  let world: DashboardWorld;

  beforeEach(async () => {
    world = await openDashboardWorld(states);
  });

  const save = (
    source: string,
    scope = 'acme.shop',
    { principal = acme, owner = 'acme', folder = '', message = '' } = {},
  ) => ({ principal, owner, draft: { scope: scopeNamed(scope), folder, source, message } });
  const create = (source: string, scope?: string, more?: Parameters<typeof save>[2]) =>
    world.service.create(save(source, scope, more), null);
  const uidsOf = async (principal: Principal, owner = 'acme', filter = {}) => {
    const list = world.service.list(principal, owner, 'standing', { ...ALL, ...filter }, PAGE);
    return (await list).items.map(({ uid }) => uid);
  };
  const kindsOf = async (id: string) => {
    const { items } = await world.service.versions(acme, 'acme', id, PAGE);
    return items.map(({ revision, kind, message }) => [revision, kind, message]);
  };

  it('are kept exactly as written, with their versions, and restored', async () => {
    const { service, clock } = world;
    const made = await create(odd, 'acme.shop', { folder: 'Team/API', message: 'First' });
    expect(made).toMatchObject({ uid: 'odd', title: 'é', revision: 1, panels: 0, source: odd });
    await clock.advance(1_000);
    const next = boardText('odd', { title: 'Next', tags: ['a'], description: 'd' });
    const changed = await service.update(save(next), made.id, 1);
    expect(changed).toMatchObject({ revision: 2, title: 'Next', folder: '', panels: 1 });
    expect(await service.update(save(next), made.id, 2)).toEqual(changed);
    expect(await service.get(reader, 'acme', made.id)).toEqual(changed);
    expect(await service.byUid(reader, 'acme', 'odd')).toEqual(changed);
    await expect(service.update(save(odd), made.id, 1)).rejects.toMatchObject({
      kind: 'precondition_failed',
      message: expect.stringMatching(/revision 2, by tenant-admin.*Read it again/),
    });
    expect(await service.version(reader, 'acme', made.id, 1)).toMatchObject({
      source: odd,
      message: 'First',
    });
    await service.remove(acme, 'acme', made.id, 2, false);
    await expect(service.get(acme, 'acme', made.id)).rejects.toMatchObject({ kind: 'not_found' });
    expect(await uidsOf(acme)).toEqual([]);
    expect((await service.version(acme, 'acme', made.id, 3)).source).toBe(next);
    const back = await service.restore(acme, 'acme', made.id, 1);
    expect(back).toMatchObject({ revision: 4, source: odd, deletedAtMs: null, uid: 'odd' });
    expect(await service.restore(acme, 'acme', made.id, 4)).toEqual(back);
    expect(await kindsOf(made.id)).toEqual([
      [4, 'restored', 'Revision 1'],
      [3, 'deleted', ''],
      [2, 'changed', ''],
      [1, 'created', 'First'],
    ]);
    for (const none of [5, 3_000_000_000, 1e300]) {
      await expect(service.version(acme, 'acme', made.id, none)).rejects.toMatchObject({
        kind: 'not_found',
      });
    }
    const first = await service.versions(acme, 'acme', made.id, { limit: 3, cursor: null });
    const second = await service.versions(acme, 'acme', made.id, {
      limit: 3,
      cursor: first.nextCursor,
    });
    expect([first.items.length, second.items.map(({ revision }) => revision)]).toEqual([3, [1]]);
  });

  it('are seen at their place, above it and below it, and written at it and above it', async () => {
    const { service } = world;
    const whole = await create(boardText('whole'), 'acme');
    const shop = await create(boardText('shop'), 'acme.shop');
    const inDev = await create(boardText('in-dev'), 'acme.shop.dev');
    const inProd = await create(boardText('in-prod'), 'acme.shop.prod');
    const blog = await create(boardText('blog'), 'acme.blog');
    const ours = await create(boardText('ours'), '_platform', {
      principal: admin,
      owner: '_platform',
    });
    expect(await uidsOf(acme)).toEqual(['blog', 'in-prod', 'in-dev', 'shop', 'whole']);
    expect(await uidsOf(dev)).toEqual(['in-prod', 'in-dev', 'shop', 'whole']);
    expect(await uidsOf(reader)).toEqual(['in-dev', 'shop', 'whole']);
    expect(await uidsOf(admin, '_platform')).toEqual(['ours']);
    const writable = [whole, shop, inDev, inProd].map((one) => service.mayWrite(dev, one));
    expect(writable).toEqual([false, false, true, false]);
    for (const [principal, owner] of [
      [umbrella, 'acme'],
      [acme, '_platform'],
      [acme, 'nobody'],
      [tokenOn('acme', 'metrics:read'), 'acme'],
    ] as const) {
      await expect(uidsOf(principal, owner)).rejects.toMatchObject({ kind: 'scope_denied' });
    }
    const hidden = async (principal: Principal, owner: string, id: string) => {
      const asked = [
        () => service.get(principal, owner, id),
        () => service.versions(principal, owner, id, PAGE),
        () => service.version(principal, owner, id, 1),
        () => service.restore(principal, owner, id, 1),
        () => service.remove(principal, owner, id, null, true),
        () => service.dropPast(principal, owner, id),
        () => service.update(save('{}', 'acme', { principal, owner }), id, 1),
        () => service.copy(principal, owner, copyOf(id, owner), null),
      ];
      for (const ask of asked) {
        const said = await ask().then(String, (thrown: Error) => thrown.message);
        const other = said.includes(id) ? `Dashboard ${id} does not exist.` : SCOPE_DENIED;
        expect(said).toBe(other);
      }
    };
    await hidden(umbrella, 'umbrella', whole.id);
    await hidden(reader, 'acme', inProd.id);
    await hidden(dev, 'acme', blog.id);
    await hidden(acme, 'acme', ours.id);
    await hidden(acme, 'acme', UNKNOWN);
  });

  it('are changed and moved only by who may write both places', async () => {
    const { service } = world;
    const whole = await create(boardText('whole'), 'acme');
    const inDev = await create(boardText('in-dev'), 'acme.shop.dev');
    const denied = { kind: 'scope_denied' };
    const asDev = (scope: string) => save(boardText('in-dev', { x: 1 }), scope, { principal: dev });
    await expect(service.update(asDev('acme.shop'), inDev.id, 1)).rejects.toMatchObject(denied);
    await expect(service.update(asDev('acme.blog'), inDev.id, 1)).rejects.toMatchObject(denied);
    await expect(service.update(asDev('umbrella'), inDev.id, 1)).rejects.toMatchObject(denied);
    await expect(service.update(asDev('acme'), whole.id, 1)).rejects.toMatchObject(denied);
    await expect(service.restore(dev, 'acme', whole.id, 1)).rejects.toMatchObject(denied);
    await expect(service.remove(dev, 'acme', whole.id, 1, false)).rejects.toMatchObject(denied);
    await expect(service.dropPast(dev, 'acme', whole.id)).rejects.toMatchObject(denied);
    expect(await service.update(asDev('acme.shop.dev'), inDev.id, 1)).toMatchObject({
      revision: 2,
    });
    const moved = await service.update(save(boardText('in-dev'), 'acme.blog'), inDev.id, 2);
    expect(moved.scope).toEqual(scopeNamed('acme.blog'));
    expect(await uidsOf(dev)).toEqual(['whole']);
    await expect(create('{}', 'acme.shop@lab')).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('have uids of their own in each tenant', async () => {
    const theirs = await create(boardText('same'), 'umbrella', {
      principal: umbrella,
      owner: 'umbrella',
    });
    const ours = await create(boardText('same'));
    expect(ours.uid).toBe(theirs.uid);
    await expect(create(boardText('same'), 'acme')).rejects.toMatchObject({ kind: 'conflict' });
    await expect(create(boardText('tocsin-host'))).rejects.toMatchObject({ kind: 'invalid' });
    const nameless = await create(boardText('not a uid'));
    expect([nameless.uid.length, nameless.source]).toEqual([26, boardText('not a uid')]);
    const { service } = world;
    await expect(service.update(save(boardText('other')), ours.id, 1)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('"uid": "same"'),
    });
    await service.remove(acme, 'acme', ours.id, null, false);
    const again = await create(boardText('same'));
    await expect(service.restore(acme, 'acme', ours.id, 1)).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect((await world.book.find('acme', 'same'))?.id).toBe(again.id);
    expect((await world.book.find('umbrella', 'same'))?.id).toBe(theirs.id);
  });

  it('are found by words, tag, folder and place', async () => {
    await create(boardText('a', { title: 'Shop API', tags: ['api'] }), 'acme.shop', {
      folder: 'Team/API',
    });
    await create(boardText('b', { title: 'Blog', description: 'the API of it' }), 'acme', {
      folder: 'Teams',
    });
    const found = await Promise.all(
      [
        { words: 'api' },
        { words: 'API shop' },
        { tag: 'api' },
        { folder: 'Team' },
        { folder: 'Team/API' },
        { folder: 'Tea' },
        { scope: 'acme' },
      ].map((filter) => uidsOf(acme, 'acme', filter)),
    );
    expect(found).toEqual([['b', 'a'], ['a'], ['a'], ['a'], ['a'], [], ['b']]);
  });

  it('are changed by one of two who have read the same', async () => {
    const { service } = world;
    const { id } = await create(boardText('x'));
    const both = await Promise.allSettled(
      ['a', 'b'].map((folder) =>
        service.update(save(boardText('x'), 'acme.shop', { folder }), id, 1),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { kind: 'precondition_failed' },
    });
  });

  it('are created once for one key', async () => {
    const { service } = world;
    const [one, two] = await Promise.all([
      service.create(save(boardText('x')), 'key'),
      service.create(save(boardText('x')), 'key'),
    ]);
    expect(one).toEqual(two);
    const order = copyOf(one.id, 'acme');
    const copy = await service.copy(acme, 'acme', order, 'copy');
    expect(await service.copy(acme, 'acme', order, 'copy')).toEqual(copy);
    await expect(service.create(save(boardText('y')), 'key')).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('are copied, to the character but for uid and title', async () => {
    const { service } = world;
    const { id } = await create(odd);
    const copy = await service.copy(acme, 'acme', copyOf(id, 'acme.blog', 'Mine'), null);
    expect(copy).toMatchObject({ title: 'Mine', origin: 'copied', folder: 'Copies' });
    expect(copy.source).toBe(odd.replace('"odd"', `"${copy.uid}"`).replace('"\\u00e9"', '"Mine"'));
    const from = { kind: 'built-in', uid: 'tocsin-host', language: 'zh' } as const;
    const order = { ...copyOf(id, 'acme', 'Hosts'), from };
    const builtIn = await service.copy(acme, 'acme', order, null);
    expect(builtIn).toMatchObject({ title: 'Hosts', origin: 'copied', panels: expect.any(Number) });
    expect(builtIn.panels).toBeGreaterThan(3);
    const none = { ...order, from: { ...from, uid: 'tocsin-nothing' } };
    await expect(service.copy(acme, 'acme', none, null)).rejects.toMatchObject({
      kind: 'not_found',
    });
  });

  describe('files', () => {
    importSuite(() => world);
    importReasonSuite(() => world);
  });

  it('go with their project or tenant when they are deleted, and keep it while they stand', async () => {
    const { service, state, sql } = world;
    const { id } = await create(boardText('x'), 'acme.empty');
    const target = { kind: 'project', tenant: 'acme', project: 'empty' } as const;
    const remove = () =>
      state.commit({
        name: 'test',
        statements: [
          ...unreferenced(referencesTo(target, [dashboardReferences(state.dialect)])),
          sql.projects.delete('acme', 'empty'),
        ],
      });
    expect(await remove()).toMatchObject({
      kind: 'rejected',
      statement: 'referenced_by.dashboards',
    });
    await service.remove(acme, 'acme', id, null, false);
    expect((await remove()).kind).toBe('committed');
    await expect(service.versions(acme, 'acme', id, PAGE)).rejects.toMatchObject({
      kind: 'not_found',
    });
    expect(await world.dashboards.version(id, 1)).toBeNull();
    const gone = create(boardText('y'), 'acme.empty');
    await expect(gone).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('leave nothing to the next tenant of that name', async () => {
    const { state, sql, book, dashboards } = world;
    const stored = { declared: false, revision: 1, createdAtMs: 0, updatedAtMs: 0 };
    const fields = { title: '', timeZone: 'UTC', severities: [] };
    const fresh = sql.tenants.insert({ id: 'fresh', ...fields, ...stored, language: 'en' });
    expect((await state.commit({ name: 'test', statements: [fresh] })).kind).toBe('committed');
    const draft = judgeDraft(save(boardText('x'), 'fresh').draft);
    const entry = { owner: 'fresh', draft, origin: 'written', creationKey: null } as const;
    const made = await book.create({ ...entry, author: null });
    const gone = { name: 'test', statements: [sql.tenants.delete('fresh')] };
    const target = { kind: 'tenant', tenant: 'fresh' } as const;
    const [reference] = referencesTo(target, [dashboardReferences(state.dialect)]);
    if (reference === undefined) throw new Error('a tenant with dashboards stays');
    expect(await state.all(reference.query)).toEqual([{ name: 'x' }]);
    await book.remove(made, '', null, null);
    expect(await state.all(reference.query)).toEqual([]);
    await state.commit(gone);
    await state.commit({ name: 'test', statements: [fresh] });
    expect(await dashboards.ofOwner('fresh', 'deleted')).toEqual([]);
    expect([await dashboards.any('fresh', made.id), await dashboards.version(made.id, 1)]).toEqual([
      null,
      null,
    ]);
  });

  it('are made by jobs too, without a person', async () => {
    const { book } = world;
    const draft = judgeDraft({ ...save(boardText('g')).draft, message: 'From Grafana' });
    const entry = { owner: 'acme', draft, origin: 'grafana', author: null } as const;
    expect((await book.create({ ...entry, creationKey: null })).author).toBeNull();
    expect(await book.find('umbrella', 'g')).toBeNull();
  });

  it('are no more than may be kept', async () => {
    const size = Buffer.byteLength(boardText('a'));
    world = await openDashboardWorld(states, {
      dashboards: 2,
      versions: 3,
      deleted: 1,
      versionBytes: size * 7,
    });
    const { service } = world;
    const a = await create(boardText('a'));
    const b = await create(boardText('b'));
    await expect(create(boardText('c'))).rejects.toMatchObject({
      kind: 'limited',
      message: expect.stringContaining('Delete one'),
    });
    for (const revision of [1, 2, 3, 4]) {
      const folder = `F${revision}`;
      await service.update(save(boardText('a'), 'acme.shop', { folder }), a.id, revision);
    }
    expect((await kindsOf(a.id)).map(([revision]) => revision)).toEqual([5, 4, 3]);
    await expect(service.version(acme, 'acme', a.id, 2)).rejects.toMatchObject({
      kind: 'not_found',
    });
    const fat = boardText('b', { title: 'b'.repeat(size * 4) });
    await expect(service.update(save(fat), b.id, 1)).rejects.toMatchObject({
      kind: 'limited',
      message: expect.stringContaining('Drop old versions'),
    });
    await service.dropPast(acme, 'acme', a.id);
    expect((await kindsOf(a.id)).map(([revision]) => revision)).toEqual([5]);
    expect(await service.update(save(fat), b.id, 1)).toMatchObject({ revision: 2 });
    await service.remove(acme, 'acme', a.id, null, false);
    await expect(service.dropPast(acme, 'acme', a.id)).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect(service.remove(acme, 'acme', a.id, null, false)).rejects.toMatchObject({
      kind: 'not_found',
    });
    await service.remove(acme, 'acme', b.id, null, true);
    expect(world.said).toMatchObject([
      ['versions of a dashboard removed for good', { uid: 'a', author: 'tenant-admin' }],
      ['dashboard removed for good', { uid: 'b', owner: 'acme' }],
    ]);
    const deleted = async () =>
      (await service.list(acme, 'acme', 'deleted', ALL, PAGE)).items.map(({ uid }) => uid);
    expect(await deleted()).toEqual([]);
    const c = await create(boardText('c'));
    await service.remove(acme, 'acme', c.id, null, false);
    expect(await deleted()).toEqual(['c']);
  });
});

const SCOPE_DENIED = 'You hold no permission for this on what was named.';

function copyOf(id: string, scope: string, title = 'Copy') {
  const from = { kind: 'dashboard', id } as const;
  return { from, scope: scopeNamed(scope), folder: 'Copies', title };
}
