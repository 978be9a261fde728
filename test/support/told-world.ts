import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundRequest, OutboundResult } from '../../platform/outbound/outbound.ts';
import { openDirectState } from './direct-state.ts';
import { NOTIFY_MIGRATIONS, openNotifyWorld } from './notify-world.ts';

/** One request that a receiver took. */
interface Heard {
  readonly host: string;
  readonly id: string;
  readonly atMs: number;
  readonly body: string;
}

/** Status of what a receiver answers; null: it cannot be reached. */
type Answering = (host: string, count: number) => number | null;

const answered = (status: number): OutboundResult => ({
  kind: 'answered',
  status,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
});

interface Said {
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a body of ours says, such as `repeat firing a, resolved b`, by the label `pod`. */
function saidIn(body: string): string {
  const {
    type,
    incident,
    others = [],
  } = JSON.parse(body) as {
    readonly type: string;
    readonly incident: Said;
    readonly others?: readonly Said[];
  };
  const kind = type.replace('incident.', '');
  const alerts = [incident, ...others].map(({ status, labels }) => `${status} ${labels.pod}`);
  return `${kind}: ${alerts.join(', ')}`;
}

/** The notifier of two tenants on a virtual clock, with receivers that listen. */
export async function openToldWorld(from: string) {
  const clock = new VirtualClock(Date.parse(from));
  const state = openDirectState(NOTIFY_MIGRATIONS);
  const heard: Heard[] = [];
  const attempts: { readonly host: string; readonly atMs: number }[] = [];
  let answering: Answering = () => 200;
  const send = async ({ url, body, headers }: OutboundRequest): Promise<OutboundResult> => {
    const host = new URL(url).host.replace('.example', '');
    attempts.push({ host, atMs: clock.nowMs() });
    const status = answering(host, attempts.length);
    if (status === null) return { kind: 'failed', reason: 'connect', cause: new Error('down') };
    const id = headers?.['webhook-id'] ?? '';
    if (status < 300) heard.push({ host, id, atMs: clock.nowMs(), body: String(body) });
    return answered(status);
  };
  const world = await openNotifyWorld({ state, clock, outbound: { send } });
  await world.start();
  return {
    clock,
    state,
    world,
    heard,
    attempts,
    answer: (next: Answering) => {
      answering = next;
    },
    hook: async (owner: string, host: string = owner, changes: object = {}) => {
      const settings = { url: `https://${host}.example/hook` };
      return (await world.addChannel(owner, { kind: 'webhook', settings, ...changes })).id;
    },
    /** `10:00 firing: firing a` */
    told: (host: string) =>
      heard
        .filter((one) => one.host === host)
        .map(({ atMs, body }) => `${new Date(atMs).toISOString().slice(11, 16)} ${saidIn(body)}`),
    /** Reasons why messages of the alert were not sent. */
    unsent: async (owner: string, pod: string) => {
      const incidents = await world.incidents(owner);
      const its = incidents.filter(({ labels }) => JSON.parse(labels).pod === pod);
      const lines = await Promise.all(its.map(({ id }) => world.events(id)));
      return lines
        .flat()
        .flatMap(({ kind, reason }) => (kind === 'notification_not_sent' ? [reason] : []));
    },
    close: async () => {
      await world.stop();
      state.close();
    },
  };
}

export type ToldWorld = Awaited<ReturnType<typeof openToldWorld>>;
