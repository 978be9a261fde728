import type { AnyValue, KeyValue } from './otlp-request.ts';

/** An attribute as text: texts as they are, lists and maps as JSON, bytes in base64. */
export function attributeText(value: AnyValue | undefined): string {
  if (value?.stringValue !== undefined) return value.stringValue;
  const plain = plainValue(value);
  if (plain === null) return '';
  return typeof plain === 'string' ? plain : JSON.stringify(plain, bigintAsNumber);
}

/** What `JSON.stringify` prints; integers of 64 bits stay exact. */
function plainValue(value: AnyValue | undefined): unknown {
  if (value === undefined) return null;
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return value.intValue;
  if (value.doubleValue !== undefined) return doubleValue(value.doubleValue);
  if (value.bytesValue !== undefined) return value.bytesValue.toString('base64');
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.kvlistValue !== undefined) return plainObject(value.kvlistValue.values ?? []);
  return null;
}

/** JSON has no text for these. */
function doubleValue(value: number): number | string {
  return Number.isFinite(value) ? value : String(value).replace('Infinity', 'Inf');
}

function plainObject(pairs: readonly KeyValue[]): object {
  const object: Record<string, unknown> = Object.create(null);
  for (const { key = '', value } of pairs) object[key] = plainValue(value);
  return object;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function bigintAsNumber(_: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return value <= MAX_SAFE && value >= -MAX_SAFE ? Number(value) : String(value);
}
