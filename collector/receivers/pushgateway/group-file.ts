import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { labelsFrom } from '../../../platform/model/labels.ts';
import type { MetricType } from '../metadata-sink.ts';
import type { PushedFamily, PushedGroup } from './pushed-group.ts';

/** Keeps groups over restarts. */
export interface GroupFile {
  /** Empty when there is none yet. @throws Error when it cannot be read, naming the file */
  load(): Promise<readonly PushedGroup[]>;
  /** Replaces what was kept, whole or not at all. */
  save(groups: readonly PushedGroup[]): Promise<void>;
}

const VERSION = 1;

/** A JSON file that is written beside itself and renamed. */
export function createGroupFile(path: string): GroupFile {
  return {
    load: async () => {
      const text = await readText(path);
      return text === null ? [] : readGroups(path, text);
    },
    save: async (groups) => {
      await mkdir(dirname(path), { recursive: true });
      const fresh = `${path}.new`;
      await writeFile(
        fresh,
        JSON.stringify({ version: VERSION, groups: groups.map(storedGroup) }),
        {
          mode: 0o600,
          flush: true,
        },
      );
      await rename(fresh, path);
    },
  };
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw thrown;
  }
}

type Pairs = readonly (readonly [string, string])[];

interface StoredGroup extends Omit<PushedGroup, 'labels' | 'families'> {
  readonly labels: Pairs;
  readonly families: readonly StoredFamily[];
}

interface StoredFamily extends Omit<PushedFamily, 'series' | 'type'> {
  readonly type: MetricType;
  /** Values as text: JSON knows no NaN. */
  readonly series: readonly (readonly [Pairs, string])[];
}

function storedGroup(group: PushedGroup): StoredGroup {
  const families = [...group.families.values()].map((family) => ({
    ...family,
    series: family.series.map(
      ({ labels, value }) => [[...labels], Object.is(value, -0) ? '-0' : String(value)] as const,
    ),
  }));
  return { ...group, labels: [...group.labels], families };
}

function readGroups(path: string, text: string): readonly PushedGroup[] {
  try {
    const file: unknown = JSON.parse(text);
    const { version, groups } = file as { version: unknown; groups: readonly StoredGroup[] };
    if (version !== VERSION) throw new TypeError(`version ${String(version)} is not known`);
    return groups.map(readGroup);
  } catch (cause) {
    throw new Error(`${path} does not hold pushed groups: move it away to start without them`, {
      cause,
    });
  }
}

function readGroup(stored: StoredGroup): PushedGroup {
  const families = stored.families.map((family): PushedFamily => {
    const series = family.series.map(([labels, value]) => ({
      labels: labelsFrom(labels),
      value: Number(value),
    }));
    return { ...family, series };
  });
  const byName = new Map(families.map((family) => [family.name, family]));
  return { ...stored, labels: labelsFrom(stored.labels), families: byName };
}
