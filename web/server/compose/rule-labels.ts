import { readRuleLabel } from '../../../alerting/rules/rule-mac.ts';
import type { Floor } from './floor.ts';

const MAC_PURPOSE = 'rule-label-mac';

/** Key of the labels that are signed now. */
export function macKeyOf({ secrets }: Floor): Uint8Array {
  return secrets.deriveKey(MAC_PURPOSE);
}

/** Reads rule labels that were signed with any of the keys. */
export function readLabelWith({
  secrets,
}: Floor): (cluster: string, value: string) => string | undefined {
  const keys = secrets.deriveKeys(MAC_PURPOSE);
  return (cluster, value) => firstOf(keys, (key) => readRuleLabel(key, cluster, value));
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
