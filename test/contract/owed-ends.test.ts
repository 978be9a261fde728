import { afterEach, beforeEach, expect, it } from 'vitest';
import { IncidentRetention } from '../../alerting/incidents/history/retention.ts';
import type { Policy } from '../../alerting/policies/policy.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import type { NotifyTables } from '../../alerting/tables-notify.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundRequest, OutboundResult } from '../../platform/outbound/outbound.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { NOTIFY_MIGRATIONS, type NotifyWorld, openNotifyWorld } from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const GROUPED = { by: [], waitMs: 1_000, intervalMs: 1_000 };

/** Every firing that was delivered gets its resolved, and what is not sent has a stored reason. */
describeOnBothStates('ends that are owed', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;
  let status: number;
  let heard: string[];

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    status = 200;
    heard = [];
    const send = async ({ url, body }: OutboundRequest): Promise<OutboundResult> => {
      const { incident, others = [] } = JSON.parse(String(body));
      const said = [incident, ...others].map((one) => `${one.labels.pod} ${one.status}`);
      const host = new URL(url).host.replace('.example', '');
      if (status < 300) heard.push(`${host}: ${said.join(', ')}`);
      return { kind: 'answered', status, headers: {}, body: Buffer.alloc(0), isCut: false };
    };
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(() => world.stop());

  const hook = async (owner: string) => {
    const settings = { url: `https://${owner}.example/hook` };
    return (await world.addChannel(owner, { kind: 'webhook', settings })).id;
  };
  const ruleOf = async (owner: string, policy: Partial<Policy> = {}) => {
    const channels = [await hook(owner)];
    const { id } = world.addPolicy(owner, { name: 'P', channels, ...policy });
    return world.addRule(owner, { name: 'Load', policy: id });
  };
  const fire = (rule: Rule, ...pods: readonly string[]) =>
    world.postAs(
      pods.map((pod) => ({ rule, labels: { pod }, endsAtMs: clock.nowMs() + 2_000 * HOUR })),
    );
  const end = (rule: Rule, ...pods: readonly string[]) =>
    world.postAs(
      pods.map((pod) => ({ rule, labels: { pod }, startsAtMs: 0, endsAtMs: clock.nowMs() })),
    );
  const until = <T>(what: string, check: () => Promise<T> | T) =>
    waitUntil(
      async () => {
        await clock.advance(1_000);
        return check();
      },
      { what, everyMs: 5 },
    );
  const hears = (count: number) => until(`${count} messages`, () => heard.length >= count);
  const outcomes = async (owner: string) =>
    (await world.deliveries())
      .filter((one) => one.owner === owner)
      .map((one) => `${one.purpose} ${one.state} ${one.reason ?? ''}`.trim());
  const rowsOf = (table: 'delivery_incidents' | 'delivery_attempts') =>
    state.all(builderFor<NotifyTables>(state.dialect).selectFrom(table).selectAll().compile());
  const retire = (archived: object[] = []) => {
    const archive = {
      add: async (line: object) => void archived.push(line),
      settle: async () => undefined,
      close: async () => undefined,
    };
    const retention = new IncidentRetention({ state, keepMs: HOUR, openArchive: () => archive });
    return retention.pass(clock.nowMs(), new AbortController().signal);
  };

  it('a message about several stays until the last of its incidents goes', async () => {
    const rule = await ruleOf('acme', { grouping: GROUPED });
    const other = await ruleOf('globex', { grouping: GROUPED });
    await fire(rule, 'a', 'b');
    await fire(other, 'a', 'b');
    await hears(2);
    await end(rule, 'a');
    await hears(3);
    await clock.advance(2 * HOUR);
    const archived: object[] = [];
    expect(await retire(archived)).toMatchObject({ gone: 1 });
    expect(archived).toContainEqual(
      expect.objectContaining({ kind: 'delivery_incident', purpose: 'firing' }),
    );
    await end(rule, 'b');
    await hears(4);
    expect(heard.at(-1)).toBe('acme: b resolved');
    await clock.advance(2 * HOUR);
    expect(await retire()).toMatchObject({ gone: 1 });
    expect(await outcomes('acme')).toEqual([]);
    expect(await outcomes('globex')).toEqual(['firing sent']);
    expect(await rowsOf('delivery_incidents')).toHaveLength(2);
    expect(await rowsOf('delivery_attempts')).toHaveLength(1);
  });
});
