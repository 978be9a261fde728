import { type Alertmanager, startAlertmanager } from '../support/alertmanager.ts';
import { whyMissing } from '../support/server-tools.ts';
import { startTocsin } from '../support/tocsin-process.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const ALERTS = 10_000;
const PER_POST = 500;
const ENVIRONMENTS = ['a', 'b', 'c', 'd', 'e'] as const;
const ROUNDS = 15;
const WARM_UP = 3;
const TOKEN = 'bench-token-that-posts-and-lists-alerts';
const FILTERED = `alerts?filter=${encodeURIComponent('team="team-7"')}`;

const config = {
  alerting: { maxOpenIncidentsPerOwner: 20_000 },
  limits: { default: { perSecond: 0 } },
  clusters: [{ id: 'east', enforcement: { namespaceLabel: 'namespace' } }],
  tenants: ['acme', 'globex'].map((id) => ({
    id,
    projects: [
      {
        id: 'shop',
        environments: ENVIRONMENTS.map((name) => ({
          id: name,
          cluster: 'east',
          namespace: `${id}-${name}`,
        })),
      },
    ],
  })),
  tokens: [
    {
      name: 'alerts',
      owner: 'acme',
      kind: 'scope',
      node: 'acme',
      permissions: ['incidents:read', 'rules:write'],
      secret: TOKEN,
    },
  ],
};

/** One of two services that list the same alerts. */
interface Lister {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * `GET /api/v2/alerts` of 10,000 active alerts over HTTP, all of them and those of one team in twenty,
 * in turns with the real Alertmanager.
 */
export async function benchAlertListing(): Promise<readonly BenchFigure[]> {
  const missing = whyMissing('prometheus-alertmanager');
  const peer: Alertmanager | null = missing === null ? await startAlertmanager() : null;
  const service = await startTocsin({ config });
  try {
    const own: Lister = {
      base: `${service.url}/scopes/acme/alertmanager/api/v2`,
      headers: { authorization: `Bearer ${TOKEN}` },
    };
    const other: Lister | null = peer && { base: `${peer.url}/api/v2`, headers: {} };
    for (const lister of [own, other]) if (lister !== null) await fill(lister);
    return [
      await measure('filtered alert listing, 500 of 10,000', FILTERED, own, other),
      await measure('alert listing, all 10,000', 'alerts', own, other),
    ];
  } finally {
    await service.remove();
    await peer?.stop();
  }
}

async function fill({ base, headers }: Lister): Promise<void> {
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  for (let from = 0; from < ALERTS; from += PER_POST) {
    const alerts = Array.from({ length: PER_POST }, (_, index) => {
      const n = from + index;
      return { labels: labelsOf(n), annotations: { summary: `Latency of ${n}` }, endsAt };
    });
    const answer = await fetch(`${base}/alerts`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    if (!answer.ok) throw new Error(`the alerts were not taken: ${await answer.text()}`);
  }
}

function labelsOf(n: number): Readonly<Record<string, string>> {
  return {
    alertname: `Latency${n % 50}`,
    namespace: `acme-${ENVIRONMENTS[n % ENVIRONMENTS.length]}`,
    instance: `10.0.${n >> 8}.${n & 255}:9100`,
    job: 'node',
    team: `team-${n % 20}`,
    severity: 'warning',
  };
}

async function measure(
  name: string,
  path: string,
  own: Lister,
  other: Lister | null,
): Promise<BenchFigure> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const ownMs = await listMs(own, path);
    const otherMs = other && (await listMs(other, path));
    if (round < WARM_UP) continue;
    ours.push(ownMs);
    if (otherMs !== null) theirs.push(otherMs);
  }
  const spread = spreadOf(ours);
  const peerValue = theirs.length === 0 ? null : spreadOf(theirs).median;
  return {
    name,
    value: spread.median,
    unit: 'ms',
    peer: peerValue === null ? null : 'Alertmanager 0.25',
    peerValue,
    ratio: peerValue === null ? null : spread.median / peerValue,
    goal: 'faster than Alertmanager',
    met: peerValue === null ? null : spread.median < peerValue,
    spread,
  };
}

/** Until the last byte is here. */
async function listMs({ base, headers }: Lister, path: string): Promise<number> {
  const startedMs = performance.now();
  const answer = await fetch(`${base}/${path}`, { headers });
  const bytes = (await answer.arrayBuffer()).byteLength;
  if (!answer.ok || bytes < 1_000) throw new Error(`${path} answered ${answer.status}`);
  return performance.now() - startedMs;
}
