import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import {
  type MemorySamples,
  noQuota,
  placeOf,
  pushOf,
  said,
  tenantStamp,
} from '../../../test/support/receiver-world.ts';
import { removeFolder, tempFolder } from '../../../test/support/temp-folder.ts';
import { parseTinyText as parse } from '../../../test/support/tiny-text.ts';
import { DEFAULT_SERIES_LIMITS } from '../series-labels.ts';
import { createGroupFile, type GroupFile } from './group-file.ts';
import { KeptGroups } from './kept-groups.ts';
import { PushedGroups } from './pushed-groups.ts';
import { createPushedGroupsLoop } from './pushed-groups-loop.ts';
import { createPushgatewayReceiver } from './pushgateway-receiver.ts';

const logger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => logger,
};
const T0 = Date.parse('2026-01-01T00:00:00Z');

function gateway(file: GroupFile = { load: async () => [], save: async () => undefined }) {
  const clock = new VirtualClock(T0);
  const kept = new KeptGroups(new PushedGroups(3), file);
  const receive = createPushgatewayReceiver({
    clock,
    kept,
    parse,
    maxPlainBytes: 100_000,
    maxSeriesPerGroup: 5,
    seriesLimits: DEFAULT_SERIES_LIMITS,
    quota: noQuota,
  });
  const acme = placeOf('acme');
  const umbrella = placeOf('umbrella');
  const sinks = new Map([
    ['acme', acme.samples],
    ['umbrella', umbrella.samples],
  ]);
  const loop = createPushedGroupsLoop({
    clock,
    logger,
    random: () => 0,
    kept,
    intervalMs: 15_000,
    sinkOf: (tenant) => sinks.get(tenant) ?? null,
  });
  return { clock, receive, acme, umbrella, loop };
}

const push = (path: string, body: string, method = 'POST') => pushOf(body, { path, method });
const own = { namespace: 'acme-prod', tenant: 'acme' };
const at = (samples: MemorySamples, timeMs: number) =>
  samples.stored
    .filter((sample) => sample.timeMs === timeMs)
    .map(({ labels, value }) => [labels, value]);

