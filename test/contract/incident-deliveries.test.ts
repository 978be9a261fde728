import { afterEach, beforeEach, expect, it } from 'vitest';
import { deliveriesOfIncident } from '../../alerting/incidents/history/deliveries-of-incident.ts';
import { IncidentRetention } from '../../alerting/incidents/history/retention.ts';
import type { NotifyTables } from '../../alerting/tables-notify.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { SqlRow, State } from '../../platform/state/state.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { NOTIFY_MIGRATIONS, type NotifyWorld, openNotifyWorld } from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const DAY = 86_400_000;
const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.from('{"errcode":0}'),
  isCut: false,
};
const seesAll = (owner: string) => ({ owner, seesAll: true, environments: new Set<string>() });

describeOnBothStates('the messages that an incident lists', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;
  let answer: OutboundResult;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    answer = OK;
    world = await openNotifyWorld({ state, clock, outbound: { send: async () => answer } });
    await world.start();
  });
  afterEach(() => world.stop());

  /** A rule whose incidents are told together. */
  async function grouped(owner: string) {
    const settings = { url: `https://${owner}.example/hook` };
    const { id } = await world.addChannel(owner, { kind: 'webhook', settings });
    const grouping = { by: ['namespace'], waitMs: 30_000, intervalMs: 300_000 };
    const policy = world.addPolicy(owner, { name: 'Together', channels: [id], grouping });
    return world.addRule(owner, { name: `Load of ${owner}`, policy: policy.id });
  }
  const listed = (owner: string, id: string) =>
    world.notifier.history.past.deliveries(seesAll(owner), id);
  const said = async (owner: string, id: string) =>
    (await listed(owner, id)).map(({ purpose, state: at, reason }) =>
      [purpose, at, reason].filter(Boolean).join(' '),
    );
  const until = (isSo: () => Promise<boolean>, what: string) =>
    waitUntil(
      async () => {
        await clock.advance(1_000);
        return isSo();
      },
      { what, everyMs: 2 },
    );
  const finished = async (count: number) => {
    const rows = await world.deliveries();
    return rows.length === count && rows.every(({ finished_at_ms: atMs }) => atMs !== null);
  };
  /** Three incidents of acme, and one of globex, that were told of. */
  async function toldTogether() {
    const [acme, globex] = [await grouped('acme'), await grouped('globex')];
    const post = (labels: readonly string[], more: object = {}) =>
      world.postAs(labels.map((n) => ({ rule: acme, labels: { n }, ...more })));
    await post(['1', '2', '3']);
    await world.postAs([{ rule: globex }]);
    await until(() => finished(2), 'the beginning');
    const ids = (await world.incidents('acme')).map(({ id }) => id);
    const [other] = await world.incidents('globex');
    return { acme, post, ids, other: other?.id ?? '' };
  }

  it('are all that tell of it, whichever incident is the first of them', async () => {
    const { ids, post, other } = await toldTogether();
    const [message] = await listed('acme', ids[0] ?? '');
    expect(message).toMatchObject({ attempts: [{ outcome: 'sent', status: 200 }] });
    for (const id of ids) expect(await listed('acme', id)).toEqual([message]);
    await post(['2'], { endsAtMs: clock.nowMs() });
    await until(() => finished(3), 'the end of one');
    // The message is about the end of the second, and about those that still fire.
    expect(await said('acme', ids[1] ?? '')).toEqual(['resolved sent', 'firing sent']);
    expect(await said('acme', ids[0] ?? '')).toContain('firing sent');
    expect(await said('globex', other)).toEqual(['firing sent']);
    for (const [owner, id] of [
      ['globex', ids[1] ?? ''],
      ['acme', other],
    ] as const) {
      await expect(listed(owner, id)).rejects.toMatchObject({ kind: 'not_found' });
    }
  });

  it('say what was not said of it by a message that went', async () => {
    const acme = await grouped('acme');
    await grouped('globex');
    answer = { ...OK, status: 400 };
    await world.postAs([{ rule: acme, labels: { n: '1' } }]);
    await until(() => finished(1), 'a firing that is refused');
    answer = OK;
    const endsAtMs = clock.nowMs();
    await world.postAs([
      { rule: acme, labels: { n: '1' }, endsAtMs },
      { rule: acme, labels: { n: '2' } },
    ]);
    await until(() => finished(2), 'the message of both');
    const [first, second] = (await world.incidents('acme')).map(({ id }) => id);
    expect(await said('acme', first ?? '')).toEqual([
      'resolved not_sent firing_never_delivered',
      'firing dropped webhook_rejected',
    ]);
    expect(await said('acme', second ?? '')).toEqual(['firing sent']);
  });

  it('stay until the last incident of a message is retired, and are archived with each', async () => {
    const { ids, post, other } = await toldTogether();
    await post(['1'], { endsAtMs: clock.nowMs() });
    await until(() => finished(3), 'the end of the first');
    const messages = await listed('acme', ids[1] ?? '');
    const lines: Record<string, unknown>[] = [];
    const archive = {
      add: async (line: object) => void lines.push({ ...line }),
      settle: async () => undefined,
      close: async () => undefined,
    };
    const retire = () =>
      new IncidentRetention({ state, keepMs: DAY, openArchive: () => archive }).pass(
        clock.nowMs() + 2 * DAY,
        new AbortController().signal,
      );
    const archived = (id: string) =>
      lines.filter((line) => line.kind === 'delivery' && line.incident_id === id);
    expect((await retire()).gone).toBe(1);
    expect(archived(ids[0] ?? '').map(({ purpose }) => purpose)).toEqual(['firing', 'resolved']);
    expect(await listed('acme', ids[1] ?? '')).toEqual(messages);
    await post(['2', '3'], { endsAtMs: clock.nowMs() });
    await until(async () => (await said('acme', ids[2] ?? ''))[0] === 'resolved sent', 'the end');
    expect((await retire()).gone).toBe(2);
    for (const id of ids) expect(archived(id).length).toBeGreaterThan(1);
    expect((await world.deliveries()).map(({ incident_id: id }) => id)).toEqual([other]);
    for (const table of ['delivery_incidents', 'delivery_attempts'] as const) {
      const left = builderFor<NotifyTables>(state.dialect).selectFrom(table).select('delivery_id');
      const known = table === 'delivery_attempts' ? 1 : 0;
      expect(await state.all(left.compile())).toHaveLength(known);
    }
    expect(await said('globex', other)).toEqual(['firing sent']);
  });

  it('are found by indexes alone, however many there are', async () => {
    await fill(state);
    const query = deliveriesOfIncident(builderFor<NotifyTables>(state.dialect), 'incident 7', {
      order: 'newest first',
      limit: 500,
    });
    const isSqlite = state.dialect === 'sqlite';
    const sql = `${isSqlite ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'} ${query.sql}`;
    const plan = await state.all<SqlRow>({ ...query, sql });
    const lines = plan.map((line) => String(line.detail ?? line['QUERY PLAN']));
    const scans = isSqlite ? /SCAN (deliveries|delivery_incidents)/ : /Seq Scan/;
    expect(lines.filter((line) => scans.test(line))).toEqual([]);
    expect(lines.join()).toContain('deliveries_order');
    expect(lines.join()).toContain('delivery_incidents_order');
    const rows = await state.all(query);
    expect(rows).toHaveLength(40);
    expect(rows.map(({ id }) => id)).toEqual(
      rows
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
  });
});

