import { fieldsOf, type HostCollector } from './host-collector.ts';
import { FamilyTable, type HostFamily, sample } from './host-family.ts';

/** Memory disks, loops, floppies and partitions. */
const EXCLUDED = /^(?:z?ram|loop|fd|(?:h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$/;

const SECTOR = 512;
const MILLISECOND = 0.001;

/** The fields from the fourth on: name, type, help, what one counts. */
const FIELDS: readonly (readonly [string, HostFamily['type'], string, number])[] = [
  ['reads_completed_total', 'counter', 'The total number of reads completed successfully.', 1],
  ['reads_merged_total', 'counter', 'The total number of reads merged.', 1],
  ['read_bytes_total', 'counter', 'The total number of bytes read successfully.', SECTOR],
  [
    'read_time_seconds_total',
    'counter',
    'The total number of seconds spent by all reads.',
    MILLISECOND,
  ],
  ['writes_completed_total', 'counter', 'The total number of writes completed successfully.', 1],
  ['writes_merged_total', 'counter', 'The number of writes merged.', 1],
  ['written_bytes_total', 'counter', 'The total number of bytes written successfully.', SECTOR],
  [
    'write_time_seconds_total',
    'counter',
    'This is the total number of seconds spent by all writes.',
    MILLISECOND,
  ],
  ['io_now', 'gauge', 'The number of I/Os currently in progress.', 1],
  ['io_time_seconds_total', 'counter', 'Total seconds spent doing I/Os.', MILLISECOND],
  [
    'io_time_weighted_seconds_total',
    'counter',
    'The weighted # of seconds spent doing I/Os.',
    MILLISECOND,
  ],
  [
    'discards_completed_total',
    'counter',
    'The total number of discards completed successfully.',
    1,
  ],
  ['discards_merged_total', 'counter', 'The total number of discards merged.', 1],
  ['discarded_sectors_total', 'counter', 'The total number of sectors discarded successfully.', 1],
  [
    'discard_time_seconds_total',
    'counter',
    'This is the total number of seconds spent by all discards.',
    MILLISECOND,
  ],
  [
    'flush_requests_total',
    'counter',
    'The total number of flush requests completed successfully',
    1,
  ],
  [
    'flush_requests_time_seconds_total',
    'counter',
    'This is the total number of seconds spent by all flush requests.',
    MILLISECOND,
  ],
];

const INFO = {
  name: 'node_disk_info',
  type: 'gauge',
  help: 'Info of /sys/block/<block_device>.',
} as const;

/** `/proc/diskstats`. Older kernels have fewer fields; their families are left out. */
export const diskstatsCollector: HostCollector = {
  name: 'diskstats',
  collect: (files) => {
    const table = new FamilyTable();
    for (const [major = '', minor = '', device = '', ...values] of fieldsOf(
      files.proc('diskstats'),
    )) {
      if (EXCLUDED.test(device)) continue;
      table.add(INFO, sample(1, infoLabels(device, major, minor)));
      for (const [at, [name, type, help, unit]] of FIELDS.entries()) {
        const value = values[at];
        if (value === undefined) break;
        const family = { name: `node_disk_${name}`, type, help };
        table.add(family, sample(Number(value) * unit, [['device', device]]));
      }
    }
    return table.families();
  },
};

/** What only udev knows stays empty. */
function infoLabels(
  device: string,
  major: string,
  minor: string,
): readonly (readonly [string, string])[] {
  const unknown = ['model', 'path', 'revision', 'serial', 'wwn'].map((name) => [name, ''] as const);
  return [['device', device], ['major', major], ['minor', minor], ...unknown];
}
