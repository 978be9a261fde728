import { afterEach, beforeEach, expect, it } from 'vitest';
import type { IntakeToken } from '../../alerting/intake/intake-token.ts';
import { listUnassigned } from '../../alerting/intake/unassigned-reader.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { State } from '../../platform/state/state.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  CLUSTER_TOKEN,
  ENVIRONMENTS,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
  type TestAlert,
} from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const MIN = 60_000;
const MOST = 3;
const ACME_TOKEN: IntakeToken = { kind: 'environment-intake', environment: ENVIRONMENTS[0] };

describeOnBothStates('a quota of open incidents', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    const send = async () =>
      ({ kind: 'failed', reason: 'connect', cause: new Error('-') }) as const;
    world = await openNotifyWorld({
      ...{ state, clock, outbound: { send } },
      ...{ namespaceTrusted: true, maxOpenIncidents: MOST },
    });
    await world.start();
  });
  afterEach(() => world.stop());

  const alertOf = (tenant: string, n: number | string, more: Partial<TestAlert> = {}) => ({
    namespace: `${tenant}-prod`,
    labels: { alertname: 'Load', n: String(n) },
    startsAtMs: Date.parse('2026-03-01T12:00:00Z'),
    ...more,
  });
  const alertsOf = (tenant: string, count: number) =>
    Array.from({ length: count }, (_, n) => alertOf(tenant, n));
  const open = async (owner: string) =>
    (await world.incidents(owner)).filter(({ status }) => status === 'firing');
  const posted = async (owner: string) =>
    (await open(owner)).filter(({ cluster }) => cluster === 'east');
  const listed = async () =>
    (await listUnassigned(state, { limit: 10, cursor: null })).items.map(
      ({ reason, count, labels }) => [reason, labels.get('tocsin_tenant'), count],
    );

  it.each([
    ["a tenant's own token", ACME_TOKEN],
    ["a cluster's token", CLUSTER_TOKEN],
  ])(
    'through %s: what is over it is refused and listed, what is open goes on and ends',
    async (_, token) => {
      const { accepted, overQuota } = await world.post(token, alertsOf('acme', MOST + 2));
      expect([accepted, overQuota]).toEqual([
        MOST,
        expect.stringContaining('acme may have 3 open'),
      ]);
      expect(await posted('acme')).toHaveLength(MOST);
      expect(await listed()).toEqual([['owner_over_quota', 'acme', 2]]);
      const again = await world.post(token, [
        alertOf('acme', 0, { endsAtMs: clock.nowMs() }),
        alertOf('acme', 1, { severity: 'critical' }),
      ]);
      expect(again).toEqual({ accepted: 2, errors: [] });
      expect((await posted('acme')).map(({ severity }) => severity).sort()).toEqual([
        'critical',
        'warning',
      ]);
      expect(await world.post(token, [alertOf('acme', 'late')])).toEqual({
        accepted: 1,
        errors: [],
      });
    },
  );

  it('of one tenant takes nothing from its neighbour in the same post', async () => {
    const mixed = [...alertsOf('acme', MOST + 1), ...alertsOf('globex', MOST)];
    const { accepted, errors, overQuota } = await world.postAs(mixed);
    expect([accepted, errors]).toEqual([2 * MOST, []]);
    expect(overQuota).not.toContain('globex');
    expect(await posted('acme')).toHaveLength(MOST);
    expect(await posted('globex')).toHaveLength(MOST);
  });

  it('holds for posts that meet each other, and after a restart', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => world.post(ACME_TOKEN, [alertOf('acme', n)])),
    );
    expect(results.filter(({ overQuota }) => overQuota === undefined)).toHaveLength(MOST);
    expect(await posted('acme')).toHaveLength(MOST);
    await world.restart();
    const { overQuota } = await world.post(ACME_TOKEN, [alertOf('acme', 'after')]);
    expect(overQuota).toBeDefined();
    const [first] = await posted('acme');
    const labels = JSON.parse(String(first?.labels)) as Readonly<Record<string, string>>;
    const { namespace = '', ...others } = labels;
    const end = { namespace, labels: others, endsAtMs: clock.nowMs() };
    expect(await world.post(ACME_TOKEN, [end])).toEqual({ accepted: 1, errors: [] });
    expect(await posted('acme')).toHaveLength(MOST - 1);
  });

  it('that is used up is told to the tenant until nothing was refused for a while', async () => {
    const notice = async () => (await open('acme')).find(({ cluster }) => cluster === '-');
    const comes = (isThere: boolean) =>
      waitUntil(
        async () => {
          await clock.advance(1_000);
          return ((await notice()) !== undefined) === isThere;
        },
        { what: 'the notice to change', everyMs: 5 },
      );
    await world.post(ACME_TOKEN, alertsOf('acme', MOST + 1));
    await comes(true);
    expect(await notice()).toMatchObject({
      severity: 'critical',
      title: expect.stringMatching(/^Alerts refused/),
    });
    expect(await open('globex')).toEqual([]);
    await world.post(ACME_TOKEN, [alertOf('acme', 0, { endsAtMs: clock.nowMs() })]);
    expect(await world.post(ACME_TOKEN, [alertOf('acme', 'x')])).toEqual({
      accepted: 1,
      errors: [],
    });
    await clock.advance(11 * MIN);
    await comes(false);
  });
});
