import { AppError } from '../../../platform/errors/app-error.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import type { FieldSchema, MessageSchema, ScalarKind } from './message-schema.ts';
import { ReadBudget, type ReadMessage } from './read-budget.ts';

/**
 * Reads OTLP's JSON by a schema into what `readProtobuf` makes of the same request: unknown members
 * and nulls are passed over, 64-bit numbers may be texts, trace and span ids are hex.
 * @throws AppError `invalid`, `too_large`
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function readJson(plain: Buffer, schema: MessageSchema): ReadMessage {
  return readMessage(parse(plain), schema, new ReadBudget(), 'the request');
}

function parse(plain: Buffer): unknown {
  try {
    return JSON.parse(plain.toString('utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new AppError('invalid', 'the body is not JSON');
    throw cause;
  }
}

function readMessage(
  given: unknown,
  schema: MessageSchema,
  budget: ReadBudget,
  what: string,
): ReadMessage {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new AppError('invalid', `${what} is no object`);
  }
  budget.enter();
  const message: ReadMessage = {};
  for (const [name, value] of Object.entries(given)) {
    const field = schema.byName.get(name);
    if (field !== undefined && value !== null) message[name] = readMember(value, field, budget);
  }
  budget.leave();
  return message;
}

function readMember(value: unknown, field: FieldSchema, budget: ReadBudget): unknown {
  if (!field.isRepeated) return readValue(value, field, budget);
  if (!Array.isArray(value)) throw new AppError('invalid', `${field.name} is no list`);
  return value.map((one) => readValue(one, field, budget));
}

function readValue(value: unknown, { name, kind }: FieldSchema, budget: ReadBudget): unknown {
  if (typeof kind === 'function') return readMessage(value, kind(), budget, name);
  const read = readScalar(value, kind);
  if (read !== null) return read;
  const shown = (JSON.stringify(value) ?? '').slice(0, 100);
  throw new AppError('invalid', `${name} cannot be ${shown}`);
}

/** Null for what the kind cannot be. */
function readScalar(value: unknown, kind: ScalarKind): unknown {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? value : null;
    case 'bool':
      return typeof value === 'boolean' ? value : null;
    case 'double':
      return readDouble(value);
    case 'uint':
    case 'flags':
      return Number.isSafeInteger(value) ? value : null;
    case 'int':
      return readInteger(value, -(2n ** 63n), 2n ** 63n - 1n);
    case 'nanos':
      return readInteger(value, 0n, MAX_UINT64);
    case 'count':
      return asNumber(readInteger(value, 0n, MAX_UINT64));
    case 'fixedInt':
      return asNumber(readInteger(value, -(2n ** 63n), 2n ** 63n - 1n));
    case 'hex':
      return typeof value === 'string' && HEX.test(value) ? value.toLowerCase() : null;
    case 'bytes':
      return typeof value === 'string' ? Buffer.from(value, 'base64') : null;
    default:
      return assertNever(kind);
  }
}

const MAX_UINT64 = 2n ** 64n - 1n;
const HEX = /^[0-9a-fA-F]{0,64}$/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d{1,20}$/;

function readDouble(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity' || value === '-Infinity') return Number(value);
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : null;
}

function readInteger(value: unknown, least: bigint, most: bigint): bigint | null {
  const isGood = typeof value === 'string' ? INTEGER.test(value) : Number.isInteger(value);
  if (!isGood) return null;
  const integer = BigInt(value as string | number);
  return integer >= least && integer <= most ? integer : null;
}

function asNumber(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
