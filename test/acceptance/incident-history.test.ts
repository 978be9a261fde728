import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ArchiveFile,
  type IncidentArchive,
} from '../../alerting/incidents/history/archive-file.ts';
import { exportIncidents } from '../../alerting/incidents/history/export-incidents.ts';
import { IncidentRetention } from '../../alerting/incidents/history/retention.ts';
import type { IncidentVisibility } from '../../alerting/incidents/incident-visibility.ts';
import { EVERYTHING, type IncidentQuery } from '../../alerting/incidents/search/incident-query.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import type { HistoryTables } from '../../alerting/tables-incident-history.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { NOBODY_TOLD } from '../support/notify-things.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';

const MIN = 60_000;
const DAY = 86_400_000;
const all = (owner: string): IncidentVisibility => ({
  owner,
  seesAll: true,
  environments: new Set(),
});
const shopOnly: IncidentVisibility = {
  owner: 'acme',
  seesAll: false,
  environments: new Set(['shop.prod']),
};
const member: Principal = {
  kind: 'user',
  id: 'member',
  name: 'member',
  bindings: [{ role: 'tenant-member', node: { tenant: 'acme', project: null, environment: null } }],
};
const shopOps: Principal = {
  kind: 'user',
  id: 'ops',
  name: 'ops',
  bindings: [{ role: 'project-ops', node: { tenant: 'acme', project: 'shop', environment: null } }],
};

