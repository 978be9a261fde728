import { AppError } from '../../../platform/errors/app-error.ts';
import { isObject, type JsonObject } from './json-value.ts';

/** More than an API server sends at once. */
const MAX_DOCUMENTS = 20_000;

/**
 * The objects of a body: one object, a list object (`items`), a JSON array, or one object per line.
 * @throws AppError `invalid`, `too_large`
 */
export function readDocuments(plain: Buffer): readonly JsonObject[] {
  const text = plain.toString('utf8');
  const whole = parse(text);
  const found = whole === undefined ? perLine(text) : unfold(whole);
  if (found.length > MAX_DOCUMENTS) {
    throw new AppError('too_large', `${found.length} objects, at most ${MAX_DOCUMENTS} are taken`);
  }
  return found;
}

function perLine(text: string): readonly JsonObject[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line, index) => {
    const value = parse(line);
    if (value === undefined) throw new AppError('invalid', `line ${index + 1} is not JSON`);
    return unfold(value);
  });
}

function unfold(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.map(asObject);
  const object = asObject(value);
  const { kind, items } = object;
  if (typeof kind !== 'string' || !kind.endsWith('List')) return [object];
  if (!Array.isArray(items)) return [];
  const { apiVersion } = object;
  const itemKind = kind.slice(0, -'List'.length);
  return items.map((item) => ({ kind: itemKind, apiVersion, ...asObject(item) }));
}

function asObject(value: unknown): JsonObject {
  if (isObject(value)) return value;
  throw new AppError('invalid', 'the body holds something that is no JSON object');
}

/** Undefined for what is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
