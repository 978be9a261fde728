import type { FieldSchema, MessageSchema } from '../../collector/receivers/otlp/message-schema.ts';
import { bytesField, doubleField, varintField } from './remote-write-v2-body.ts';

/** A request that is written in OTLP's JSON, in protobuf. Repeated numbers are packed. */
export function encodeOtlp(message: object, schema: MessageSchema): Buffer {
  const fields = Object.entries(message).flatMap(([name, value]) => {
    const field = schema.byName.get(name);
    if (field === undefined) throw new TypeError(`no field ${name}`);
    if (!field.isRepeated) return [encodeField(value, field)];
    return encodeRepeated(value, field);
  });
  return Buffer.concat(fields);
}

function encodeRepeated(values: readonly unknown[], field: FieldSchema): readonly Buffer[] {
  const isPacked = field.kind === 'count' || field.kind === 'double';
  if (!isPacked) return values.map((value) => encodeField(value, field));
  const numbers = values.map((value) => encodeField(value, field).subarray(1));
  return [bytesField(field.number, Buffer.concat(numbers))];
}

function encodeField(value: unknown, { kind, number }: FieldSchema): Buffer {
  if (typeof kind === 'function') return bytesField(number, encodeOtlp(value as object, kind()));
  switch (kind) {
    case 'text':
      return bytesField(number, Buffer.from(String(value)));
    case 'hex':
      return bytesField(number, Buffer.from(String(value), 'hex'));
    case 'bytes':
      return bytesField(number, Buffer.from(String(value), 'base64'));
    case 'double':
      return doubleField(number, Number(value));
    case 'bool':
    case 'uint':
      return varintField(number, Number(value));
    case 'int':
      return bigVarintField(number, BigInt(value as string));
    case 'flags': {
      const bytes = Buffer.alloc(5);
      bytes[0] = number * 8 + 5;
      bytes.writeUInt32LE(Number(value), 1);
      return bytes;
    }
    default: {
      const bytes = Buffer.alloc(9);
      bytes[0] = number * 8 + 1;
      bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value as string)), 1);
      return bytes;
    }
  }
}

function bigVarintField(number: number, value: bigint): Buffer {
  const bytes = [number * 8];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}
