import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertsOf, parseNotification } from '../../alerting/notify/notification.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { OutboundRequest, OutboundResult } from '../../platform/outbound/outbound.ts';
import { openDirectState } from '../support/direct-state.ts';
import {
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
  type TestAlert,
} from '../support/notify-world.ts';
import { propertyRuns } from '../support/property-runs.ts';

/** What can happen between two steps of the model. */
type Step =
  | { readonly kind: 'post'; readonly tenant: Tenant; readonly levels: readonly Level[] }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'sink'; readonly tenant: Tenant; readonly mood: Mood }
  | { readonly kind: 'disk'; readonly isFull: boolean };
type Tenant = 'acme' | 'globex';
type Mood = 'ok' | 'down' | 'rejects' | 'hangs up after taking it';
interface Level {
  readonly severity: 'critical' | 'warning';
  readonly isFiring: boolean;
}

const tenant = fc.constantFrom<Tenant>('acme', 'globex');
const levels = fc.uniqueArray(
  fc.record({
    severity: fc.constantFrom('critical' as const, 'warning' as const),
    isFiring: fc.boolean(),
  }),
  { minLength: 1, maxLength: 2, selector: ({ severity }) => severity },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('post' as const), tenant, levels }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 20, 130, 400),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'restart' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('sink' as const),
      tenant,
      mood: fc.constantFrom<Mood>('ok', 'ok', 'down', 'rejects', 'hangs up after taking it'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disk' as const), isFull: fc.boolean() }) },
);

/** A tenant's alert as the model knows it: what its source says, level by level. */
interface ModelAlert {
  readonly firing: Map<string, number>;
  /** When it last spoke of any level and was heard; long ago, and the service may have expired it. */
  heardAtMs: number;
}

const answered = (status: number): OutboundResult => ({
  kind: 'answered',
  status,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
});

/** One tenant hears of each incident alone, the other of several together. */
const GROUPINGS = {
  acme: null,
  globex: { by: ['alertname'], waitMs: 10_000, intervalMs: 60_000 },
} as const;

/** A world with one rule and one webhook per tenant, and a sink that has moods. */
async function setUp() {
  const clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
  const state = openDirectState(NOTIFY_MIGRATIONS);
  const moods = new Map<Tenant, Mood>();
  const taken = new Map<Tenant, { id: string; body: string }[]>([
    ['acme', []],
    ['globex', []],
  ]);
  const send = async ({ url, body, headers }: OutboundRequest): Promise<OutboundResult> => {
    const owner: Tenant = url.includes('acme') ? 'acme' : 'globex';
    const mood = moods.get(owner) ?? 'ok';
    if (mood === 'down') return { kind: 'failed', reason: 'connect', cause: new Error('down') };
    if (mood === 'rejects') return answered(400);
    taken.get(owner)?.push({ id: headers?.['webhook-id'] ?? '', body: String(body) });
    if (mood === 'ok') return answered(200);
    return { kind: 'failed', reason: 'reset', cause: new Error('reset') };
  };
  const world = await openNotifyWorld({ state, clock, outbound: { send } });
  for (const owner of ['acme', 'globex'] as const) {
    const settings = { url: `https://${owner}.example/hook` };
    const { id } = await world.addChannel(owner, { kind: 'webhook', settings });
    const policy = world.addPolicy(owner, { name: 'P', grouping: GROUPINGS[owner] });
    const told = { channels: [id], levelChange: 'any', policy: policy.id } as const;
    world.addRule(owner, { name: 'Load', ...told });
  }
  await world.start();
  return { clock, state, world, moods, taken };
}

type Setup = Awaited<ReturnType<typeof setUp>>;

async function post(
  { world, clock }: Setup,
  model: Map<Tenant, ModelAlert>,
  given: Extract<Step, { kind: 'post' }>,
) {
  const rule = [...world.rules.values()].find(({ owner }) => owner === given.tenant);
  const nowMs = clock.nowMs();
  const known = model.get(given.tenant) ?? { firing: new Map<string, number>(), heardAtMs: nowMs };
  const alerts = given.levels.map(({ severity, isFiring }): TestAlert => {
    const startsAtMs = known.firing.get(severity) ?? nowMs;
    const end = isFiring ? {} : { endsAtMs: nowMs };
    return { ...(rule ? { rule } : {}), severity, startsAtMs, ...end };
  });
  await world.postAs(alerts);
  known.heardAtMs = known.firing.size > 0 ? Math.min(known.heardAtMs, nowMs) : nowMs;
  const all = given.levels.length === 2;
  if (all) known.heardAtMs = nowMs;
  for (const { severity, isFiring } of given.levels) {
    if (!isFiring) known.firing.delete(severity);
    else if (!known.firing.has(severity)) known.firing.set(severity, nowMs);
  }
  model.set(given.tenant, known);
}

