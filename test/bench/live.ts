import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type BenchFigure, spreadOf } from './figure.ts';
import { type LiveReaders, openReaders } from './live-readers.ts';

const TENANTS = 20;
const SOCKETS = 2_000;
const ALERTS_PER_SECOND = 50;
const ROUNDS = 3;
const ROUND_MS = 5_000;
const BURST_POSTS = 5;
const BURST_ALERTS = 15;

const tenants = Array.from({ length: TENANTS }, (_, index) => `tenant-${index}`);
const tokenOf = (tenant: string) => `bench-token-of-${tenant}-that-posts-and-listens`;

const config = {
  limits: { default: { perSecond: 0 } },
  clusters: [{ id: 'east', enforcement: { namespaceLabel: 'namespace' } }],
  tenants: tenants.map((id) => ({
    id,
    projects: [
      { id: 'shop', environments: [{ id: 'prod', cluster: 'east', namespace: `${id}-prod` }] },
    ],
  })),
  tokens: tenants.map((owner) => ({
    name: 'live',
    owner,
    kind: 'scope',
    node: owner,
    permissions: ['incidents:read', 'rules:write'],
    secret: tokenOf(owner),
  })),
};

/**
 * Sockets of the service that is built, in a process of its own: how long a new incident takes to
 * all readers of its tenant, and how many messages go out in a burst. Alertmanager has no such thing.
 */
export async function benchLive(): Promise<readonly BenchFigure[]> {
  const service = await startTocsin({ config });
  const readers = await openReaders(service.url, tenants, SOCKETS / TENANTS, tokenOf);
  try {
    await paced(service, readers, 'warm', 2_000);
    const rounds: Latencies[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await paced(service, readers, `paced-${round}`, ROUND_MS));
    }
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rates.push(await burst(service, readers, `burst-${round}`));
    }
    return figuresOf(rounds, rates);
  } finally {
    readers.close();
    await service.remove();
  }
}

interface Latencies {
  /** From the 2xx to the message, p99 in milliseconds; a message that is faster than its 2xx: 0. */
  readonly acceptedMs: number;
  /** From sending the post. */
  readonly postedMs: number;
}

/** New incidents of all tenants in turn, each in a post of its own. */
async function paced(
  service: TocsinProcess,
  readers: LiveReaders,
  name: string,
  durationMs: number,
): Promise<Latencies> {
  const count = Math.round((durationMs / 1_000) * ALERTS_PER_SECOND);
  const accepted: number[] = [];
  const posted: number[] = [];
  const startMs = performance.now();
  const one = async (n: number) => {
    const dueMs = startMs + (n * 1_000) / ALERTS_PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, dueMs - performance.now()));
    const mark = `${name}-${n}-end`;
    const expected = readers.expect(mark, SOCKETS / TENANTS);
    const sentMs = performance.now();
    await post(service, tenants[n % TENANTS] ?? '', [mark]);
    const acceptedMs = performance.now();
    for (const receivedMs of await expected) {
      accepted.push(Math.max(0, receivedMs - acceptedMs));
      posted.push(receivedMs - sentMs);
    }
  };
  await Promise.all(Array.from({ length: count }, (_, n) => one(n)));
  return { acceptedMs: p99(accepted), postedMs: p99(posted) };
}

/** @returns messages that all sockets received per second, from the first post to the last message */
async function burst(service: TocsinProcess, readers: LiveReaders, name: string): Promise<number> {
  const total = TENANTS * BURST_POSTS * BURST_ALERTS * (SOCKETS / TENANTS);
  const before = readers.received();
  const startMs = performance.now();
  await Promise.all(
    tenants.map(async (tenant) => {
      for (let at = 0; at < BURST_POSTS; at++) {
        const marks = Array.from({ length: BURST_ALERTS }, (_, n) => `${name}-${at}-${n}-end`);
        await post(service, tenant, marks);
      }
    }),
  );
  await waitUntil(() => readers.received() - before >= total, {
    what: `${total} messages`,
    timeoutMs: 60_000,
    everyMs: 5,
  });
  return (total * 1_000) / (readers.lastAtMs() - startMs);
}

async function post(
  { url }: TocsinProcess,
  tenant: string,
  marks: readonly string[],
): Promise<void> {
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  const alerts = marks.map((mark) => ({
    labels: { alertname: 'Latency', namespace: `${tenant}-prod`, mark, severity: 'warning' },
    annotations: { summary: 'The checkout is slow' },
    endsAt,
  }));
  const answer = await fetch(`${url}/scopes/${tenant}/alertmanager/api/v2/alerts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokenOf(tenant)}`, 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  if (!answer.ok) throw new Error(`the alerts were not taken: ${await answer.text()}`);
  await answer.arrayBuffer();
}

function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * 0.99)] ?? Number.NaN;
}

function figuresOf(rounds: readonly Latencies[], rates: readonly number[]): readonly BenchFigure[] {
  const accepted = spreadOf(rounds.map(({ acceptedMs }) => acceptedMs));
  const posted = spreadOf(rounds.map(({ postedMs }) => postedMs));
  const rate = spreadOf(rates);
  const nothing = { peer: null, peerValue: null, ratio: null };
  const load = `${SOCKETS} sockets, ${TENANTS} tenants, ${ALERTS_PER_SECOND} alerts/s`;
  return [
    {
      ...nothing,
      name: `alert accepted to message received, p99 (${load})`,
      value: accepted.median,
      unit: 'ms',
      goal: 'under 50',
      met: accepted.median < 50,
      spread: accepted,
    },
    {
      ...nothing,
      name: 'the same from sending the post',
      value: posted.median,
      unit: 'ms',
      goal: null,
      met: null,
      spread: posted,
    },
    {
      ...nothing,
      name: 'fan-out of new incidents to all sockets',
      value: rate.median,
      unit: 'messages/s',
      goal: 'at least 30,000',
      met: rate.median >= 30_000,
      spread: rate,
    },
  ];
}
