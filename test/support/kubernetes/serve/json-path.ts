import { isList, isObject, type Json, member } from '../model/json.ts';

const step =
  /\.([\w-]+)|\[(['"])(.*?)\2\]|\[(\d+|\*)\]|\[\?\(@\.([\w-]+)\s*==\s*["'](.*?)["']\)\]/y;

/**
 * The first value at a printer column's path: `.status.conditions[?(@.type=="Ready")].status`.
 * @returns undefined when nothing is there, or the path is of a kind that columns do not have
 */
export function valueAt(value: Json, path: string): Json | undefined {
  step.lastIndex = 0;
  let found: Json | undefined = value;
  while (step.lastIndex < path.length && found !== undefined) {
    const parts = step.exec(path);
    if (parts === null) return undefined;
    found = descend(found, parts);
  }
  return found;
}

function descend(value: Json, parts: RegExpExecArray): Json | undefined {
  const [, name, , quoted, index, field, wanted] = parts;
  const key = name ?? quoted;
  if (key !== undefined) return isObject(value) ? member(value, key) : undefined;
  if (!isList(value)) return undefined;
  if (field === undefined) return value[index === '*' ? 0 : Number(index)];
  return value.find((item) => isObject(item) && member(item, field) === wanted);
}
