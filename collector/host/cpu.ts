import { fieldsOf, type HostCollector } from './host-collector.ts';
import { counter, type HostFamily, type HostSample, sample } from './host-family.ts';

const MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
const GUEST_MODES = ['user', 'nice'] as const;
const FIELDS = MODES.length + GUEST_MODES.length;

/** USER_HZ, on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** A CPU whose idle time falls by more was taken out and put in again. */
const HOTPLUG_SECONDS = 3;
const IDLE = 3;

/** Times of the CPUs. The kernel lets some of them fall by a tick; counters must not. */
export function cpuCollector(): HostCollector {
  const known = new Map<string, readonly number[]>();
  return {
    name: 'cpu',
    collect: (files) => {
      const cpus = fieldsOf(files.proc('stat')).filter(([name = '']) => /^cpu\d+$/.test(name));
      for (const [name = '', ...ticks] of cpus) {
        const now = Array.from({ length: FIELDS }, (_, at) => Number(ticks[at] ?? 0));
        const seconds = now.map((count) => count / TICKS_PER_SECOND);
        known.set(name, notFalling(known.get(name), seconds));
      }
      const present = new Set(cpus.map(([name]) => name));
      for (const name of [...known.keys()]) if (!present.has(name)) known.delete(name);
      return families(known);
    },
  };
}

function notFalling(before: readonly number[] | undefined, now: readonly number[]) {
  if (before === undefined) return now;
  const isReplaced = (before[IDLE] ?? 0) - (now[IDLE] ?? 0) > HOTPLUG_SECONDS;
  return isReplaced ? now : now.map((value, at) => Math.max(value, before[at] ?? 0));
}

function families(cpus: ReadonlyMap<string, readonly number[]>): readonly HostFamily[] {
  const all: HostSample[] = [];
  const guests: HostSample[] = [];
  for (const [name, seconds] of cpus) {
    const cpu = ['cpu', name.slice('cpu'.length)] as const;
    for (const [at, mode] of MODES.entries()) {
      all.push(sample(seconds[at] ?? 0, [cpu, ['mode', mode]]));
    }
    for (const [at, mode] of GUEST_MODES.entries()) {
      guests.push(sample(seconds[MODES.length + at] ?? 0, [cpu, ['mode', mode]]));
    }
  }
  return [
    counter('node_cpu_seconds_total', 'Seconds the CPUs spent in each mode.', all),
    counter(
      'node_cpu_guest_seconds_total',
      'Seconds the CPUs spent in guests (VMs) for each mode.',
      guests,
    ),
  ];
}
