import { assertNever } from '../../../platform/model/assert-never.ts';
import { broken } from '../../../platform/wire/protobuf.ts';
import { DELIMITED, FIXED32, FIXED64, VARINT, WireReader } from '../wire/wire-reader.ts';
import type { FieldSchema, MessageSchema, ScalarKind } from './message-schema.ts';
import { ReadBudget, type ReadMessage } from './read-budget.ts';

/**
 * Reads protobuf by a schema: unknown fields are passed over, repeated numbers may be packed or not,
 * of a field that is there twice the later holds.
 * @throws AppError `invalid`, `too_large`
 */
export function readProtobuf(plain: Buffer, schema: MessageSchema): ReadMessage {
  return readMessage(new WireReader(plain), schema, new ReadBudget());
}

function readMessage(reader: WireReader, schema: MessageSchema, budget: ReadBudget): ReadMessage {
  budget.enter();
  const message: ReadMessage = {};
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    const field = schema.byNumber.get(tag >>> 3);
    if (field === undefined) reader.skip(tag);
    else readField(reader, tag & 7, field, message, budget);
  }
  budget.leave();
  return message;
}

function readField(
  reader: WireReader,
  type: number,
  { kind, name, isRepeated }: FieldSchema,
  message: ReadMessage,
  budget: ReadBudget,
): void {
  if (typeof kind === 'function') {
    if (type !== DELIMITED) throw broken();
    const around = reader.enter();
    add(message, name, isRepeated, readMessage(reader, kind(), budget));
    reader.leave(around);
    return;
  }
  if (isRepeated && type === DELIMITED && WIRE_TYPES[kind] !== DELIMITED) {
    const around = reader.enter();
    while (!reader.isAtEnd) add(message, name, true, readScalar(reader, kind));
    reader.leave(around);
    return;
  }
  if (type !== WIRE_TYPES[kind]) throw broken();
  add(message, name, isRepeated, readScalar(reader, kind));
}

function add(message: ReadMessage, name: string, isRepeated: boolean, value: unknown): void {
  const known = message[name];
  if (!isRepeated) message[name] = value;
  else if (Array.isArray(known)) known.push(value);
  else message[name] = [value];
}

const WIRE_TYPES: Readonly<Record<ScalarKind, number>> = {
  text: DELIMITED,
  bool: VARINT,
  double: FIXED64,
  uint: VARINT,
  int: VARINT,
  count: FIXED64,
  fixedInt: FIXED64,
  nanos: FIXED64,
  flags: FIXED32,
  hex: DELIMITED,
  bytes: DELIMITED,
};

function readScalar(reader: WireReader, kind: ScalarKind): unknown {
  switch (kind) {
    case 'text':
      return reader.text();
    case 'bool':
      return reader.varint() !== 0;
    case 'double':
      return reader.double();
    case 'uint':
      return reader.varint();
    case 'int':
      return reader.bigInt64();
    case 'count':
      return Number(reader.fixed64());
    case 'fixedInt':
      return Number(BigInt.asIntN(64, reader.fixed64()));
    case 'nanos':
      return reader.fixed64();
    case 'flags':
      return reader.fixed32();
    case 'hex':
      return reader.copy().toString('hex');
    case 'bytes':
      return reader.copy();
    default:
      return assertNever(kind);
  }
}
