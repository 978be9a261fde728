import { afterAll, beforeAll, expect, it } from 'vitest';
import { TENANTS, WORDS } from '../adversary/words.ts';
import { startTelltaleEmbedded, type TelltaleEmbedded } from '../support/telltale-embedded.ts';

interface Counted {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [number | string, string])[];
    }[];
  };
}
interface Lines {
  readonly data: {
    readonly result: readonly { readonly values: readonly (readonly string[])[] }[];
  };
}

type Owner = (typeof TENANTS)[number];

/** Whole seconds, so that instants in answers are exact. */
const FROM_S = Math.floor(Date.now() / 1000) - 3_000;

let world: TelltaleEmbedded;
/** What was acknowledged: numbers of samples, and of lines, of each tenant. */
const taken: Record<Owner, { samples: number[]; lines: number[] }> = {
  acme: { samples: [], lines: [] },
  globex: { samples: [], lines: [] },
};
/** What was sent last, perhaps without an answer. */
const sent: Record<Owner, number> = { acme: 0, globex: 0 };

beforeAll(async () => {
  world = await startTelltaleEmbedded();
}, 120_000);
afterAll(() => world?.stop());

/** One sample of a series and one line of a stream, in pushes of their own. */
async function push(owner: Owner): Promise<void> {
  const number = sent[owner]++;
  const atS = FROM_S + number;
  const secret = WORDS[owner];
  await world.writeSeries(owner, [
    { labels: { __name__: 'kept', secret }, samples: [[atS * 1000, number]] },
  ]);
  taken[owner].samples.push(number);
  await world.pushStreams(owner, [
    {
      labels: { app: 'kept', secret },
      entries: [{ ns: BigInt(atS) * 1_000_000_000n, line: `${secret} ${number}` }],
    },
  ]);
  taken[owner].lines.push(number);
}

async function samplesOf(owner: Owner): Promise<readonly number[]> {
  const form = new URLSearchParams({ query: 'kept[1h]', time: String(FROM_S + 3_000) });
  const path = `/scopes/${owner}/prometheus/api/v1/query?${form}`;
  const { data } = await world.client(owner).get<Counted>(path);
  expect(data.result.map(({ metric }) => metric.secret)).toEqual([WORDS[owner]]);
  return (data.result[0]?.values ?? []).map(([at, value]) => {
    expect(Number(at) - FROM_S).toBe(Number(value));
    return Number(value);
  });
}

async function linesOf(owner: Owner): Promise<readonly number[]> {
  const form = new URLSearchParams({
    query: '{app="kept"}',
    start: String(FROM_S - 60),
    end: String(FROM_S + 3_600),
    limit: '5000',
    direction: 'forward',
  });
  const path = `/scopes/${owner}/loki/loki/api/v1/query_range?${form}`;
  const { data } = await world.client(owner).get<Lines>(path);
  return data.result.flatMap(({ values }) =>
    values.map(([, line = '']) => {
      const [word, number] = line.split(' ');
      expect(word).toBe(WORDS[owner]);
      return Number(number);
    }),
  );
}

/** All that was acknowledged is there, at most what was sent, nothing twice. */
async function expectKept(): Promise<void> {
  for (const owner of TENANTS) {
    const { samples, lines } = taken[owner];
    for (const [kept, acknowledged] of [
      [await samplesOf(owner), samples],
      [await linesOf(owner), lines],
    ] as const) {
      expect(new Set(kept).size).toBe(kept.length);
      const there = new Set(kept);
      expect(acknowledged.filter((number) => !there.has(number))).toEqual([]);
      expect(kept.every((number) => number < sent[owner])).toBe(true);
    }
  }
}

it('a stop and a start keep everything', async () => {
  for (let i = 0; i < 20; i++) await Promise.all(TENANTS.map(push));
  await expectKept();
  await world.service.restart();
  await expectKept();
  expect(taken.acme.samples).toHaveLength(20);
});

it('what is pushed again after a kill is there once', async () => {
  const labels = { __name__: 'again', secret: WORDS.acme };
  const samples = [[FROM_S * 1000, 7]] as const;
  const stream = {
    labels: { app: 'again', secret: WORDS.acme },
    entries: [{ ns: BigInt(FROM_S) * 1_000_000_000n, line: 'again' }],
  };
  await world.writeSeries('acme', [{ labels, samples }]);
  await world.pushStreams('acme', [stream]);
  await world.service.kill();
  await world.service.restart();
  await world.writeSeries('acme', [{ labels, samples }]);
  await world.pushStreams('acme', [stream]);
  const client = world.client('acme');
  const ask = new URLSearchParams({
    query: 'count_over_time(again[1h])',
    time: String(FROM_S + 60),
  });
  const ofMetrics = await client.get<{ data: { result: readonly { value: unknown }[] } }>(
    `/scopes/acme/prometheus/api/v1/query?${ask}`,
  );
  expect(ofMetrics.data.result.map(({ value }) => value)).toEqual([[FROM_S + 60, '1']]);
  ask.set('query', 'sum(count_over_time({app="again"}[1h]))');
  const ofLogs = await client.get<{ data: { result: readonly { value: unknown }[] } }>(
    `/scopes/acme/loki/loki/api/v1/query?${ask}`,
  );
  expect(ofLogs.data.result.map(({ value }) => value)).toEqual([[FROM_S + 60, '1']]);
});
