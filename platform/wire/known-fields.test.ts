import { describe, expect, it } from 'vitest';
import { bytesField, doubleField, varintField } from '../../test/support/remote-write-v2-body.ts';
import { ByteWriter } from './byte-writer.ts';
import { type KnownField, type KnownFields, writeKnownField } from './known-fields.ts';
import { eachField, type WireField } from './protobuf.ts';

const inner: KnownFields = new Map<number, KnownField>([[1, { kind: 'varint' }]]);
const fields: KnownFields = new Map<number, KnownField>([
  [1, { kind: 'varint' }],
  [2, { kind: 'fixed64' }],
  [3, { kind: 'varints' }],
  [4, { kind: 'fixed64s' }],
  [5, { kind: 'message', fields: inner }],
  [8, { kind: 'text' }],
]);
const message: KnownField = { kind: 'message', fields };

/** The message with its known fields only. */
function kept(content: Buffer): Buffer {
  const bytes = bytesField(9, content);
  const found: WireField[] = [];
  eachField(bytes, 0, bytes.length, (field) => found.push(field));
  const out = new ByteWriter();
  for (const field of found) writeKnownField(bytes, field, message, out);
  return Buffer.from(out.view());
}

const good = [
  varintField(1, -1),
  doubleField(2, Number.NaN),
  bytesField(3, Buffer.from([1, 0x80, 1])),
  varintField(3, 7),
  bytesField(4, Buffer.alloc(16)),
  doubleField(4, 1),
  bytesField(5, varintField(1, 3)),
  bytesField(5, Buffer.alloc(0)),
  bytesField(8, Buffer.from('text')),
];

describe('writeKnownField', () => {
  it('leaves a message that is known as it is', () => {
    expect(kept(Buffer.concat(good))).toEqual(bytesField(9, Buffer.concat(good)));
  });

  it('leaves out what is unknown, also further in', () => {
    const unknown = [bytesField(6, Buffer.from('secret')), varintField(300, 1), doubleField(7, 1)];
    const within = bytesField(5, Buffer.concat([varintField(1, 3), ...unknown]));
    const mixed = Buffer.concat([...unknown, ...good, ...unknown, within]);
    const expected = Buffer.concat([...good, bytesField(5, varintField(1, 3))]);
    expect(kept(mixed)).toEqual(bytesField(9, expected));
  });

  it('writes more than its buffer holds at first', () => {
    const long = Buffer.concat(Array.from({ length: 500 }, () => Buffer.concat(good)));
    expect(kept(long).equals(bytesField(9, long))).toBe(true);
  });

  it.each([
    ['a number as text', bytesField(1, Buffer.from('a'))],
    ['eight bytes as a number', varintField(2, 1)],
    ['a list that is cut', bytesField(3, Buffer.from([0x80]))],
    ['a list of eight bytes', doubleField(3, 1)],
    ['half a number in a list', bytesField(4, Buffer.alloc(12))],
    ['a number as a message', varintField(5, 1)],
    ['a number as a text', varintField(8, 1)],
    ['a message that is none', bytesField(5, Buffer.from([0xff]))],
  ])('refuses %s', (_, content) => {
    expect(() => kept(content)).toThrow('not the protobuf message');
  });
});
