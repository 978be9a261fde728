import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { en } from './en.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

type Node = string | { readonly [key: string]: Node };

function keysOf(node: Node, path = ''): readonly string[] {
  if (typeof node === 'string') return [path.replace(/_(?:zero|one|other)$/, '')];
  return Object.entries(node).flatMap(([key, child]) =>
    keysOf(child, path === '' ? key : `${path}.${key}`),
  );
}

const code = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|^i18n\/(?:en|zh)\b/.test(path))
  .map((path) => readFileSync(join(ROOT, path), 'utf8'))
  .join('\n');

/** What stands in quotes, and what code completes (`rules.stage.${stage}`): read once, for thousands of keys. */
const quoted = new Set(Array.from(code.matchAll(/'(?=([\w.-]+)')/g), ([, text]) => text));
const completed = new Set(Array.from(code.matchAll(/`(?=([\w.-]+\.)\$\{)/g), ([, text]) => text));

/** What code says of several dictionaries (`${words}.title`). */
const shared = new Set(
  Array.from(code.matchAll(/`\$\{[\w.]*words\}\.([\w.]+)`/g), ([, text]) => text),
);

/** Whether a key occurs as it is, below a prefix that code completes, or in a dictionary that is named. */
function isUsed(key: string): boolean {
  const steps = key.split('.');
  const prefixes = steps.slice(0, -1).map((_, index) => `${steps.slice(0, index + 1).join('.')}.`);
  const [dictionary, ...rest] = steps;
  if (quoted.has(dictionary) && shared.has(rest.join('.'))) return true;
  return quoted.has(key) || prefixes.some((prefix) => completed.has(prefix));
}

it('has no text that nobody shows', () => {
  expect([...new Set(keysOf(en))].filter((key) => !isUsed(key))).toEqual([]);
});