describe('a pushed group', () => {
  it('is exposed at every interval until it is deleted, and then ends', async () => {
    const { clock, receive, acme, loop } = gateway();
    expect(
      said(
        await receive(
          push('/metrics/job/backup/db/main', 'bytes 7\nrows{table="a"} 1\n', 'PUT'),
          acme,
        ),
      ),
    ).toBe('200');
    await loop.start();
    await clock.advance(15_000);
    const labels = { job: 'backup', db: 'main', ...own };
    const group = (value: number) => [
      [{ __name__: 'bytes', ...labels }, value],
      [{ __name__: 'rows', table: 'a', ...labels }, 1],
      [{ __name__: 'push_time_seconds', ...labels }, T0 / 1_000],
      [{ __name__: 'push_failure_time_seconds', ...labels }, 0],
    ];
    expect(at(acme.samples, T0)).toEqual(group(7));
    expect(at(acme.samples, T0 + 15_000)).toEqual(group(7));
    expect(acme.samples.batches[0]?.series).toEqual(acme.samples.batches[1]?.series);
    await receive(push('/metrics/job/backup/db/main', 'bytes 8\n', 'PUT'), acme);
    await clock.advance(15_000);
    expect(acme.samples.batches[2]?.series[0]).toBe(acme.samples.batches[1]?.series[0]);
    expect(at(acme.samples, T0 + 30_000)).toContainEqual([
      { __name__: 'rows', table: 'a', ...labels },
      'stale',
    ]);
    expect(said(await receive(push('/metrics/job/backup/db/main', '', 'DELETE'), acme))).toBe(
      '202',
    );
    await clock.advance(30_000);
    expect(at(acme.samples, T0 + 45_000).map(([, value]) => value)).toEqual([
      'stale',
      'stale',
      'stale',
    ]);
    expect(at(acme.samples, T0 + 60_000)).toEqual([]);
    await loop.stop();
  });

  it('is of one tenant, and POST replaces only what it names', async () => {
    const { clock, receive, acme, umbrella, loop } = gateway();
    await receive(push('/metrics/job/x', 'a 1\nb 1\n'), acme);
    await receive(push('/metrics/job/x', '# TYPE a counter\na 5\n'), umbrella);
    await receive(push('/metrics/job/x', 'b 2\n'), acme);
    await receive(push('/metrics/job/x', '', 'DELETE'), umbrella);
    await loop.start();
    await clock.advance(0);
    expect(
      at(acme.samples, T0)
        .slice(0, 2)
        .map(([, value]) => value),
    ).toEqual([1, 2]);
    expect(umbrella.samples.stored).toEqual([]);
    await loop.stop();
  });

  it('is in the file before it is answered; pushes meanwhile share the next writing', async () => {
    const saves: number[] = [];
    const waiting: (() => void)[] = [];
    const save = (groups: readonly unknown[]) => {
      saves.push(groups.length);
      return new Promise<void>((resolve) => waiting.push(resolve));
    };
    const { receive, acme, umbrella } = gateway({ load: async () => [], save });
    let answered = 0;
    const pushes = [
      ['/metrics/job/a', acme],
      ['/metrics/job/b', acme],
      ['/metrics/job/a', umbrella],
    ] as const;
    const all = pushes.map(async ([path, place]) => {
      await receive(push(path, 'x 1\n'), place);
      answered += 1;
    });
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    expect([saves.length, answered]).toEqual([1, 0]);
    const [first = 0] = saves;
    waiting.shift()?.();
    if (first < 3) {
      await vi.waitFor(() => expect(waiting).toHaveLength(1));
      waiting.shift()?.();
    }
    await Promise.all(all);
    expect(saves.at(-1)).toBe(3);
    expect(saves.length).toBeLessThanOrEqual(2);
  });

  it('is not taken, and not deleted, while it cannot be written', async () => {
    let isFull = false;
    const save = async () => {
      if (isFull) throw new Error('ENOSPC');
    };
    const { clock, receive, acme, loop } = gateway({ load: async () => [], save });
    expect(said(await receive(push('/metrics/job/x', 'a 1\n'), acme))).toBe('200');
    isFull = true;
    for (const [path, method] of [
      ['/metrics/job/x', 'PUT'],
      ['/metrics/job/y', 'POST'],
      ['/metrics/job/x', 'DELETE'],
    ] as const) {
      const { status, headers } = await receive(push(path, 'a 2\n', method), acme);
      expect([status, headers['retry-after']]).toEqual([503, '5']);
    }
    isFull = false;
    await loop.start();
    await clock.advance(0);
    const stored = at(acme.samples, T0).filter(
      ([labels]) => Reflect.get(Object(labels), '__name__') === 'a',
    );
    expect(stored).toEqual([[{ __name__: 'a', job: 'x', ...own }, 1]]);
    await loop.stop();
  });

  it('survives a restart', async () => {
    const folder = tempFolder('pushed-groups');
    const file = createGroupFile(join(folder, 'deep', 'groups.json'));
    const first = gateway(file);
    await first.loop.start();
    await first.receive(
      push('/metrics/job@base64/w6k', '# TYPE a gauge\na NaN\nb{c="d"} -0\n', 'PUT'),
      first.acme,
    );
    await first.loop.stop();
    const second = gateway(file);
    await second.loop.start();
    await second.clock.advance(0);
    expect(at(second.acme.samples, T0).slice(0, 2)).toEqual([
      [{ __name__: 'a', job: 'é', ...own }, Number.NaN],
      [{ __name__: 'b', c: 'd', job: 'é', ...own }, -0],
    ]);
    const refused = await second.receive(
      push('/metrics/job/other', '# TYPE a counter\na 1\n'),
      second.acme,
    );
    expect(said(refused)).toContain(
      'collected metric "a" is a counter and not a gauge as in group {job="é"',
    );
    await second.loop.stop();
    writeFileSync(
      join(folder, 'deep', 'groups.json'),
      readFileSync(join(folder, 'deep', 'groups.json'), 'utf8').slice(0, 20),
    );
    await expect(gateway(file).loop.start()).rejects.toThrow('does not hold pushed groups');
    removeFolder(folder);
  });
});