describe('incidents: what people do, how they are found and kept', () => {
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  let acme: Rule;
  let globex: Rule;

  beforeEach(async () => {
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    state = openDirectState(NOTIFY_MIGRATIONS);
    const send = async () => ({ kind: 'failed', reason: 'dns', cause: new Error('x') }) as const;
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    acme = world.addRule('acme', { name: 'Disk full', levels: NOBODY_TOLD });
    globex = world.addRule('globex', { name: 'Disk full', levels: NOBODY_TOLD });
  });
  afterEach(async () => {
    await world.stop();
    state.close();
  });

  const fire = () =>
    world.postAs([
      { rule: acme, namespace: 'acme-prod', labels: { job: 'api' }, severity: 'critical' },
      { rule: acme, namespace: 'acme-blog', labels: { job: 'web' } },
      { rule: globex, namespace: 'globex-prod', labels: { job: 'api' }, severity: 'critical' },
    ]);
  const idsOf = async (owner: string) => (await world.incidents(owner)).map(({ id }) => id);
  const find = async (who: IncidentVisibility, query: Partial<IncidentQuery> = {}) => {
    const page = { limit: 50, cursor: null };
    const found = await world.notifier.history.search.page(
      [who],
      { ...EVERYTHING, ...query },
      page,
    );
    return found.items.map(({ incident }) => incident.labels.get('job') ?? '');
  };
  const acts = () => world.notifier.history.acts;
  const asAdmin = { principal: adminOf('acme'), owner: 'acme' };

  it('acknowledges, assigns and annotates, each once, with who did it', async () => {
    await fire();
    const [id = ''] = await idsOf('acme');
    const act = { kind: 'acknowledge', note: 'on it' } as const;
    const { incident } = await acts().act(asAdmin, id, act);
    expect(incident).toMatchObject({ acknowledgedBy: 'admin of acme', revision: 2 });
    await acts().act(asAdmin, id, act);
    for (const text of ['first', 'first']) {
      await acts().act(asAdmin, id, { kind: 'note', text }, 'same key');
    }
    await acts().act(asAdmin, id, { kind: 'note', text: 'second' }, 'other key');
    await expect(
      acts().act(asAdmin, id, { kind: 'assign', assignee: 'stranger' }),
    ).rejects.toMatchObject({ kind: 'invalid' });
    const told = (await world.events(id)).map((e) => [e.kind, e.detail, e.author_name]);
    expect(told.filter(([kind]) => kind !== 'fired' && kind !== 'notification_not_sent')).toEqual([
      ['acknowledged', 'on it', 'admin of acme'],
      ['note', 'first', 'admin of acme'],
      ['note', 'second', 'admin of acme'],
    ]);
    // The pipeline goes on from what people did, also after a restart.
    await world.restart();
    await clock.advance(MIN);
    await world.postAs([
      {
        rule: acme,
        namespace: 'acme-prod',
        labels: { job: 'api' },
        severity: 'critical',
        startsAtMs: clock.nowMs() - MIN,
        endsAtMs: clock.nowMs(),
      },
    ]);
    const [row] = await world.incidents('acme');
    expect(row).toMatchObject({ status: 'resolved', acknowledged_by: 'admin of acme' });
    await expect(acts().act(asAdmin, id, act)).rejects.toMatchObject({ kind: 'conflict' });
    await acts().act(asAdmin, id, { kind: 'note', text: 'was the log' });
    expect((await world.events(id)).at(-1)).toMatchObject({ kind: 'note', rule_id: acme.id });
  });

  it('only what one may act on, and nothing of another tenant', async () => {
    await fire();
    const [shop = '', blog = ''] = await idsOf('acme');
    const [foreign = ''] = await idsOf('globex');
    const act = { kind: 'acknowledge', note: null } as const;
    const results = await acts().actOnAll(
      { principal: shopOps, owner: 'acme' },
      [shop, blog, foreign],
      act,
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'not_found', 'not_found']);
    expect(await acts().actOnAll(asAdmin, [shop, blog, foreign, shop], act)).toEqual([
      { id: shop, outcome: 'unchanged' },
      { id: blog, outcome: 'done' },
      { id: foreign, outcome: 'not_found' },
    ]);
    for (const caller of [
      { principal: member, owner: 'acme' },
      { principal: adminOf('acme'), owner: 'globex' },
    ]) {
      await expect(acts().act(caller, shop, act)).rejects.toMatchObject({ kind: 'scope_denied' });
    }
    expect((await world.incidents('globex'))[0]?.acknowledged_at_ms).toBeNull();
  });

  it('decides again when the incident changed meanwhile', async () => {
    await fire();
    const [id = ''] = await idsOf('acme');
    const raised = { rule: acme, namespace: 'acme-blog', labels: { job: 'web' } };
    const both = Promise.all([
      acts().actOnAll(asAdmin, await idsOf('acme'), { kind: 'note', text: 'x' }),
      world.postAs([{ ...raised, severity: 'critical', startsAtMs: clock.nowMs() }]),
      acts().act(asAdmin, id, { kind: 'acknowledge', note: null }),
      acts().act(asAdmin, id, { kind: 'assign', assignee: null }),
    ]);
    const [results] = await both;
    expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    const rows = await world.incidents('acme');
    expect(rows.map(({ severity }) => severity)).toEqual(['critical', 'critical']);
    expect(rows[0]?.acknowledged_by).toBe('admin of acme');
    expect(await countsOf('acme')).toEqual({ total: 2, critical: 2, acknowledged: 1 });
  });

  it('ends by hand what no source ends', async () => {
    const firing = { rule: acme, namespace: 'acme-prod', labels: { job: 'hook' } };
    await world.notifyAs([firing]);
    await fire();
    const [hook = '', posted = ''] = await idsOf('acme');
    await expect(acts().resolve(asAdmin, posted, 'x')).rejects.toMatchObject({ kind: 'conflict' });
    const { incident } = await acts().resolve(asAdmin, hook, 'sender is gone');
    expect(incident).toMatchObject({ status: 'resolved', resolveReason: 'resolved_by_person' });
    await acts().resolve(asAdmin, hook, 'again');
    const ends = (await world.events(hook)).filter(({ kind }) => kind === 'resolved');
    expect(ends.map((e) => [e.reason, e.detail, e.author_name])).toEqual([
      ['resolved_by_person', 'sender is gone', 'admin of acme'],
    ]);
    await world.notifyAs([firing]);
    expect(await find(all('acme'), { status: 'firing' })).toContain('hook');
  });

  const countsOf = async (owner: string) => {
    const query = { ...EVERYTHING, status: 'firing' } as const;
    const { total, counts } = await world.notifier.history.facets.of([all(owner)], query);
    return {
      total,
      critical: counts.severity.get('critical') ?? 0,
      acknowledged: counts.acknowledged.get('true') ?? 0,
    };
  };

  it('counts what is open with every change', async () => {
    expect(await countsOf('acme')).toEqual({ total: 0, critical: 0, acknowledged: 0 });
    await fire();
    expect(await countsOf('acme')).toEqual({ total: 2, critical: 1, acknowledged: 0 });
    expect(await countsOf('globex')).toEqual({ total: 1, critical: 1, acknowledged: 0 });
    await acts().actOnAll(asAdmin, await idsOf('acme'), { kind: 'acknowledge', note: null });
    expect(await countsOf('acme')).toEqual({ total: 2, critical: 1, acknowledged: 2 });
    await world.notifier.pipeline.end(({ owner }) => owner === 'acme', 'rule_disabled');
    expect(await countsOf('acme')).toEqual({ total: 0, critical: 0, acknowledged: 0 });
    expect(await countsOf('globex')).toEqual({ total: 1, critical: 1, acknowledged: 0 });
  });

  it.each([false, true])('finds by every facet, words kept: %s', async (isKept) => {
    await fire();
    if (isKept) while ((await world.notifier.history.words.keepSome()) > 0);
    const api = { name: 'job', op: '=', value: 'api' } as const;
    const cases: readonly [Partial<IncidentQuery>, readonly string[]][] = [
      [{}, ['web', 'api']],
      [{ severities: ['critical'] }, ['api']],
      [{ projects: ['blog'] }, ['web']],
      [{ environments: ['shop.prod'] }, ['api']],
      [{ ruleIds: [acme.id] }, ['web', 'api']],
      [{ ruleIds: [globex.id] }, []],
      [{ outcomes: ['not_sent'] }, ['web', 'api']],
      [{ outcomes: ['delivered', 'failed'] }, []],
      [{ acknowledged: true }, []],
      [{ toMs: clock.nowMs() }, []],
      [{ fromMs: clock.nowMs() }, ['web', 'api']],
      [{ matchers: [api] }, ['api']],
      [{ matchers: [{ ...api, op: '!=' }] }, ['web']],
      [{ matchers: [{ ...api, op: '=~', value: 'a.*' }] }, ['api']],
      [{ matchers: [{ ...api, op: '!~', value: 'a.*' }] }, ['web']],
      [{ words: ['dis', 'api'] }, ['api']],
      [{ words: ['nothing'] }, []],
    ];
    for (const [query, expected] of cases) expect(await find(all('acme'), query)).toEqual(expected);
    expect(await find(shopOnly)).toEqual(['api']);
    expect(await find(shopOnly, { words: ['web'] })).toEqual([]);
    expect(await find(shopOnly, { matchers: [api] })).toEqual(['api']);
    expect(await find(all('globex'), { matchers: [api] })).toEqual(['api']);
    const both = await world.notifier.history.search.page(
      [all('acme'), all('globex')],
      { ...EVERYTHING, matchers: [api] },
      { limit: 1, cursor: null },
    );
    expect(both.items.map(({ incident }) => incident.owner)).toEqual(['globex']);
    expect(both.nextCursor).not.toBeNull();
  });

  it('counts to 10,000, and says when there are more', async () => {
    await fire();
    await world.notifier.pipeline.end(() => true, 'rule_disabled');
    const [row] = await world.incidents('acme');
    if (row === undefined) throw new Error('nothing has fired');
    const more = async (from: number, to: number) => {
      const names = Object.keys(row);
      const copied = names.map((name) => {
        if (name === 'id') return "substr(id, 1, 20) || substr('000000' || n, -6)";
        return name === 'incident_key' ? "incident_key || '/' || n" : name;
      });
      const sql = `WITH RECURSIVE some(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM some WHERE n < ${to})
        INSERT INTO incidents (${names.join(', ')}) SELECT ${copied.join(', ')} FROM incidents, some WHERE id = ?`;
      const copy = { name: 'test.copy', sql, parameters: [row.id], expect: 'any' } as const;
      await state.commit({ name: 'test.copies', statements: [copy] });
    };
    const over = { ...EVERYTHING, status: 'resolved' } as const;
    const counted = async (owner: string) => {
      const { total, isCapped } = await world.notifier.history.facets.of([all(owner)], over);
      return [total, isCapped];
    };
    await more(1, 9_998);
    expect(await counted('acme')).toEqual([10_000, false]);
    await more(9_999, 9_999);
    expect(await counted('acme')).toEqual([10_000, true]);
    expect(await counted('globex')).toEqual([1, false]);
  });

  it('pages through everything once, whatever is skipped on the way', async () => {
    for (let index = 0; index < 40; index++) {
      await clock.advance(1_000);
      const job = index % 4 === 0 ? 'api' : 'web';
      await world.postAs([{ rule: acme, namespace: 'acme-prod', labels: { job, n: `${index}` } }]);
    }
    const seen: string[] = [];
    const query = { ...EVERYTHING, matchers: [{ name: 'job', op: '=~', value: 'a.*' }] } as const;
    for (let cursor: string | null = null, pages = 0; pages < 20; pages++) {
      const page = await world.notifier.history.search.page([all('acme')], query, {
        limit: 3,
        cursor,
      });
      seen.push(...page.items.map(({ incident }) => incident.labels.get('n') ?? ''));
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    expect(seen).toEqual(['36', '32', '28', '24', '20', '16', '12', '8', '4', '0']);
    const exported: number[] = [];
    const search = world.notifier.history.search;
    for await (const some of exportIncidents(search, [shopOnly], EVERYTHING)) {
      exported.push(some.length);
    }
    expect(exported).toEqual([40]);
  });

  it('tells the story of a rule, after its renaming and its deletion', async () => {
    await fire();
    await clock.advance(MIN);
    world.rules.set(acme.id, { ...acme, name: 'Disk, renamed' });
    await world.notifier.pipeline.end(({ ruleId }) => ruleId === acme.id, 'rule_deleted');
    world.rules.delete(acme.id);
    const { past } = world.notifier.history;
    const page = { limit: 100, cursor: null };
    const { items } = await past.ruleEvents(all('acme'), acme.id, page);
    expect(
      items.map(({ event }) => event.kind).filter((kind) => kind !== 'notification_not_sent'),
    ).toEqual(['resolved', 'resolved', 'fired', 'fired']);
    const first = await past.ruleEvents(all('acme'), acme.id, { limit: 3, cursor: null });
    const rest = await past.ruleEvents(all('acme'), acme.id, {
      limit: 100,
      cursor: first.nextCursor,
    });
    expect([...first.items, ...rest.items]).toEqual(items);
    const seen = await past.ruleEvents(shopOnly, acme.id, page);
    expect(new Set(seen.items.map(({ event }) => event.environmentKey))).toEqual(
      new Set(['shop.prod']),
    );
    expect((await past.ruleEvents(all('globex'), acme.id, page)).items).toEqual([]);
    const [id = ''] = await idsOf('acme');
    await expect(past.related(all('globex'), id)).rejects.toMatchObject({ kind: 'not_found' });
    expect((await past.related(all('acme'), id)).sameRule).toHaveLength(1);
    await expect(past.deliveries(shopOnly, (await idsOf('acme'))[1] ?? '')).rejects.toMatchObject({
      kind: 'not_found',
    });
    const figures = await world.notifier.history.analytics.of(
      all('acme'),
      { project: null, environment: null },
      { fromMs: clock.nowMs() - DAY, toMs: clock.nowMs(), nowMs: clock.nowMs() },
    );
    expect(figures.period).toMatchObject({ incidents: 2, toResolve: { meanMs: MIN } });
  });

  it('archives what is old, then deletes it; what is open stays', async () => {
    await fire();
    await world.notifier.history.words.keepSome();
    await world.notifier.pipeline.end(({ project }) => project === 'shop', 'rule_disabled');
    const folder = tempFolder('archive');
    const retention = (keepMs: number) =>
      new IncidentRetention({
        state,
        keepMs,
        openArchive: () => new ArchiveFile(folder, `incidents-${world.newId()}`),
      });
    try {
      const { signal } = new AbortController();
      const now = clock.nowMs() + 30 * DAY;
      expect(await retention(0).pass(now, signal)).toEqual({ gone: 0, isMore: false });
      expect(await retention(31 * DAY).pass(now, signal)).toEqual({ gone: 0, isMore: false });
      expect(readdirSync(folder)).toEqual([]);
      const full: IncidentArchive = {
        add: async () => undefined,
        settle: () => Promise.reject(new Error('disk is full')),
        close: async () => undefined,
      };
      const failing = new IncidentRetention({ state, keepMs: DAY, openArchive: () => full });
      await expect(failing.pass(now, signal)).rejects.toThrow('disk is full');
      expect(await find(all('acme'))).toHaveLength(2);
      const [old = ''] = await idsOf('acme');
      const events = (await world.events(old)).length;
      expect(await retention(DAY).pass(now, signal)).toEqual({ gone: 2, isMore: false });
      const [file = ''] = readdirSync(folder);
      const lines = gunzipSync(readFileSync(join(folder, file)))
        .toString()
        .trim()
        .split('\n');
      const archived = lines.map((line): { kind: string; id?: string } => JSON.parse(line));
      expect(archived.filter(({ kind }) => kind === 'incident').map(({ id }) => id)).toContain(old);
      expect(archived.filter(({ kind }) => kind === 'event')).toHaveLength(2 * events);
    } finally {
      removeFolder(folder);
    }
    expect(await find(all('acme'))).toEqual(['web']);
    expect(await world.incidents('globex')).toEqual([]);
    const db = builderFor<HistoryTables>('sqlite');
    const left = await state.all(db.selectFrom('incident_words').select('word').compile());
    expect(left.map(({ word }) => word)).not.toContain('=job=api');
    expect(left.map(({ word }) => word)).toContain('=job=web');
    expect(await state.all(db.selectFrom('incident_counts').selectAll().compile())).toHaveLength(1);
  });
});
