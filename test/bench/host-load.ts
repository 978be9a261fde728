import { bytesField, varintField } from '../support/remote-write-v2-body.ts';

/** Hosts of the fleet, and the series of each, in node-exporter's names. */
export const HOSTS = 32;
export const SERIES_PER_HOST = 100;

type Labels = Readonly<Record<string, string>>;
/** Counters grow by about so much at each scrape; gauges move around it, or stay where they are. */
type Course = readonly [kind: 'counter' | 'gauge' | 'constant', size: number];

interface HostSeries {
  readonly labels: Labels;
  readonly course: Course;
}

const MODES = ['idle', 'iowait', 'irq', 'nice', 'softirq', 'steal', 'system', 'user'];
const GIGABYTE = 1_073_741_824;

/** 100 series of one host: about a quarter never changes, half are counters. */
function seriesOfHost(host: number): readonly HostSeries[] {
  const found: HostSeries[] = [];
  const add = (name: string, course: Course, more: Labels = {}) =>
    found.push({
      labels: {
        __name__: `node_${name}`,
        instance: `host-${host}`,
        job: 'node',
        namespace: 'acme-prod',
        ...more,
      },
      course,
    });
  for (const cpu of ['0', '1', '2', '3']) {
    for (const mode of MODES) {
      add('cpu_seconds_total', mode === 'steal' ? ['constant', 0] : ['counter', 2], { cpu, mode });
    }
  }
  for (const load of ['load1', 'load5', 'load15']) add(load, ['gauge', 2]);
  for (const name of ['MemTotal', 'SwapTotal', 'SwapFree']) {
    add(`memory_${name}_bytes`, ['constant', 16 * GIGABYTE]);
  }
  for (const name of ['MemAvailable', 'MemFree', 'Cached', 'Buffers', 'Active', 'Dirty']) {
    add(`memory_${name}_bytes`, ['gauge', GIGABYTE]);
  }
  for (const device of ['sda', 'sdb']) {
    for (const name of [
      ...['read_bytes', 'written_bytes', 'io_time_seconds', 'reads_completed', 'writes_completed'],
      ...['read_time_seconds', 'write_time_seconds', 'reads_merged'],
    ]) {
      add(`disk_${name}_total`, ['counter', name.endsWith('bytes') ? 65_536 : 3], { device });
    }
  }
  for (const mountpoint of ['/', '/home', '/var']) {
    const place = { mountpoint, fstype: 'ext4', device: '/dev/sda1' };
    add('filesystem_size_bytes', ['constant', 100 * GIGABYTE], place);
    add('filesystem_readonly', ['constant', 0], place);
    add('filesystem_files', ['constant', 6_553_600], place);
    add('filesystem_avail_bytes', ['gauge', 40 * GIGABYTE], place);
  }
  for (const device of ['eth0', 'lo']) {
    for (const way of ['receive', 'transmit']) {
      add(`network_${way}_bytes_total`, ['counter', 100_000], { device });
      add(`network_${way}_packets_total`, ['counter', 120], { device });
      add(`network_${way}_errs_total`, ['constant', 0], { device });
      add(`network_${way}_drop_total`, ['constant', 0], { device });
    }
  }
  for (const name of ['boot_time_seconds', 'procs_running', 'procs_blocked', 'forks_total']) {
    add(name, name === 'forks_total' ? ['counter', 9] : ['constant', 1_700_000_000]);
  }
  for (const name of ['context_switches_total', 'intr_total', 'vmstat_pgfault', 'vmstat_pgpgin']) {
    add(name, ['counter', 5_000]);
  }
  for (let number = found.length; number < SERIES_PER_HOST; number++) {
    add('sockstat_sockets', ['gauge', 500], { number: String(number) });
  }
  return found;
}

/** Value of a sample and its instant lie at the end of its series' message. */
const VALUE_FROM_END = 15;
const INSTANT_FROM_END = 6;

/**
 * Remote-write requests (1.0) of some hosts, one for each scrape: the same bytes each time, but for
 * values and instants, so that sending costs next to nothing.
 */
export class HostWriter {
  readonly series: number;
  readonly #body: Buffer;
  readonly #ends: readonly number[];
  readonly #courses: readonly Course[];
  readonly #values: Float64Array;
  #dice: number;

  /** Of the hosts `first`, `first + step`, … */
  constructor(first: number, step: number) {
    const hosts = Array.from({ length: HOSTS }, (_, host) => host);
    const all = hosts.filter((host) => host % step === first).flatMap(seriesOfHost);
    const messages = all.map(({ labels }) => bytesField(1, messageOf(labels)));
    const message = Buffer.concat(messages);
    this.#body = Buffer.concat([varintField(0, message.length).subarray(1), literal(message)]);
    let end = this.#body.length - message.length;
    this.#ends = messages.map((one) => {
      end += one.length;
      return end;
    });
    this.series = all.length;
    this.#courses = all.map(({ course }) => course);
    this.#values = Float64Array.from(all, ({ course: [, size] }) => size);
    this.#dice = first + 1;
  }

  /** The bytes of the next scrape; they are the same array each time. */
  next(atMs: number): Buffer {
    const instant = varintField(0, atMs).subarray(1);
    for (const [i, end] of this.#ends.entries()) {
      this.#body.writeDoubleLE(this.#move(i), end - VALUE_FROM_END);
      instant.copy(this.#body, end - INSTANT_FROM_END);
    }
    return this.#body;
  }

  #move(i: number): number {
    const [kind, size] = this.#courses[i] ?? ['constant', 0];
    const value = this.#values[i] ?? 0;
    if (kind === 'constant') return value;
    const isWhole = size > 50;
    const change = this.#below(1_000) / 1_000;
    // Half of all things are idle at any time.
    if (change < 0.5) return value;
    const moved = kind === 'counter' ? value + change * size : value + (change - 0.75) * size * 0.1;
    const next = isWhole ? Math.round(moved) : Math.round(moved * 100) / 100;
    this.#values[i] = next;
    return next;
  }

  #below(bound: number): number {
    this.#dice = (Math.imul(this.#dice, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#dice / 2 ** 32) * bound);
  }
}

function messageOf(labels: Labels): Buffer {
  const text = (field: number, value: string) => bytesField(field, Buffer.from(value));
  const pairs = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => bytesField(1, Buffer.concat([text(1, name), text(2, value)])));
  const value = Buffer.alloc(9);
  value[0] = 9; // field 1, 64 bit
  const sample = Buffer.concat([value, varintField(2, 1_700_000_000_000)]);
  return Buffer.concat([...pairs, bytesField(2, sample)]);
}

/** A snappy block of one literal. */
function literal(message: Buffer): Buffer {
  const tag = Buffer.alloc(5);
  tag[0] = 63 << 2;
  tag.writeUInt32LE(message.length - 1, 1);
  return Buffer.concat([tag, message]);
}