async function play(setup: Setup, steps: readonly Step[], model: Map<Tenant, ModelAlert>) {
  const { clock, state, world, moods } = setup;
  for (const now of steps) {
    switch (now.kind) {
      case 'post':
        await post(setup, model, now).catch((thrown) => expect(thrown).toBeInstanceOf(AppError));
        break;
      case 'wait':
        await clock.advance(now.seconds * 1_000);
        break;
      case 'restart':
        await world.restart().catch((thrown) => expect(thrown).toBeInstanceOf(AppError));
        break;
      case 'sink':
        moods.set(now.tenant, now.mood);
        break;
      case 'disk':
        state.failWith(now.isFull ? () => new AppError('unavailable', 'disk full') : null);
        break;
    }
  }
}

type Delivery = Awaited<ReturnType<NotifyWorld['deliveries']>>[number];

/** What a delivery says of each of its incidents. */
function partsOf({ payload, state, reason, incidents }: Delivery) {
  const message = parseNotification(payload);
  return alertsOf(message).map(({ incidentId, purpose }) => ({
    incidentId,
    purpose,
    state,
    reason,
    isAlone: Number(incidents) === 1,
  }));
}

/** A delivered firing is followed by a delivered resolve or a stored reason; nothing crosses tenants. */
async function checkPromises({ world, taken }: Setup) {
  const deliveries = await world.deliveries();
  for (const owner of ['acme', 'globex'] as const) {
    const bodies = new Map<string, string>();
    for (const { id, body } of taken.get(owner) ?? []) {
      expect(bodies.get(id) ?? body, 'same id, same content').toBe(body);
      bodies.set(id, body);
      expect(body).not.toContain(owner === 'acme' ? 'globex' : 'acme');
      expect(deliveries.find((one) => one.id === id)?.owner).toBe(owner);
    }
    const arrivals = new Map<string, string[]>();
    for (const id of bodies.keys()) {
      for (const { incidentId } of deliveries.flatMap((one) =>
        one.id === id ? partsOf(one) : [],
      )) {
        arrivals.set(incidentId, [...(arrivals.get(incidentId) ?? []), id]);
      }
    }
    for (const ids of arrivals.values()) expect(ids, 'in order').toEqual([...ids].sort());
    for (const incident of await world.incidents(owner)) {
      const own = deliveries
        .flatMap(partsOf)
        .filter(({ incidentId }) => incidentId === incident.id);
      const wasTold = own.some((one) => one.purpose !== 'resolved' && one.state === 'sent');
      const resolves = own.filter((one) => one.purpose === 'resolved');
      if (incident.status === 'firing') expect(resolves).toEqual([]);
      else expect(resolves.length).toBe(own.length > 0 ? 1 : 0);
      for (const resolve of resolves) {
        if (wasTold) expect(resolve.state === 'sent' || resolve.reason !== null).toBe(true);
        else if (resolve.isAlone) {
          expect(resolve).toMatchObject({ state: 'not_sent', reason: 'firing_never_delivered' });
        } else {
          const reasons = (await world.events(incident.id)).map(({ reason }) => reason);
          expect(reasons).toContain('firing_never_delivered');
        }
      }
      expect(own.filter((one) => !['sent', 'dropped', 'not_sent'].includes(one.state))).toEqual([]);
    }
  }
}

/** What must be stored whatever broke: it was acknowledged, and cannot have expired. */
function acknowledged(model: ReadonlyMap<Tenant, ModelAlert>, nowMs: number) {
  return new Map([...model].filter(([, { heardAtMs }]) => nowMs - heardAtMs < 230_000));
}

async function checkModel(world: NotifyWorld, model: ReadonlyMap<Tenant, ModelAlert>) {
  for (const [owner, alert] of model) {
    const open = (await world.incidents(owner)).filter(({ status }) => status === 'firing');
    const top = ['critical', 'warning'].find((severity) => alert.firing.has(severity));
    expect(open.map(({ severity }) => severity)).toEqual(top === undefined ? [] : [top]);
  }
}

describe('whatever happens', () => {
  it('every delivered firing gets its resolve or a reason, ids keep their content, the state is right', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        const setup = await setUp();
        const model = new Map<Tenant, ModelAlert>();
        try {
          await play(setup, steps, model);
          setup.state.failWith(null);
          for (const owner of ['acme', 'globex'] as const) setup.moods.set(owner, 'ok');
          await setup.world.restart();
          await checkModel(setup.world, acknowledged(model, setup.clock.nowMs()));
          // The source says once more what is so, as it does every minute; then all is delivered.
          await setup.clock.advance(150_000);
          for (const [owner, alert] of model) {
            const levels = (['critical', 'warning'] as const).map((severity) => ({
              severity,
              isFiring: alert.firing.has(severity),
            }));
            await post(setup, model, { kind: 'post', tenant: owner, levels });
          }
          await checkModel(setup.world, model);
          await setup.clock.advance(11 * 60_000);
          await checkPromises(setup);
        } finally {
          await setup.world.stop();
          setup.state.close();
        }
      }),
      propertyRuns(60, 2_000),
    );
  });
});
