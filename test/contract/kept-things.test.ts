import { beforeEach, describe, expect, it } from 'vitest';
import { HEARTBEAT_KIND } from '../../alerting/heartbeats/heartbeat.ts';
import { validateHeartbeat } from '../../alerting/heartbeats/validate-heartbeat.ts';
import {
  INHIBITION_KIND,
  type InhibitionContent,
} from '../../alerting/inhibition/inhibition-rule.ts';
import { validateInhibition } from '../../alerting/inhibition/validate-inhibition.ts';
import { keptReferences } from '../../alerting/kept/kept-references.ts';
import { KeptRepository } from '../../alerting/kept/kept-repository.ts';
import { KeptService } from '../../alerting/kept/kept-service.ts';
import { ALERTING_MIGRATIONS } from '../../alerting/migrations.ts';
import { ownerStands } from '../../alerting/rules/rule-references.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import { newlyStored } from '../../platform/tenancy/stored.ts';
import { TenantSql } from '../../platform/tenancy/tenant-sql.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { testDirectory } from '../support/rule-fixture.ts';
import { acme, admin, dev, reader, umbrella } from '../support/rule-writers.ts';

const PAGE = { limit: 50, cursor: null };

const RULE: InhibitionContent = {
  name: 'Node',
  description: '',
  enabled: true,
  source: ['alertname="NodeDown"'],
  target: ['severity="info"'],
  equal: ['node', 'node'],
};

describe('what owners keep, on SQLite', () => {
  let state: DirectState;
  let things: KeptRepository<InhibitionContent>;
  let made = 0;
  const told: string[] = [];
  const clock = new VirtualClock();
  const ladder = ['critical', 'warning'];

  beforeEach(async () => {
    state = openDirectState([tenancyMigration, ...ALERTING_MIGRATIONS]);
    const sql = new TenantSql('sqlite');
    const tenants = [...testDirectory().tenants.values()];
    const statements = tenants.map((tenant) => sql.insert({ ...tenant, ...newlyStored(0) }));
    await state.commit({ name: 'test.tenants', statements });
    things = await KeptRepository.open(state, INHIBITION_KIND);
    things.subscribe((owner) => told.push(owner));
    told.length = 0;
  });

  const service = () =>
    new KeptService<InhibitionContent, InhibitionContent>({
      things,
      check: (_owner, draft) => validateInhibition(draft),
      directory: () => testDirectory(),
      ladderOf: (owner) => (owner === '_platform' ? ['critical'] : ladder),
      ownerStands: (tenant) => ownerStands('sqlite', tenant, ladder),
      clock,
      newId: () => `01J${String(++made).padStart(23, '0')}`,
    });
  const write = (draft: InhibitionContent, owner = 'acme', principal = acme) => ({
    principal,
    owner,
    draft,
  });

  it('are created, changed, deleted, with their history, and read back', async () => {
    const { id, content } = await service().create(write(RULE));
    expect(content.equal).toEqual(['node']);
    const off = { ...RULE, enabled: false };
    expect((await service().update(write(off), id, 1)).revision).toBe(2);
    expect((await service().update(write(off), id, 2)).revision).toBe(2);
    const again = await KeptRepository.open(state, INHIBITION_KIND);
    expect(again.get('acme', id)).toEqual(things.get('acme', id));
    await service().delete(acme, 'acme', id, 2);
    const history = await service().history(acme, 'acme', id);
    const lines = history.map(({ revision, kind, content: { enabled } }) => [
      revision,
      kind,
      enabled,
    ]);
    expect(lines).toEqual([
      [3, 'deleted', false],
      [2, 'updated', false],
      [1, 'created', true],
    ]);
    expect(told).toEqual(['acme', 'acme', 'acme']);
  });

  it('are those of their owner alone', async () => {
    const { id } = await service().create(write(RULE));
    const theirs = await service().create(write(RULE, 'umbrella', umbrella));
    const own = service().list(umbrella, 'umbrella', PAGE);
    expect(own.items.map((one) => one.id)).toEqual([theirs.id]);
    expect(() => service().get(umbrella, 'umbrella', id)).toThrow(/does not exist/);
    expect(() => service().get(umbrella, 'acme', id)).toThrow(/no permission/);
    for (const attempt of [
      () => service().update(write(RULE, 'umbrella', umbrella), id, null),
      () => service().delete(umbrella, 'umbrella', id, null),
      () => service().history(umbrella, 'umbrella', id),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ kind: 'not_found' });
    }
    await expect(service().delete(umbrella, 'acme', id, null)).rejects.toMatchObject({
      kind: 'scope_denied',
    });
  });

  it('may be read by who reads rules within the owner, and written by who writes all of them', async () => {
    const { id } = await service().create(write(RULE));
    for (const principal of [dev, reader]) {
      expect(service().get(principal, 'acme', id).id).toBe(id);
      await expect(
        service().create(write({ ...RULE, name: 'x' }, 'acme', principal)),
      ).rejects.toMatchObject({ kind: 'scope_denied' });
    }
    const platform = await service().create(write(RULE, '_platform', admin));
    expect(platform.owner).toBe('_platform');
  });

  it('refuse a name that is taken, an older revision, and what is wrong', async () => {
    const { id } = await service().create(write(RULE));
    await expect(service().create(write(RULE))).rejects.toMatchObject({ kind: 'conflict' });
    const kind = 'precondition_failed';
    await expect(service().update(write({ ...RULE, equal: [] }), id, 7)).rejects.toMatchObject({
      kind,
    });
    await expect(service().create(write({ ...RULE, source: [] }))).rejects.toMatchObject({
      kind: 'invalid',
      details: [{ path: '/source' }],
    });
  });

  it('keep their tenant from being deleted', async () => {
    await service().create(write(RULE));
    const { find: ask } = keptReferences('sqlite', INHIBITION_KIND);
    const find = async (tenant: string) => {
      const query = ask({ kind: 'tenant', tenant });
      return query === null ? [] : state.all(query);
    };
    expect(await find('acme')).toEqual([{ name: 'Node' }]);
    expect(await find('umbrella')).toEqual([]);
  });
});

