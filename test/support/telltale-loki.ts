import type { TenantId } from '../adversary/attack.ts';
import { TENANTS, WORDS } from '../adversary/words.ts';
import { type LokiLab, startLokiLab } from './loki-lab.ts';
import { STREAMS_AT_S } from './loki-streams.ts';
import { type LokiRequest, type ScriptedLoki, startScriptedLoki } from './scripted-loki.ts';
import type { StoredStream } from './scripted-loki-store.ts';

/** Two tenants in one scripted Loki, where everything of a tenant holds its word; and the scoped API. */
export interface TelltaleLoki {
  readonly lab: LokiLab;
  readonly loki: ScriptedLoki;
  /** What left for Loki since the last `forget`. */
  left(): readonly LokiRequest[];
  forget(): void;
  stop(): Promise<void>;
}

export async function startTelltaleLoki(): Promise<TelltaleLoki> {
  const loki = await startScriptedLoki([...TENANTS.flatMap(streamsOf), ...nobodys()]);
  Object.assign(loki.rules, rulesOfAll());
  // What is pushed is looked at where it arrives; stored, it would make every later answer longer.
  loki.answer((response, { path }) => {
    if (path !== '/loki/api/v1/push') return false;
    response.writeHead(204).end();
    return true;
  });
  const lab = await startLokiLab({
    clusters: { eu1: loki.url },
    environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
    rangeCache: {
      maxBytes: 10_000_000,
      maxAnswerBytes: 100_000,
      untrustedMs: { promql: 600_000, logql: 600_000 },
      keepMs: 3_600_000,
    },
    limits: { maxTailsPerCaller: 500, maxTails: 1_000, maxExportsPerCaller: 50, maxExports: 100 },
  });
  let from = 0;
  return {
    lab,
    loki,
    left: () => loki.seen.slice(from),
    forget: () => {
      from = loki.seen.length;
    },
    stop: async () => {
      await lab.stop();
      await loki.stop();
    },
  };
}

const NS = BigInt(STREAMS_AT_S) * 1_000_000_000n;

/** Two streams of acme, three of globex, so that counts tell who is in them. */
export function streamsOf(tenant: TenantId): readonly StoredStream[] {
  const kinds = tenant === 'acme' ? ['a', 'b'] : ['a', 'b', 'c'];
  return kinds.map((kind) => streamOf(WORDS[tenant], { ns: tenant, kind }));
}

const nobodys = (): readonly StoredStream[] => [
  streamOf(WORDS.nobody, {}),
  streamOf(WORDS.nobody, { ns: 'acme-dev' }),
  streamOf(WORDS.nobody, { ns: 'Globex' }),
];

/** A stream of shop whose labels and lines hold the word. */
export function streamOf(word: string, labels: Readonly<Record<string, string>>): StoredStream {
  const name = `${labels.ns ?? 'none'}-${labels.kind ?? ''}`;
  return {
    labels: { app: 'shop', ...labels, secret: `${word}-${name}`, [`${word}_label`]: word },
    entries: [
      { ns: NS, line: `error of ${word}` },
      { ns: NS + 1n, line: `info of ${word}` },
    ],
  };
}

function rulesOfAll() {
  const owners = [
    ...TENANTS.map((id) => ({ id, word: WORDS[id] })),
    { id: 'none', word: WORDS.nobody },
  ];
  const alertOf = ({ id, word }: { readonly id: string; readonly word: string }) => ({
    labels: { alertname: `Alert_${word}`, ns: id },
    annotations: { summary: word },
    state: 'firing',
    value: '1',
  });
  const groups = owners.map((owner) => ({
    name: `group of ${owner.word}`,
    file: owner.word,
    interval: 1,
    rules: [
      {
        type: 'alerting',
        name: `Alert_${owner.word}`,
        query: `rate({secret="${owner.word}"}[5m])`,
        labels: { ns: owner.id },
        annotations: { summary: owner.word },
        alerts: [alertOf(owner)],
        lastError: owner.word,
      },
    ],
  }));
  const shared = {
    name: 'shared',
    file: WORDS.nobody,
    rules: [
      {
        type: 'alerting',
        name: 'Shared',
        query: `rate({a="${WORDS.nobody}"}[5m])`,
        lastError: WORDS.globex,
        labels: {},
        annotations: { summary: WORDS.nobody },
        alerts: owners.map(alertOf),
      },
    ],
  };
  return {
    rules: { groups: [...groups, shared] },
    alerts: { alerts: owners.map(alertOf) },
  };
}
