import { createHash } from 'node:crypto';
import { compareText } from '../../../platform/model/labels.ts';

/** A rule file of a tenant's rules on logs. */
export interface StoredRuleFile {
  readonly ruleId: string;
  /** A key of a ConfigMap: letters, digits, `-`, `_` and `.`. */
  readonly fileName: string;
  readonly text: string;
}

/** One of a tenant's ConfigMaps in one namespace. */
export interface RuleConfigMap {
  /** `tocsin-acme-rules`, and `tocsin-acme-rules-2-of-4` where one would be too large. */
  readonly name: string;
  readonly files: readonly StoredRuleFile[];
}

/** Of the files in one map: well under the 1 MiB that a cluster stores. */
const MAX_MAP_BYTES = 400_000;
const MAX_MAPS = 256;

/**
 * Shares a tenant's rule files out among as few ConfigMaps as hold them, in powers of two. Which map
 * holds a rule depends on its id and the number of maps alone, so that a rule that comes or goes
 * changes one map. A file that alone is too large stays in its map, and the cluster refuses it.
 */
export function ruleConfigMaps(
  owner: string,
  files: readonly StoredRuleFile[],
): readonly RuleConfigMap[] {
  for (let count = 1; ; count *= 2) {
    const maps = sharedOut(files, count);
    const isFine = maps.every((map) => sizeOf(map) <= MAX_MAP_BYTES || map.length === 1);
    if (!isFine && count < MAX_MAPS) continue;
    return maps.flatMap((map, index) =>
      map.length === 0 ? [] : [{ name: nameOf(owner, index + 1, count), files: map }],
    );
  }
}

function sharedOut(files: readonly StoredRuleFile[], count: number) {
  const maps: StoredRuleFile[][] = Array.from({ length: count }, () => []);
  const sorted = [...files].sort((a, b) => compareText(a.fileName, b.fileName));
  for (const file of sorted) maps[placeOf(file.ruleId, count)]?.push(file);
  return maps;
}

function placeOf(ruleId: string, count: number): number {
  return createHash('sha256').update(ruleId).digest().readUInt16BE(0) % count;
}

function sizeOf(files: readonly StoredRuleFile[]): number {
  return files.reduce((sum, { fileName, text }) => sum + Buffer.byteLength(fileName + text), 0);
}

/** Owners are DNS labels, or `_platform`; at most 63 characters with the numbers. */
function nameOf(owner: string, number: number, count: number): string {
  const readable = owner.startsWith('_') ? `${owner.slice(1)}.own` : owner;
  return `tocsin-${readable}-rules${count === 1 ? '' : `-${number}-of-${count}`}`;
}
