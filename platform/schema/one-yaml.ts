import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { deepestLine } from './yaml-depth.ts';

export type OneYaml =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * One document of YAML 1.2 or JSON, of whoever may send one, as data. Refused: aliases, keys that stand
 * twice, several documents, and what is nested so deeply that the parser, which calls itself, would
 * exhaust the stack: close to its end V8 ends the process instead of throwing.
 *
 * @param text bounded by the caller; the time it takes grows with its length alone
 */
export function readOneYaml(text: string): OneYaml {
  if (!text.isWellFormed()) return refused('holds half of a surrogate pair');
  const deep = deepestLine(text);
  if (deep > 0) return refused(`is nested too deeply, or has too many parts, on line ${deep}`);
  // Pretty errors and unique keys each take a look at everything for everything that is there.
  const document = parseDocument(text, { version: '1.2', prettyErrors: false, uniqueKeys: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem?.code === 'MULTIPLE_DOCS') return refused('expected exactly one document');
  if (problem) {
    const line = text.slice(0, problem.pos[0]).split('\n').length;
    return refused(`${problem.message.split('\n', 1)[0]} (line ${line})`);
  }
  const twice = doubleKey(document.contents);
  if (twice !== null) return refused(`the key ${JSON.stringify(twice)} stands twice`);
  try {
    return { kind: 'read', value: document.toJS({ maxAliasCount: 0 }) };
  } catch (thrown) {
    if (thrown instanceof ReferenceError) return refused('aliases are not taken');
    throw thrown;
  }
}

/** A key that stands twice in one mapping; as deep as `deepestLine` lets a text be. */
function doubleKey(node: unknown): string | null {
  if (isSeq(node)) return firstOf(node.items);
  if (!isMap(node)) return null;
  const keys = new Set<string>();
  for (const { key } of node.items) {
    const name = isScalar(key) ? String(key.value) : null;
    if (name === null) continue;
    if (keys.has(name)) return name;
    keys.add(name);
  }
  return firstOf(node.items.map(({ value }) => value));
}

function firstOf(nodes: readonly unknown[]): string | null {
  for (const node of nodes) {
    const found = doubleKey(node);
    if (found !== null) return found;
  }
  return null;
}

function refused(message: string): OneYaml {
  return { kind: 'refused', message };
}
