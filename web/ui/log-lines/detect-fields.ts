import { parseJson } from '../api/api-error.ts';
import type { TextMap } from './text-map.ts';

/** Fields that a parser would find in a line. */
export interface DetectedFields {
  readonly parser: 'json' | 'logfmt';
  readonly fields: TextMap;
}

const MOST_FIELDS = 100;
/** A key begins behind a space: else a long word without `=` would be read from each of its letters. */
const PAIR = /(?<!\S)([^\s="]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)/gu;

/** What the text of a line holds by itself: a JSON object, or at least two pairs of logfmt. */
export function detectFields(line: string): DetectedFields | undefined {
  if (line.startsWith('{')) {
    const value = parseJson(line);
    if (typeof value === 'object' && value !== null) {
      return { parser: 'json', fields: bounded(leavesOf(value, '')) };
    }
  }
  const pairs = [...line.matchAll(PAIR)].map(
    ([, name = '', value = '']): Field => [
      nameOf(name),
      value.startsWith('"') ? String(parseJson(value) ?? value) : value,
    ],
  );
  return pairs.length < 2 ? undefined : { parser: 'logfmt', fields: bounded(pairs) };
}

type Field = readonly [name: string, value: string];

function bounded(fields: readonly Field[]): TextMap {
  return Object.fromEntries(fields.filter(([, value]) => value !== '').slice(0, MOST_FIELDS));
}

/** `{"a":{"b":1}}` is `a_b="1"`, as LogQL's parser names it; lists and null are left out. */
function leavesOf(value: object, prefix: string): readonly Field[] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]): readonly Field[] => {
    const name = prefix === '' ? nameOf(key) : `${prefix}_${nameOf(key)}`;
    if (child === null || Array.isArray(child)) return [];
    return typeof child === 'object' ? leavesOf(child, name) : [[name, String(child)]];
  });
}

function nameOf(key: string): string {
  const plain = key.replaceAll(/[^a-zA-Z0-9_]/gu, '_');
  return /^\d/.test(plain) ? `_${plain}` : plain;
}
