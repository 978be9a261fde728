import { fieldsOf, type HostCollector } from './host-collector.ts';
import { FamilyTable, type HostFamily, type HostSample, sample, untyped } from './host-family.ts';
import type { HostFiles } from './host-files.ts';

const RECEIVE = ['bytes', 'packets', 'errs', 'drop', 'fifo', 'frame', 'compressed', 'multicast'];
const TRANSMIT = ['bytes', 'packets', 'errs', 'drop', 'fifo', 'colls', 'carrier', 'compressed'];
const COUNTERS = [
  ...RECEIVE.map((name) => `receive_${name}`),
  ...TRANSMIT.map((name) => `transmit_${name}`),
];

function deviceCounter(field: string): Omit<HostFamily, 'samples'> {
  return {
    name: `node_network_${field}_total`,
    type: 'counter',
    help: `Network device statistic ${field}.`,
  };
}

/** `/proc/net/dev`, and what it leaves out. */
export const netdevCollector: HostCollector = {
  name: 'netdev',
  collect: async (files) => {
    const table = new FamilyTable();
    for (const line of files.proc('net/dev').split('\n').slice(2)) {
      const colon = line.lastIndexOf(':');
      if (colon === -1) continue;
      const device = line.slice(0, colon).trim();
      const values = line
        .slice(colon + 1)
        .trim()
        .split(/\s+/);
      const labels: HostSample['labels'] = [['device', device]];
      for (const [at, field] of COUNTERS.entries()) {
        table.add(deviceCounter(field), sample(Number(values[at]), labels));
      }
      const unhandled = await numberOrNull(files, `class/net/${device}/statistics/rx_nohandler`);
      if (unhandled !== null) {
        table.add(deviceCounter('receive_nohandler'), sample(unhandled, labels));
      }
    }
    return table.families();
  },
};

/** Files of a device and the families that they are. */
const PROPERTIES: readonly (readonly [string, string])[] = [
  ['addr_assign_type', 'address_assign_type'],
  ['carrier', 'carrier'],
  ['carrier_changes', 'carrier_changes_total'],
  ['carrier_up_count', 'carrier_up_changes_total'],
  ['carrier_down_count', 'carrier_down_changes_total'],
  ['dev_id', 'device_id'],
  ['dormant', 'dormant'],
  ['flags', 'flags'],
  ['ifindex', 'iface_id'],
  ['iflink', 'iface_link'],
  ['link_mode', 'iface_link_mode'],
  ['mtu', 'mtu_bytes'],
  ['name_assign_type', 'name_assign_type'],
  ['netdev_group', 'net_dev_group'],
  ['speed', 'speed_bytes'],
  ['tx_queue_len', 'transmit_queue_length'],
  ['type', 'protocol_type'],
];

/** Megabits a second. */
const SPEED_BYTES = 1_000_000 / 8;

const UP = {
  name: 'node_network_up',
  type: 'gauge',
  help: "Value is 1 if operstate is 'up', 0 otherwise.",
} as const;
const INFO = {
  name: 'node_network_info',
  type: 'gauge',
  help: 'Non-numeric data from /sys/class/net/<iface>, value is always 1.',
} as const;

/** `/sys/class/net`. A property that a device does not have (now) is left out. */
export const netclassCollector: HostCollector = {
  name: 'netclass',
  collect: async (files) => {
    const table = new FamilyTable();
    for (const device of await files.sysNames('class/net')) {
      const folder = `class/net/${device}`;
      const text = async (file: string) => (await textOrNull(files, `${folder}/${file}`)) ?? '';
      const operstate = await text('operstate');
      // Not a device but a file of the bonding driver.
      if (operstate === '') continue;
      const labels: HostSample['labels'] = [['device', device]];
      table.add(UP, sample(operstate === 'up' ? 1 : 0, labels));
      table.add(
        INFO,
        sample(1, [
          ...labels,
          ['address', await text('address')],
          ['broadcast', await text('broadcast')],
          ['duplex', await text('duplex')],
          ['operstate', operstate],
          ['ifalias', await text('ifalias')],
        ]),
      );
      for (const [file, field] of PROPERTIES) {
        const value = await numberOrNull(files, `${folder}/${file}`);
        if (value === null) continue;
        table.add(property(field), sample(file === 'speed' ? value * SPEED_BYTES : value, labels));
      }
    }
    return table.families();
  },
};

function property(field: string): Omit<HostFamily, 'samples'> {
  return {
    name: `node_network_${field}`,
    type: field.endsWith('_total') ? 'counter' : 'gauge',
    help: `Network device property: ${field}`,
  };
}

async function textOrNull(files: HostFiles, path: string): Promise<string | null> {
  try {
    return await files.sys(path);
  } catch {
    // Absent, or not to be read while the device is down.
    return null;
  }
}

async function numberOrNull(files: HostFiles, path: string): Promise<number | null> {
  const text = await textOrNull(files, path);
  if (text === null || text === '') return null;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}

const NETSTAT_FIELDS =
  /^(?:.*_(?:InErrors|InErrs)|Ip_Forwarding|Ip(?:6|Ext)_(?:InOctets|OutOctets)|Icmp6?_(?:InMsgs|OutMsgs)|TcpExt_(?:Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)|Tcp_(?:ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|Udp6?_(?:InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$/;

/** `/proc/net/netstat`, `/proc/net/snmp` and `/proc/net/snmp6`. */
export const netstatCollector: HostCollector = {
  name: 'netstat',
  collect: (files) => {
    const values = [
      ...pairedLines(files.proc('net/netstat')),
      ...pairedLines(files.proc('net/snmp')),
      ...ipv6Lines(files),
    ];
    return values.flatMap(([protocol, field, value]) => {
      const name = `${protocol}_${field}`;
      if (!NETSTAT_FIELDS.test(name)) return [];
      const help = `Statistic ${protocol}${field}.`;
      return [untyped(`node_netstat_${name}`, help, [sample(Number(value))])];
    });
  },
};

type Statistic = readonly [protocol: string, field: string, value: string];

/** A line of names, then a line of values, both behind the protocol. */
function pairedLines(text: string): readonly Statistic[] {
  const lines = fieldsOf(text);
  return lines.flatMap(([protocol = '', ...names], at) => {
    if (at % 2 === 1) return [];
    const values = lines[at + 1]?.slice(1) ?? [];
    return names.map(
      (name, index): Statistic => [protocol.slice(0, -1), name, values[index] ?? ''],
    );
  });
}

/** `Ip6InOctets 12`; a host without IPv6 has no such file. */
function ipv6Lines(files: HostFiles): readonly Statistic[] {
  let text: string;
  try {
    text = files.proc('net/snmp6');
  } catch {
    return [];
  }
  return fieldsOf(text).flatMap(([name = '', value = '']): readonly Statistic[] => {
    const digit = name.indexOf('6');
    return digit === -1 ? [] : [[name.slice(0, digit + 1), name.slice(digit + 1), value]];
  });
}