describe('a push that is refused', () => {
  it.each([
    [
      'timestamps',
      '/metrics/job/x',
      'a 1 1000\n',
      '400 pushed metrics are invalid or inconsistent with existing metrics: pushed metrics must not have timestamps',
    ],
    ['another job', '/metrics/job/x', 'a{job="y"} 1\n', 'already contains grouping label "job"'],
    [
      'a series twice',
      '/metrics/job/x',
      'a 1\na 2\n',
      'was collected before with the same name and label values',
    ],
    ['no text', '/metrics/job/x', '{', '400 text format parsing error in line 1'],
    ['many series', '/metrics/job/x', 'a 1\nb 1\nc 1\nd 1\ne 1\nf 1\n', '400 more than 5 series'],
    ['no job', '/metrics/job//a/b', '', '400 job name is required'],
    ['half a label', '/metrics/job/x/a', '', '400 odd number of components in label string "/a"'],
    ['a bad name', '/metrics/job/x/a-b/c', '', '400 improper label name "a-b"'],
    ['a reserved name', '/metrics/job/x/__name__/c', '', '400 improper label name "__name__"'],
    ['bad base64', '/metrics/job@base64/%25', '', '400 invalid base64 encoding'],
    ['base64 that is not UTF-8', '/metrics/job@base64/_w', '', '400 invalid base64 encoding'],
    ['bad percents', '/metrics/job/%ff', '', '400 the path is not percent-encoded'],
    ['another path', '/metrics/jobs/x', '', '404 pushes go to'],
  ])('for %s', async (_, path, body, text) => {
    const { receive, acme } = gateway();
    expect(said(await receive(push(path, body), acme))).toContain(text);
  });

  it('leaves the group as it was, but for its failure time', async () => {
    const { clock, receive, acme, loop } = gateway();
    await receive(push('/metrics/job/x', 'a 1\n'), acme);
    await clock.advance(5_000);
    await receive(push('/metrics/job/x', 'a 2 1000\n'), acme);
    await loop.start();
    await clock.advance(0);
    expect(acme.samples.stored.map(({ value }) => value)).toEqual([1, T0 / 1_000, T0 / 1_000 + 5]);
    await loop.stop();
  });

  it('for types and series of other groups of the same tenant, not of others', async () => {
    const { receive, acme, umbrella } = gateway();
    await receive(push('/metrics/job/x', '# TYPE a gauge\na{zone="1"} 1\n'), acme);
    const typed = push('/metrics/job/x/y/z', '# TYPE a counter\na 1\n');
    expect(said(await receive(typed, acme))).toContain('"a" is a counter and not a gauge');
    expect(said(await receive(typed, umbrella))).toBe('200');
    const same = push('/metrics/job/x/zone/1', '# TYPE a gauge\na 1\n');
    expect(said(await receive(same, acme))).toContain('was collected before');
  });

  it('for one group too many, and takes the instance label that the path says as well', async () => {
    const { receive, acme, umbrella } = gateway();
    for (const job of ['a', 'b', 'c']) {
      const body = `x{instance="${job}"} 1\n`;
      expect((await receive(push(`/metrics/job/j/instance/${job}`, body), acme)).status).toBe(200);
    }
    const fourth = push('/metrics/job/d', 'x 1\n');
    expect((await receive(fourth, acme)).status).toBe(429);
    expect((await receive(fourth, umbrella)).status).toBe(200);
  });

  it('for a namespace that the token may not write to', async () => {
    const { receive, acme } = gateway();
    const place = { ...acme, stamp: tenantStamp('acme') };
    const names = 'names "umbrella-prod", which this token may not write to';
    expect(
      said(await receive(push('/metrics/job/x/namespace/umbrella-prod', 'a 1\n'), place)),
    ).toContain(names);
    expect(said(await receive(push('/metrics/job/x/namespace/acme-test', 'a 1\n'), place))).toBe(
      '200',
    );
  });

  it('in protobuf', async () => {
    const { receive, acme } = gateway();
    const contentType =
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
    expect((await receive({ ...push('/metrics/job/x', ''), contentType }, acme)).status).toBe(415);
    expect((await receive(push('/metrics/job/x', '', 'GET'), acme)).status).toBe(405);
  });
});
