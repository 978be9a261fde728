import { fieldsOf, type HostCollector } from './host-collector.ts';
import { counter, gauge, type HostFamily, sample, untyped } from './host-family.ts';

/** `/proc/loadavg`. */
export const loadavgCollector: HostCollector = {
  name: 'loadavg',
  collect: (files) => {
    const [one, five, fifteen] = (fieldsOf(files.proc('loadavg'))[0] ?? []).map(Number);
    return [
      gauge('node_load1', '1m load average.', [sample(one ?? Number.NaN)]),
      gauge('node_load5', '5m load average.', [sample(five ?? Number.NaN)]),
      gauge('node_load15', '15m load average.', [sample(fifteen ?? Number.NaN)]),
    ];
  },
};

/** `/proc/meminfo`, every field: `Active(anon): 1 kB` is `node_memory_Active_anon_bytes 1024`. */
export const meminfoCollector: HostCollector = {
  name: 'meminfo',
  collect: (files) =>
    fieldsOf(files.proc('meminfo')).flatMap(([field = '', value = '', unit]) => {
      const base = field.slice(0, -1).replace(/\((.*)\)/, '_$1');
      const name = unit === 'kB' ? `${base}_bytes` : base;
      const amount = Number(value) * (unit === 'kB' ? 1_024 : 1);
      if (Number.isNaN(amount)) return [];
      return [gauge(`node_memory_${name}`, `Memory information field ${name}.`, [sample(amount)])];
    }),
};

const STAT_FIELDS: ReadonlyMap<string, readonly [HostFamily['type'], string, string]> = new Map([
  ['intr', ['counter', 'node_intr_total', 'Total number of interrupts serviced.']],
  ['ctxt', ['counter', 'node_context_switches_total', 'Total number of context switches.']],
  ['processes', ['counter', 'node_forks_total', 'Total number of forks.']],
  ['btime', ['gauge', 'node_boot_time_seconds', 'Node boot time, in unixtime.']],
  ['procs_running', ['gauge', 'node_procs_running', 'Number of processes in runnable state.']],
  [
    'procs_blocked',
    ['gauge', 'node_procs_blocked', 'Number of processes blocked waiting for I/O to complete.'],
  ],
]);

/** `/proc/stat`, but for the CPUs. */
export const statCollector: HostCollector = {
  name: 'stat',
  collect: (files) =>
    fieldsOf(files.proc('stat')).flatMap(([field = '', value]) => {
      const known = STAT_FIELDS.get(field);
      if (known === undefined) return [];
      const [type, name, help] = known;
      return [{ type, name, help, samples: [sample(Number(value))] }];
    }),
};

const VMSTAT_FIELDS = /^(?:oom_kill|pgpg|pswp|pg.*fault)/;

/** `/proc/vmstat`. */
export const vmstatCollector: HostCollector = {
  name: 'vmstat',
  collect: (files) =>
    fieldsOf(files.proc('vmstat')).flatMap(([field = '', value]) => {
      if (!VMSTAT_FIELDS.test(field)) return [];
      const help = `/proc/vmstat information field ${field}.`;
      return [untyped(`node_vmstat_${field}`, help, [sample(Number(value))])];
    }),
};

/** `/proc/sys/fs/file-nr`. */
export const filefdCollector: HostCollector = {
  name: 'filefd',
  collect: (files) => {
    const [allocated, , maximum] = (fieldsOf(files.proc('sys/fs/file-nr'))[0] ?? []).map(Number);
    return ['allocated', 'maximum'].map((field, at) =>
      gauge(`node_filefd_${field}`, `File descriptor statistics: ${field}.`, [
        sample((at === 0 ? allocated : maximum) ?? Number.NaN),
      ]),
    );
  },
};

/** `/proc/sys/kernel/random`. */
export const entropyCollector: HostCollector = {
  name: 'entropy',
  collect: (files) => {
    const read = (file: string) => [sample(Number(files.proc(`sys/kernel/random/${file}`)))];
    return [
      gauge('node_entropy_available_bits', 'Bits of available entropy.', read('entropy_avail')),
      gauge('node_entropy_pool_size_bits', 'Bits of entropy pool.', read('poolsize')),
    ];
  },
};

/** `/proc/net/arp`: entries by device. */
export const arpCollector: HostCollector = {
  name: 'arp',
  collect: (files) => {
    const counts = new Map<string, number>();
    for (const fields of fieldsOf(files.proc('net/arp')).slice(1)) {
      const device = fields.at(-1) ?? '';
      counts.set(device, (counts.get(device) ?? 0) + 1);
    }
    const samples = [...counts].map(([device, count]) => sample(count, [['device', device]]));
    return [gauge('node_arp_entries', 'ARP entries by device', samples)];
  },
};

/** `/proc/sys/net/netfilter`. */
export const conntrackCollector: HostCollector = {
  name: 'conntrack',
  collect: (files) => {
    const read = (file: string) => [sample(Number(files.proc(`sys/net/netfilter/${file}`)))];
    return [
      gauge(
        'node_nf_conntrack_entries',
        'Number of currently allocated flow entries for connection tracking.',
        read('nf_conntrack_count'),
      ),
      gauge(
        'node_nf_conntrack_entries_limit',
        'Maximum size of connection tracking table.',
        read('nf_conntrack_max'),
      ),
    ];
  },
};

const PRESSURE: readonly (readonly [string, string, string, string])[] = [
  ['cpu', 'some', 'cpu_waiting', 'Total time in seconds that processes have waited for CPU time'],
  [
    'io',
    'some',
    'io_waiting',
    'Total time in seconds that processes have waited due to IO congestion',
  ],
  [
    'io',
    'full',
    'io_stalled',
    'Total time in seconds no process could make progress due to IO congestion',
  ],
  [
    'memory',
    'some',
    'memory_waiting',
    'Total time in seconds that processes have waited for memory',
  ],
  [
    'memory',
    'full',
    'memory_stalled',
    'Total time in seconds no process could make progress due to memory congestion',
  ],
];

/** `/proc/pressure`: how long tasks waited for a resource. */
export const pressureCollector: HostCollector = {
  name: 'pressure',
  collect: (files) => {
    const tables = new Map(
      ['cpu', 'io', 'memory'].map((name) => [name, fieldsOf(files.proc(`pressure/${name}`))]),
    );
    return PRESSURE.flatMap(([resource, share, name, help]) => {
      const line = tables.get(resource)?.find(([first]) => first === share);
      const total = line?.find((field) => field.startsWith('total='))?.slice('total='.length);
      if (total === undefined) return [];
      const seconds = Number(total) / 1_000_000;
      return [counter(`node_pressure_${name}_seconds_total`, help, [sample(seconds)])];
    });
  },
};

const SOFTNET = [
  ['processed', 0, 'Number of processed packets'],
  ['dropped', 1, 'Number of dropped packets'],
  ['times_squeezed', 2, 'Number of times processing packets ran out of quota'],
] as const;

/** `/proc/net/softnet_stat`, hexadecimal, a line for each CPU. */
export const softnetCollector: HostCollector = {
  name: 'softnet',
  collect: (files) => {
    const lines = fieldsOf(files.proc('net/softnet_stat'));
    return SOFTNET.map(([field, at, help]) =>
      counter(
        `node_softnet_${field}_total`,
        help,
        lines.map((line, cpu) =>
          sample(Number.parseInt(line[at] ?? '', 16), [['cpu', String(cpu)]]),
        ),
      ),
    );
  },
};
