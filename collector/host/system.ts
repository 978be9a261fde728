import { machine } from 'node:os';
import type { Clock } from '../../platform/clock/clock.ts';
import type { HostCollector } from './host-collector.ts';
import { gauge, type HostFamily, type HostSample, sample } from './host-family.ts';
import type { HostFiles } from './host-files.ts';

/** `/proc/sys/kernel`: what `uname` says. */
export const unameCollector: HostCollector = {
  name: 'uname',
  collect: (files) => {
    const read = (file: string) => files.proc(`sys/kernel/${file}`).trimEnd();
    const labels: HostSample['labels'] = [
      ['sysname', read('ostype')],
      ['release', read('osrelease')],
      ['version', read('version')],
      ['machine', machine()],
      ['nodename', read('hostname')],
      ['domainname', read('domainname')],
    ];
    const help = 'Labeled system information as provided by the uname system call.';
    return [gauge('node_uname_info', help, [sample(1, labels)])];
  },
};

/** The clock, its zone and its sources. */
export function timeCollector(clock: Clock): HostCollector {
  return {
    name: 'time',
    collect: async (files) => {
      const now = new Date(clock.nowMs());
      const zone = Intl.DateTimeFormat('en', { timeZoneName: 'short' })
        .formatToParts(now)
        .find(({ type }) => type === 'timeZoneName');
      return [
        gauge('node_time_seconds', 'System time in seconds since epoch (1970).', [
          sample(now.getTime() / 1_000),
        ]),
        gauge('node_time_zone_offset_seconds', 'System time zone offset in seconds.', [
          sample(0 - now.getTimezoneOffset() * 60, [['time_zone', zone?.value ?? '']]),
        ]),
        ...(await clockSources(files)),
      ];
    },
  };
}

const SOURCES = 'devices/system/clocksource';

async function clockSources(files: HostFiles): Promise<readonly HostFamily[]> {
  const available: HostSample[] = [];
  const current: HostSample[] = [];
  for (const folder of await files.sysNames(SOURCES)) {
    const device = /^clocksource(\d+)$/.exec(folder)?.[1];
    if (device === undefined) continue;
    const named = (source: string) =>
      sample(1, [
        ['device', device],
        ['clocksource', source],
      ]);
    const all = await files.sys(`${SOURCES}/${folder}/available_clocksource`);
    available.push(...all.trim().split(/\s+/).map(named));
    current.push(named(await files.sys(`${SOURCES}/${folder}/current_clocksource`)));
  }
  const from = `read from '/sys/${SOURCES}'.`;
  return [
    gauge('node_time_clocksource_available_info', `Available clocksources ${from}`, available),
    gauge('node_time_clocksource_current_info', `Current clocksource ${from}`, current),
  ];
}

const OS_FIELDS = [
  'build_id',
  'id',
  'id_like',
  'image_id',
  'image_version',
  'name',
  'pretty_name',
  'variant',
  'variant_id',
  'version',
  'version_codename',
  'version_id',
] as const;

const OS_VERSION_FIELDS: readonly string[] = ['id', 'id_like', 'name'];

/** `/etc/os-release`. */
export const osCollector: HostCollector = {
  name: 'os',
  collect: async (files) => {
    const release = readRelease(await files.root('etc/os-release'));
    const labels = OS_FIELDS.map((name) => [name, release.get(name.toUpperCase()) ?? ''] as const);
    const help = `A metric with a constant '1' value labeled by ${OS_FIELDS.join(', ')}.`;
    const version = Number(/^\d+(?:\.\d+)?/.exec(release.get('VERSION_ID') ?? '')?.[0] ?? 'NaN');
    const families = [gauge('node_os_info', help, [sample(1, labels)])];
    if (Number.isNaN(version)) return families;
    const short = labels.filter(([name]) => OS_VERSION_FIELDS.includes(name));
    const about = 'Metric containing the major.minor part of the OS version.';
    return [...families, gauge('node_os_version', about, [sample(version, short)])];
  },
};

/** `NAME=value`, quoted or not. */
function readRelease(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/^([A-Z_]+)=(?:"((?:\\.|[^"\\])*)"|'([^']*)'|(.*))$/gm);
  return new Map(
    [...found].map(([, name = '', double, single, plain = '']) => [
      name,
      (double?.replaceAll(/\\(.)/g, '$1') ?? single ?? plain).trim(),
    ]),
  );
}
