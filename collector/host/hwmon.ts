import type { HostCollector } from './host-collector.ts';
import { FamilyTable, gauge, type HostFamily, type HostSample, sample } from './host-family.ts';
import type { HostFiles } from './host-files.ts';

/** File of a sensor, family, help, unit. */
const VALUES: readonly (readonly [RegExp, string, string, number])[] = [
  [/^temp\d+_input$/, 'temp_celsius', 'Hardware monitor for temperature (input)', 0.001],
  [/^temp\d+_max$/, 'temp_max_celsius', 'Hardware monitor for temperature (max)', 0.001],
  [/^temp\d+_crit$/, 'temp_crit_celsius', 'Hardware monitor for temperature (crit)', 0.001],
  [/^fan\d+_input$/, 'fan_rpm', 'Hardware monitor for fan revolutions per minute (input)', 1],
  [/^fan\d+_min$/, 'fan_min_rpm', 'Hardware monitor for fan revolutions per minute (min)', 1],
  [/^in\d+_input$/, 'in_volts', 'Hardware monitor for voltage (input)', 0.001],
  [/^curr\d+_input$/, 'curr_amps', 'Hardware monitor for current (input)', 0.001],
  [
    /^power\d+_(?:input|average)$/,
    'power_watt',
    'Hardware monitor for power usage in watts (input)',
    1e-6,
  ],
];

const LABEL_FILE = /^((?:temp|fan|in|curr|power)\d+)_label$/;

const SENSOR_LABEL = {
  name: 'node_hwmon_sensor_label',
  type: 'gauge',
  help: 'Label for given chip and sensor',
} as const;

/** `/sys/class/hwmon`: temperatures, fans, voltages, currents, power. */
export const hwmonCollector: HostCollector = {
  name: 'hwmon',
  collect: async (files) => {
    const table = new FamilyTable();
    const chips: HostSample[] = [];
    for (const folder of await files.sysNames('class/hwmon')) {
      const path = `class/hwmon/${folder}`;
      const chip = await chipOf(files, path, folder);
      const name = await quietly(() => files.sys(`${path}/name`));
      if (name !== null) {
        chips.push(
          sample(1, [
            ['chip', chip],
            ['chip_name', clean(name)],
          ]),
        );
      }
      for (const file of await files.sysNames(path)) await addFile(files, table, path, chip, file);
    }
    const help = 'Annotation metric for human-readable chip names';
    return [...table.families(), gauge('node_hwmon_chip_names', help, chips)];
  },
};

async function addFile(
  files: HostFiles,
  table: FamilyTable,
  path: string,
  chip: string,
  file: string,
): Promise<void> {
  const labelled = LABEL_FILE.exec(file)?.[1];
  const known = VALUES.find(([pattern]) => pattern.test(file));
  if (labelled === undefined && known === undefined) return;
  // Sensors come and go, and some answer only with an error.
  const text = await quietly(() => files.sys(`${path}/${file}`));
  if (text === null) return;
  if (labelled !== undefined) {
    table.add(SENSOR_LABEL, sample(1, [...sensorOf(chip, labelled), ['label', text.trim()]]));
    return;
  }
  const [, field = '', help = '', unit = 1] = known ?? [];
  const value = Number(text);
  if (Number.isNaN(value)) return;
  const family: Omit<HostFamily, 'samples'> = { name: `node_hwmon_${field}`, type: 'gauge', help };
  table.add(family, sample(value * unit, sensorOf(chip, file.slice(0, file.indexOf('_')))));
}

function sensorOf(chip: string, sensor: string): readonly (readonly [string, string])[] {
  return [
    ['chip', chip],
    ['sensor', sensor],
  ];
}

/** Where the chip sits, e.g. `platform_coretemp_0`; its name where that is not told. */
async function chipOf(files: HostFiles, path: string, folder: string): Promise<string> {
  const device = await quietly(() => files.sysLink(`${path}/device`));
  const [kind, name] = (device ?? ['', '']).map(clean);
  if (kind && name) return `${kind}_${name}`;
  const own = await quietly(() => files.sys(`${path}/name`));
  return name || clean(own ?? folder);
}

function clean(text: string): string {
  const replaced = text.toLowerCase().replaceAll(/[^a-z0-9:_]/g, '_');
  return replaced.replaceAll(/^_+|_+$/g, '');
}

async function quietly<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch {
    return null;
  }
}