describe('a heartbeat as people send it', () => {
  const good = {
    name: 'Backup',
    description: '',
    enabled: true,
    kind: 'ping',
    matchers: [],
    every: '5m',
    grace: '0s',
    severity: 'warning',
    environment: null,
    policy: null,
    tokenHash: 'new',
  } as const;
  const place = {
    owner: 'acme',
    ladder: ['critical', 'warning'],
    directory: testDirectory(),
    hasPolicy: (id: string) => id === 'own',
  };
  it.each<readonly [string, object, readonly string[]]>([
    ['is good', {}, []],
    ['with a place and a policy', { environment: 'shop.dev', policy: 'own' }, []],
    ['in the environment of another tenant', { environment: 'nowhere.prod' }, ['/environment']],
    ['with the policy of another tenant', { policy: 'theirs' }, ['/policy']],
    ['with a severity that is none', { severity: 'bad' }, ['/severity']],
    ['too often', { every: '1s' }, ['/every']],
    ['a ping with conditions', { matchers: ['a="b"'] }, ['/matchers']],
    ['an alert without', { kind: 'alert' }, ['/matchers']],
    ['an alert with a wrong one', { kind: 'alert', matchers: ['a'] }, ['/matchers/0']],
  ])('%s', (_name, changes, expected) => {
    const verdict = validateHeartbeat({ ...good, ...changes }, place, null);
    const paths = verdict.kind === 'invalid' ? verdict.findings.map(({ path }) => path) : [];
    expect(paths).toEqual(expected);
  });

  it('keeps its token unless there is a new one; an alert has none', () => {
    const of = (
      draft: Partial<typeof good> | { kind: 'alert'; matchers: string[] },
      before: string,
    ) => {
      const first = validateHeartbeat({ ...good, tokenHash: before }, place, null);
      if (first.kind === 'invalid') throw new Error('it is good');
      const next = validateHeartbeat({ ...good, tokenHash: null, ...draft }, place, first.content);
      return next.kind === 'valid' ? next.content.tokenHash : 'invalid';
    };
    expect(of({}, 'old')).toBe('old');
    expect(of({ tokenHash: 'new' }, 'old')).toBe('new');
    expect(of({ kind: 'alert', matchers: ['a="b"'] }, 'old')).toBeNull();
  });

  it('is stored as it is read', () => {
    const verdict = validateHeartbeat(good, place, null);
    if (verdict.kind === 'invalid') throw new Error('it is good');
    const { content } = verdict;
    expect(HEARTBEAT_KIND.parse(HEARTBEAT_KIND.print(content))).toEqual(content);
  });
});
