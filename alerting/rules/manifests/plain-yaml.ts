import { yamlText } from './yaml-text.ts';

/** What can be printed: texts, whole numbers, lists and maps. An empty map or list is left out. */
export type PlainYaml = string | number | readonly PlainYaml[] | ReadonlyMap<string, PlainYaml>;

/**
 * The map as YAML in block form: keys in their order, every text quoted, two spaces. The same map
 * gives the same bytes, and readers of YAML 1.1 and 1.2 see the same.
 */
export function printPlainYaml(map: ReadonlyMap<string, PlainYaml>): string {
  return `${mapLines(map).join('\n')}\n`;
}

function mapLines(map: ReadonlyMap<string, PlainYaml>): readonly string[] {
  return [...map].flatMap(([key, value]) => {
    const name = /^[a-zA-Z_]{3,}$/.test(key) && !RESERVED.has(key) ? key : yamlText(key);
    if (typeof value === 'string') return [`${name}: ${yamlText(value)}`];
    if (typeof value === 'number') return [`${name}: ${value}`];
    const lines = isMap(value) ? mapLines(value) : value.flatMap(itemLines);
    return lines.length === 0 ? [] : [`${name}:`, ...lines.map((line) => `  ${line}`)];
  });
}

function itemLines(item: PlainYaml): readonly string[] {
  if (typeof item === 'string') return [`- ${yamlText(item)}`];
  if (typeof item === 'number') return [`- ${item}`];
  const lines = isMap(item) ? mapLines(item) : item.flatMap(itemLines);
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

/** Words that some reader of YAML takes for something else than a text, in any letter case. */
const RESERVED: ReadonlySet<string> = new Set(
  ['yes', 'off', 'true', 'false', 'null'].flatMap((word) => [
    word,
    word.toUpperCase(),
    `${word.charAt(0).toUpperCase()}${word.slice(1)}`,
  ]),
);

function isMap(value: PlainYaml): value is ReadonlyMap<string, PlainYaml> {
  return value instanceof Map;
}