/** Two thousand incidents with twenty messages each, and every tenth message about two of them. */
async function fill(state: State): Promise<void> {
  const numbers = `WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 39999)`;
  const statements = [
    `${numbers} INSERT INTO deliveries (id, owner, incident_id, channel_id, channel_name, purpose,
      payload, state, attempts, due_at_ms, created_at_ms, incidents)
    SELECT 'message ' || (100000 + n), CASE n % 2 WHEN 0 THEN 'acme' ELSE 'globex' END,
      'incident ' || (n % 2000), 'channel ' || (n % 3), 'hook', 'firing', '{}', 'sent', 1, 0, 0,
      CASE n % 10 WHEN 5 THEN 2 ELSE 1 END FROM n`,
    `${numbers} INSERT INTO delivery_incidents (delivery_id, incident_id, channel_id, purpose, severity)
    SELECT 'message ' || (100000 + n), 'incident ' || (n % 2000), 'channel ' || (n % 3), 'firing',
      'warning' FROM n WHERE n % 10 = 5`,
    `${numbers} INSERT INTO delivery_incidents (delivery_id, incident_id, channel_id, purpose, severity)
    SELECT 'message ' || (100000 + n), 'incident ' || ((n + 2) % 2000), 'channel ' || (n % 3),
      'firing', 'warning' FROM n WHERE n % 10 = 5`,
    'ANALYZE',
  ];
  for (const sql of statements) {
    const one = { name: 'test.fill', sql, parameters: [], expect: 'any' as const };
    await state.commit({ name: 'test.fill', statements: [one] });
  }
}
