import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import {
  equals,
  openLogStores,
  type ReadLine,
  readLines,
  restless,
  streamOf,
} from '../../test/support/log-stores.ts';
import { propertyRuns } from '../../test/support/property-runs.ts';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { decodeBlock, encodeBlock } from './block-codec.ts';
import { EntryColumns } from './entry-columns.ts';
import { decodeRecord, encodeRecord } from './entry-record.ts';
import type { LogStores } from './log-stores.ts';

const TENANTS = ['acme', 'globex'] as const;
const APPS = ['shop', 'mail', 'pay'] as const;
const NS_PER_MS = 1_000_000n;
const HOUR_NS = 3_600_000n * NS_PER_MS;
const RETENTION_MS = 4 * 3_600_000;
const storage = {
  blockBytes: 2_000,
  maxHeadBytes: 3_000,
  journalBytes: 3_000,
  retentionMs: RETENTION_MS,
  retentionBytes: 0,
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '磁盘空间不足', '👩‍👩‍👧', '\u0000', 'level=warn'),
);
const metadata = fc.option(
  fc
    .array(
      fc.tuple(fc.constantFrom('trace', 'user', '键'), fc.string({ minLength: 1, maxLength: 5 })),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((pairs) => labelsFrom(pairs)),
);
/** Behind now, most of them close together. */
const offsetNs = fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, HOUR_NS + HOUR_NS / 4n));
const entry = fc.record({
  app: fc.constantFrom(...APPS),
  tenant: fc.constantFrom(...TENANTS),
  offsetNs,
  text,
  metadata,
});
type Entry = typeof entry extends fc.Arbitrary<infer One> ? One : never;

type Step =
  | { readonly kind: 'append'; readonly entries: readonly Entry[] }
  | { readonly kind: 'again' }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'flush' }
  | { readonly kind: 'advance'; readonly ms: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      entries: fc.array(entry, { maxLength: 12 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      ms: fc.integer({ min: 0, max: 90 * 60_000 }),
    }),
  },
);

interface ModelLine extends ReadLine {
  readonly tenant: string;
}

/** What the store should hold, as a plain array; lines are told apart by a number in their text. */
class Model {
  lines: ModelLine[] = [];
  #newest = new Map<string, bigint>();
  #count = 0;

  /** What to send, and remembers what of it will be taken. */
  send(entries: readonly Entry[], nowNs: bigint): readonly ModelLine[] {
    return entries.map((one) => {
      const line = `${this.#count++} ${one.text}`.toWellFormed();
      const { app, tenant } = one;
      const timeNs = nowNs - one.offsetNs;
      const plain = one.metadata === null ? null : Object.fromEntries(one.metadata);
      const made = { app, tenant, timeNs, line, metadata: plain };
      const key = `${tenant}/${app}`;
      const newest = this.#newest.get(key);
      if (newest === undefined || timeNs >= newest - HOUR_NS) {
        this.lines.push(made);
        if (newest === undefined || timeNs > newest) this.#newest.set(key, timeNs);
      }
      return made;
    });
  }

  of(tenant: string): readonly ReadLine[] {
    return this.lines.filter((one) => one.tenant === tenant).map(({ tenant: _, ...line }) => line);
  }

