import { badRequest } from '../model/failures.ts';
import { isList, isObject, type Json, member, sameJson, textIn } from '../model/json.ts';

/**
 * JSON Patch (RFC 6902).
 * @throws ApiFailure 400 when an operation does not fit; 422 is the server's answer to a failed
 *   `test`, here 400 as well
 */
export function applyJsonPatch(document: Json, patch: Json): Json {
  if (!isList(patch)) throw badRequest('a JSON patch is a list of operations');
  return patch.reduce<Json>(applyOperation, document);
}

function applyOperation(document: Json, operation: Json): Json {
  if (!isObject(operation)) throw badRequest('an operation of a JSON patch is an object');
  const path = readPointer(textIn(operation.path));
  const { value } = operation;
  switch (operation.op) {
    case 'add':
      return change(document, path, () => value ?? null, 'add');
    case 'replace':
      return change(document, path, () => value ?? null, 'replace');
    case 'remove':
      return change(document, path, () => undefined, 'remove');
    case 'test':
      if (sameJson(read(document, path), value ?? null)) return document;
      throw badRequest(`testing value ${textIn(operation.path)} failed`);
    case 'copy':
    case 'move':
      return copyOrMove(document, operation.op, readPointer(textIn(operation.from)), path);
    default:
      throw badRequest(`Unexpected kind: ${String(operation.op)}`);
  }
}

function copyOrMove(
  document: Json,
  kind: 'copy' | 'move',
  from: readonly string[],
  path: readonly string[],
): Json {
  const moved = read(document, from);
  const rest = kind === 'copy' ? document : change(document, from, () => undefined, 'remove');
  return change(rest, path, () => moved, 'add');
}

const readPointer = (text: string): readonly string[] =>
  text
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function read(document: Json, path: readonly string[]): Json {
  return path.reduce<Json>((value, key) => {
    const found = isList(value)
      ? value[Number(key)]
      : isObject(value)
        ? member(value, key)
        : undefined;
    if (found === undefined) throw badRequest(`doc is missing path: /${path.join('/')}`);
    return found;
  }, document);
}

type Mode = 'add' | 'replace' | 'remove';

function change(
  value: Json,
  [key, ...rest]: readonly string[],
  next: () => Json | undefined,
  mode: Mode,
): Json {
  if (key === undefined) return next() ?? null;
  const inner = () => (rest.length === 0 ? next() : change(read(value, [key]), rest, next, mode));
  if (isList(value)) return changeItem(value, key, inner, rest.length === 0 ? mode : 'replace');
  if (!isObject(value)) throw badRequest(`doc is missing key: ${key}`);
  const members = new Map(Object.entries(value));
  if (mode !== 'add' && !members.has(key)) throw badRequest(`doc is missing key: ${key}`);
  const changed = inner();
  if (changed === undefined) members.delete(key);
  else members.set(key, changed);
  return Object.fromEntries(members);
}

function changeItem(
  items: readonly Json[],
  key: string,
  inner: () => Json | undefined,
  mode: Mode,
): Json {
  const at = key === '-' ? items.length : Number(key);
  const limit = mode === 'add' ? items.length : items.length - 1;
  if (!Number.isInteger(at) || at < 0 || at > limit) {
    throw badRequest(`Unable to access invalid index: ${key}`);
  }
  const changed = inner();
  const item = changed === undefined ? [] : [changed];
  return [...items.slice(0, at), ...item, ...items.slice(mode === 'add' ? at : at + 1)];
}
