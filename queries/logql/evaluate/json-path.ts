import type { JsonKind, JsonScanner } from './json-scanner.ts';

/** The steps of `b.c[0]["x y"]`: `['b', 'c', 0, 'x y']`. */
export type JsonPath = readonly (string | number)[];

const STEP = /\.?([a-zA-Z_][a-zA-Z0-9_]*)|\[([0-9]+)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** Reads a path; null for a text that is none. The first step has no dot before it. */
export function readJsonPath(text: string): JsonPath | null {
  const steps: (string | number)[] = [];
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('.')) return null;
  STEP.lastIndex = 0;
  while (STEP.lastIndex < trimmed.length) {
    const from = STEP.lastIndex;
    const [whole, name, index, quoted] = STEP.exec(trimmed) ?? [];
    if (whole === undefined) return null;
    if (name !== undefined && from > 0 && !whole.startsWith('.')) return null;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(name ?? (quoted ?? '').replace(/\\(.)/gs, '$1'));
  }
  return steps;
}

/**
 * The value at a path, as a label takes it: strings without quotes and escapes, null as the empty
 * text, anything else as written; undefined where there is nothing. The first field of a name counts.
 * @throws JsonProblem
 */
export function valueAtPath(scanner: JsonScanner, path: JsonPath): string | undefined {
  return descend(scanner, scanner.kind(), path, 0);
}

function descend(
  scanner: JsonScanner,
  kind: JsonKind,
  path: JsonPath,
  depth: number,
): string | undefined {
  const step = path[depth];
  if (step === undefined) return labelValue(scanner, kind);
  let found: string | undefined;
  const visit = (name: string | number, inner: JsonKind): void => {
    if (name === step && found === undefined) found = descend(scanner, inner, path, depth + 1);
    else scanner.skipValue(inner);
  };
  if (kind === 'object') scanner.eachField(visit);
  else if (kind === 'array') scanner.eachElement(visit);
  else scanner.skipValue(kind);
  return found;
}

function labelValue(scanner: JsonScanner, kind: JsonKind): string {
  if (kind === 'string') return scanner.readString();
  const raw = scanner.readRaw(kind);
  return kind === 'null' ? '' : raw;
}