  /** Streams that the store forgot begin anew. */
  forget(isKnown: (tenant: string, app: string) => boolean): void {
    for (const key of [...this.#newest.keys()]) {
      const [tenant = '', app = ''] = key.split('/');
      if (!isKnown(tenant, app)) this.#newest.delete(key);
    }
  }
}

async function send(stores: LogStores, lines: readonly ModelLine[]): Promise<void> {
  for (const tenant of TENANTS) {
    const batch = APPS.map((app) => {
      const own = lines.filter((one) => one.tenant === tenant && one.app === app);
      return streamOf(
        tenant,
        app,
        own.map(({ timeNs, line, metadata: set }) => [timeNs, line, labelsOf(set)] as const),
      );
    }).filter(({ entries }) => entries.length > 0);
    if (batch.length > 0) await stores.sinkOf(tenant).append(batch);
  }
}

function labelsOf(plain: Readonly<Record<string, string>> | null): Labels | undefined {
  return plain === null ? undefined : labelsFrom(Object.entries(plain));
}

const byLine = (a: ReadLine, b: ReadLine) => (a.line < b.line ? -1 : a.line > b.line ? 1 : 0);
const sorted = (lines: readonly ReadLine[]) => [...lines].sort(byLine);

/** Whole content, a part of it by label and time, and the order within blocks. */
async function compare(stores: LogStores, model: Model, nowNs: bigint): Promise<void> {
  for (const tenant of TENANTS) {
    const source = stores.sourceOf([tenant]);
    const expected = model.of(tenant);
    expect(sorted(await readLines(source))).toEqual(sorted(expected));
    const part = { startNs: nowNs - HOUR_NS / 2n, endNs: nowNs - 3n };
    const inPart = expected.filter(({ app, timeNs }) => {
      return app === 'shop' && timeNs >= part.startNs && timeNs < part.endNs;
    });
    expect(sorted(await readLines(source, [equals('app', 'shop')], part))).toEqual(sorted(inPart));
    const streams = await source.select({ matchers: [], startNs: 0n, endNs: 2n ** 62n }, restless);
    for (const { blocks } of streams) {
      for (const stored of blocks) {
        const { timesNs, ends } = stored.read();
        expect([timesNs.at(0), timesNs.at(-1)]).toEqual([stored.minNs, stored.maxNs]);
        expect(ends.length).toBe(stored.entries);
        expect(
          [...timesNs].every((at, index) => index === 0 || at >= (timesNs[index - 1] ?? 0n)),
        ).toBe(true);
      }
      expect(
        blocks.every(
          ({ minNs }, index) => index === 0 || minNs >= (blocks[index - 1]?.minNs ?? 0n),
        ),
      ).toBe(true);
    }
  }
}

/** After time went by: old lines may be gone, younger ones must be there. */
async function retain(stores: LogStores, model: Model, nowNs: bigint): Promise<void> {
  const cutoff = nowNs - BigInt(RETENTION_MS) * NS_PER_MS;
  const kept: ModelLine[] = [];
  for (const tenant of TENANTS) {
    const left = new Set((await readLines(stores.sourceOf([tenant]))).map(({ line }) => line));
    for (const one of model.lines) {
      if (one.tenant !== tenant) continue;
      if (left.has(one.line)) kept.push(one);
      else expect(one.timeNs).toBeLessThan(cutoff);
    }
  }
  model.lines = kept;
  model.forget((tenant, app) => kept.some((one) => one.tenant === tenant && one.app === app));
}

async function play(steps: readonly Step[]): Promise<void> {
  const folder = tempFolder('logs-model');
  const clock = new VirtualClock();
  const limits = { maxAgeMs: RETENTION_MS };
  const open = () => openLogStores({ folder, clock, storage, limits });
  const model = new Model();
  let stores = await open();
  let last: readonly ModelLine[] = [];
  try {
    for (const one of steps) {
      const nowNs = BigInt(clock.nowMs()) * NS_PER_MS;
      if (one.kind === 'append') {
        last = model.send(one.entries, nowNs);
        await send(stores, last);
      } else if (one.kind === 'again') {
        await send(
          stores,
          last.filter((line) => model.lines.includes(line)),
        );
      } else if (one.kind === 'flush') await stores.flush();
      else if (one.kind === 'reopen') {
        await stores.stop();
        stores = await open();
      } else {
        last = [];
        await clock.advance(one.ms);
        await retain(stores, model, BigInt(clock.nowMs()) * NS_PER_MS);
      }
      await compare(stores, model, BigInt(clock.nowMs()) * NS_PER_MS);
    }
  } finally {
    await stores.stop();
    removeFolder(folder);
  }
}

describe('a log store, by its model', () => {
  it('holds what a plain array holds, whatever happens to it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), play),
      propertyRuns(40, 1_000),
    );
  }, 120_000);
});

describe('a block and a record of the journal', () => {
  const line = fc.tuple(fc.bigInt(-(2n ** 62n), 2n ** 62n), text, metadata);
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (lines) => {
        const columns = new EntryColumns(1);
        for (const [timeNs, one, set] of lines) columns.push(timeNs, one, set);
        const header = { seq: 2 ** 40, firstSeq: 7, labelsJson: '[["a","é"]]' };
        const record = decodeRecord(encodeRecord(header, columns));
        expect({ ...record, entries: null }).toEqual({ ...header, entries: null });
        expect(shown(record.entries)).toEqual(shown(columns));
        const block = columns.block();
        expect(shown(decodeBlock(encodeBlock(block)))).toEqual(shown(block));
      }),
      propertyRuns(300, 20_000),
    );
  });
});

function shown(
  table: EntryColumns | ReturnType<typeof decodeBlock> | ReturnType<typeof decodeRecord>['entries'],
) {
  return Array.from({ length: table.count }, (_, index) => {
    const from = index === 0 ? 0 : table.ends[index - 1];
    const set = table.metadataAt(index);
    return [
      table.timesNs[index],
      table.text.toString('utf8', from, table.ends[index]),
      set === null ? null : [...set],
    ];
  });
}
