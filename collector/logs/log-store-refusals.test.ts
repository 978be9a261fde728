import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import { openLogStores, readLines, streamOf } from '../../test/support/log-stores.ts';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import type { StreamEntries } from '../model/entry-batch.ts';

const NOW_NS = BigInt(Date.parse('2026-01-01T00:00:00Z')) * 1_000_000n;
const HOUR_NS = 3_600_000_000_000n;
const SHOP = `{app="shop", tenant="acme"}`;
const SEE = 'or contact your Loki administrator to increase it.';

const limits = {
  maxLineBytes: 10,
  maxLabelNames: 2,
  maxLabelValueBytes: 12,
  maxMetadataBytes: 8,
  maxMetadataEntries: 1,
  maxActiveStreams: 2,
};
const labels = (...names: string[]): Labels => labelsFrom(names.map((name) => [name, '1']));
const oneLine = (of: Labels): StreamEntries => ({
  labels: of,
  entries: [{ timeNs: NOW_NS, line: 'x', metadata: null }],
});
const shop = (
  ...entries: (readonly [bigint, string, (readonly [string, string])[]?])[]
): StreamEntries =>
  streamOf(
    'acme',
    'shop',
    entries.map(([at, line, pairs]) => [NOW_NS + at, line, pairs && labelsFrom(pairs)] as const),
  );

interface Case {
  readonly what: string;
  readonly batch: readonly StreamEntries[];
  readonly kind: string;
  readonly message: string;
  /** Of the batch. */
  readonly kept?: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'a line of last week',
    batch: [shop([-200n * HOUR_NS, 'old'], [0n, 'kept'])],
    kind: 'too_old',
    message: `entry for stream '${SHOP}' has timestamp too old: 2025-12-23T16:00:00Z, oldest acceptable timestamp is: 2025-12-25T00:00:00Z`,
    kept: ['kept'],
  },
  {
    what: 'a line of the future',
    batch: [shop([600_000_000_001n, 'new'], [600_000_000_000n, 'kept'])],
    kind: 'too_far_ahead',
    message: `entry for stream '${SHOP}' has timestamp too new: 2026-01-01T00:10:00Z`,
    kept: ['kept'],
  },
  {
    what: 'a line too far behind its stream',
    batch: [shop([0n, 'kept'], [-HOUR_NS - 1n, 'behind'], [-HOUR_NS, 'edge'])],
    kind: 'too_old',
    message:
      'entry too far behind, entry timestamp is: 2025-12-31T22:59:59Z, oldest acceptable timestamp is: 2025-12-31T23:00:00Z',
    kept: ['edge', 'kept'],
  },
  {
    what: 'a line too long in bytes',
    batch: [shop([0n, '十一个字'], [1n, '0123456789'])],
    kind: 'line_too_long',
    message: `max entry size '10' bytes exceeded for stream '${SHOP}' while adding an entry with length '12' bytes`,
    kept: ['0123456789'],
  },
  {
    what: 'metadata too large',
    batch: [shop([0n, 'x', [['long', 'value']]], [0n, 'y', [['long', 'valu']]])],
    kind: 'metadata_too_large',
    message: `stream '${SHOP}' has structured metadata too large: '9' bytes, limit: '8' bytes. Please see \`limits_config.max_structured_metadata_size\` ${SEE}`,
    kept: ['y'],
  },
  {
    what: 'too much metadata',
    batch: [
      shop([
        0n,
        'x',
        [
          ['a', 'b'],
          ['c', 'd'],
        ],
      ]),
    ],
    kind: 'metadata_too_large',
    message: `stream '${SHOP}' has too many structured metadata labels: '2', limit: '1'. Please see \`limits_config.max_structured_metadata_entries_count\` ${SEE}`,
  },
  {
    what: 'too many labels',
    batch: [oneLine(labels('a', 'b', 'c'))],
    kind: 'too_many_labels',
    message: `entry for stream '{a="1", b="1", c="1"}' has 3 label names; limit 2`,
  },
  {
    what: 'no labels',
    batch: [oneLine(labels())],
    kind: 'invalid_labels',
    message: 'error at least one label pair is required per stream',
  },
  {
    what: 'a label of no legal name',
    batch: [oneLine(labels('bad-name'))],
    kind: 'invalid_labels',
    message: `stream '{bad-name="1"}' has an invalid label name: 'bad-name'`,
  },
  {
    what: 'a label value too long',
    batch: [oneLine(labelsFrom([['a', 'thirteen-long']]))],
    kind: 'invalid_labels',
    message: `stream '{a="thirteen-long"}' has label value too long: 'thirteen-long'`,
  },
  {
    what: 'one stream too many',
    batch: [oneLine(labels('a')), oneLine(labels('b')), oneLine(labels('c'))],
    kind: 'stream_limit',
    message: `Maximum active stream limit exceeded when trying to create stream {c="1"}, reduce the number of active streams (reduce labels or reduce label values), or contact your Loki administrator to see if the limit can be increased, user: 'acme'`,
    kept: ['x', 'x'],
  },
];

let folder = '';
afterEach(() => removeFolder(folder));

describe('what a log store refuses, in the words of Loki', () => {
  it.each(cases)('$what', async ({ batch, kind, message, kept = [] }) => {
    folder = tempFolder('log-refusals');
    const clock = new VirtualClock(Number(NOW_NS / 1_000_000n));
    const stores = await openLogStores({ folder, clock, limits });
    const { appended, refused } = await stores.sinkOf('acme').append(batch);
    expect(refused.length).toBe(1);
    expect(refused[0]).toMatchObject({ kind, message });
    expect(appended).toBe(kept.length);
    const lines = await readLines(stores.sourceOf(['acme']));
    expect(lines.map(({ line }) => line)).toEqual(kept);
    expect(stores.stats().get('acme')?.received.refused).toEqual(new Map([[kind, 1]]));
    await stores.stop();
  });

  it('says which line of which stream', async () => {
    folder = tempFolder('log-refusals');
    const clock = new VirtualClock(Number(NOW_NS / 1_000_000n));
    const stores = await openLogStores({ folder, clock, limits });
    const batch = [oneLine(labels('a')), shop([0n, 'x'], [0n, 'much too long'], [-9n, 'y'])];
    const { refused } = await stores.sinkOf('acme').append(batch);
    expect(refused.map(({ stream, entry }) => [stream, entry])).toEqual([[1, 1]]);
    await stores.stop();
  });
});
