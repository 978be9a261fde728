import { assertNever } from '../model/assert-never.ts';
import { ByteWriter } from './byte-writer.ts';
import { broken, checkVarints, eachField, type WireField } from './protobuf.ts';

/** How a known field is written: a number, a repeated one (packed or not), a text, or a message. */
export type KnownField =
  | { readonly kind: 'varint' }
  | { readonly kind: 'fixed64' }
  | { readonly kind: 'varints' }
  | { readonly kind: 'fixed64s' }
  | { readonly kind: 'text' }
  | { readonly kind: 'message'; readonly fields: KnownFields };

/** The fields of a message that are known, by number. */
export type KnownFields = ReadonlyMap<number, KnownField>;

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;

/**
 * Writes the known fields of the message that lies in a field, in their order and with their bytes;
 * others are left out.
 * @throws AppError `invalid` for a broken message, and for a known field that is written as
 *   something else.
 */
function writeKnownFields(
  bytes: Buffer,
  { type, valueStart, end }: WireField,
  fields: KnownFields,
  out: ByteWriter,
): void {
  if (type !== DELIMITED) throw broken();
  eachField(bytes, valueStart, end, (field) => {
    const known = fields.get(field.number);
    if (known !== undefined) writeKnownField(bytes, field, known, out);
  });
}

/** Writes one field. @throws AppError `invalid`, as `writeKnownFields`. */
export function writeKnownField(
  bytes: Buffer,
  field: WireField,
  known: KnownField,
  out: ByteWriter,
): void {
  if (known.kind === 'message') {
    if (isKnownThroughout(bytes, field, known.fields)) {
      out.copy(bytes, field.start, field.end);
      return;
    }
    const content = new ByteWriter();
    writeKnownFields(bytes, field, known.fields, content);
    out.delimited(field.number, content.view());
    return;
  }
  if (!isWrittenAs(bytes, field, known)) throw broken();
  out.copy(bytes, field.start, field.end);
}

/** Whether a message holds nothing but known fields without messages in them, as in every sample. */
function isKnownThroughout(
  bytes: Buffer,
  { type, valueStart, end }: WireField,
  fields: KnownFields,
): boolean {
  if (type !== DELIMITED) throw broken();
  let isKnown = true;
  eachField(bytes, valueStart, end, (field) => {
    const known = fields.get(field.number);
    isKnown &&= known !== undefined && known.kind !== 'message' && isWrittenAs(bytes, field, known);
  });
  return isKnown;
}

function isWrittenAs(
  bytes: Buffer,
  field: WireField,
  known: Exclude<KnownField, { readonly kind: 'message' }>,
): boolean {
  const { type, valueStart, end } = field;
  switch (known.kind) {
    case 'varint':
      return type === VARINT;
    case 'fixed64':
      return type === FIXED64;
    case 'varints':
      if (type === DELIMITED) checkVarints(bytes, field);
      return type === DELIMITED || type === VARINT;
    case 'fixed64s':
      return type === FIXED64 || (type === DELIMITED && (end - valueStart) % 8 === 0);
    case 'text':
      return type === DELIMITED;
    default:
      return assertNever(known);
  }
}
