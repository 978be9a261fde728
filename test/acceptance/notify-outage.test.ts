import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../alerting/rules/rule.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundRequest, OutboundResult } from '../../platform/outbound/outbound.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { NOTIFY_MIGRATIONS, type NotifyWorld, openNotifyWorld } from '../support/notify-world.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { waitUntil } from '../support/wait-until.ts';

const MIN = 60_000;
/** A third of the time that both are down; an hour in `npm run proof`. */
const THIRD_MS = (process.env.TOCSIN_PROOF === '1' ? 20 : 6) * MIN;
/** What met an error again and again is tried after five minutes at the latest. */
const LONGEST_RETRY_MS = 6 * MIN;
/** Shorter than what a send may take, so that a mail on a real connection is not given up at once. */
const STEP_MS = 5_000;
const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
};
const OWNERS = ['acme', 'globex'] as const;

/** A delivery as a receiver took it. */
interface Taken {
  readonly owner: string;
  readonly id: string;
  readonly atMs: number;
  readonly content: string;
}

describe(`${(3 * THIRD_MS) / MIN} minutes without mail relay and webhook receivers`, () => {
  let smtp: SmtpSink;
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  let isDown: boolean;
  let hooked: Taken[];

  beforeAll(async () => {
    smtp = await startSmtpSink();
  });
  afterAll(() => smtp?.stop());
  beforeEach(async () => {
    clock = new VirtualClock(Date.parse('2026-03-02T10:00:00Z'));
    state = openDirectState(NOTIFY_MIGRATIONS);
    isDown = false;
    hooked = [];
    const send = async ({ url, body, headers }: OutboundRequest): Promise<OutboundResult> => {
      if (isDown) return { kind: 'failed', reason: 'connect', cause: new Error('down') };
      const owner = new URL(url).host.replace('.example', '');
      const id = headers?.['webhook-id'] ?? '';
      hooked.push({ owner, id, atMs: clock.nowMs(), content: String(body) });
      return OK;
    };
    const mailRelay = {
      host: smtp.host,
      port: smtp.port,
      tls: 'none',
      ...{ ca: null, user: null, password: null },
      from: 'alerts@tocsin.example',
      fromName: 'tocsin',
      connectTimeoutMs: 2_000,
      socketTimeoutMs: 2_000,
    } as const;
    world = await openNotifyWorld({ state, clock, outbound: { send }, mailRelay });
    await world.start();
  });
  afterEach(async () => {
    await world.stop();
    state.close();
  });

  const fall = () => {
    isDown = true;
    smtp.refuse({ at: 'connect', code: 421, message: 'out of order' });
  };
  const rise = () => {
    isDown = false;
    smtp.refuse(null);
  };
  const isBusy = async () => (await world.deliveries()).some((row) => row.state === 'leased');
  /** The clock is ours, the connections to the relay are real: they get their time at every step. */
  const pass = async (ms: number) => {
    for (let done = 0; done < ms; done += STEP_MS) {
      await clock.advance(STEP_MS);
      if (await isBusy()) {
        await waitUntil(async () => !(await isBusy()), { what: 'the relay', everyMs: 1 });
      }
    }
  };

  /** One tenant hears of several together, the other of each alone; both by mail and by webhook. */
  async function ruleOf(owner: (typeof OWNERS)[number]): Promise<Rule> {
    const mail = { kind: 'email' as const, settings: { to: [`ops@${owner}.example`] } };
    const hook = { kind: 'webhook' as const, settings: { url: `https://${owner}.example/hook` } };
    const channels = [await world.addChannel(owner, mail), await world.addChannel(owner, hook)];
    const grouping =
      owner === 'acme' ? { by: ['namespace'], waitMs: 30_000, intervalMs: 5 * MIN } : null;
    const ids = channels.map(({ id }) => id);
    const policy = world.addPolicy(owner, { name: 'P', channels: ids, grouping });
    return world.addRule(owner, { name: `Load of ${owner}`, policy: policy.id });
  }

  const mailed = (): readonly Taken[] =>
    smtp.mails.map(({ to, headers, text, receivedAtMs }) => {
      const [, id = ''] =
        /<(?:[^@>]*?)([0-9A-HJKMNP-TV-Z]{26})[^>]*>/i.exec(headers.get('message-id') ?? '') ?? [];
      return {
        owner: (to[0] ?? '').replace(/^ops@|\.example$/g, ''),
        id: id.toUpperCase(),
        atMs: receivedAtMs,
        content: text,
      };
    });

  const expectLines = async () => {
    for (const owner of OWNERS) {
      for (const row of await world.incidents(owner)) {
        const kinds = (await world.events(row.id)).map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === 'delivery_succeeded').length).toBeGreaterThanOrEqual(
          4,
        );
      }
    }
  };

  it('is made up for: all of it, in the order of each group, once, soon after, to its own tenant', async () => {
    const rules = await Promise.all(OWNERS.map(ruleOf));
    const post = (numbers: readonly number[], isOver: boolean) =>
      world.postAs(
        rules.flatMap((rule) =>
          numbers.map((n) => ({
            rule,
            namespace: `${rule.owner}-prod`,
            labels: { pod: `pod-${n}` },
            startsAtMs: Date.parse('2026-03-02T10:00:00Z'),
            endsAtMs: clock.nowMs() + (isOver ? 0 : 24 * 60 * MIN),
          })),
        ),
      );
    fall();
    await post([0, 1, 2, 3], false);
    await pass(THIRD_MS);
    await post([0, 1], true);
    await post([4, 5], false);
    await pass(THIRD_MS);
    await post([2, 4], true);
    await pass(THIRD_MS);
    expect([hooked, smtp.mails.length]).toEqual([[], 0]);
    const refused = smtp.refusals();
    expect(refused).toBeGreaterThan(5);
    rise();
    const backMs = clock.nowMs();
    await pass(LONGEST_RETRY_MS);
    await post([3, 5], true);
    await pass(LONGEST_RETRY_MS);

    const deliveries = await world.deliveries();
    expect(new Set(deliveries.map((one) => one.state))).toEqual(new Set(['sent']));
    const taken = [...hooked, ...mailed()];
    expect(taken.map(({ id }) => id).sort()).toEqual(deliveries.map(({ id }) => id).sort());
    for (const { owner, id, content } of taken) {
      expect(deliveries.find((one) => one.id === id)?.owner).toBe(owner);
      expect(content).not.toContain(owner === 'acme' ? 'globex' : 'acme');
    }
    // In the order of each group, or of each incident where there is none.
    const lanes = new Map<string, string[]>();
    for (const { id } of taken) {
      const row = deliveries.find((one) => one.id === id);
      const lane = `${row?.channel_id} ${row?.group_id ?? row?.incident_id}`;
      lanes.set(lane, [...(lanes.get(lane) ?? []), id]);
    }
    for (const ids of lanes.values()) expect(ids).toEqual([...ids].sort());
    expect(Math.max(...[...lanes.values()].map(({ length }) => length))).toBeGreaterThanOrEqual(3);
    const missed = hooked.filter(({ id }) =>
      deliveries.some((row) => row.id === id && Number(row.created_at_ms) < backMs),
    );
    expect(Math.max(...missed.map(({ atMs }) => atMs - backMs))).toBeLessThanOrEqual(
      LONGEST_RETRY_MS,
    );
    await expectLines();
  });
});
