/**
 * How a field is written and what it becomes:
 * `text`, `bool`, `double`; `uint` (varint: number); `int` (int64: bigint); `count` (fixed64: number);
 * `fixedInt` (sfixed64: number); `nanos` (fixed64: bigint); `flags` (fixed32: number); `hex` (bytes:
 * text in hex); `bytes` (Buffer).
 */
export type ScalarKind =
  | 'text'
  | 'bool'
  | 'double'
  | 'uint'
  | 'int'
  | 'count'
  | 'fixedInt'
  | 'nanos'
  | 'flags'
  | 'hex'
  | 'bytes';

export interface FieldSchema {
  readonly number: number;
  /** As in JSON. */
  readonly name: string;
  readonly kind: ScalarKind | (() => MessageSchema);
  readonly isRepeated: boolean;
}

export interface MessageSchema {
  readonly byNumber: ReadonlyMap<number, FieldSchema>;
  readonly byName: ReadonlyMap<string, FieldSchema>;
}

type FieldRow = readonly [
  number: number,
  name: string,
  kind: FieldSchema['kind'],
  repeated?: 'repeated',
];

/** A message of these fields; all others are unknown and passed over. */
export function messageSchema(rows: readonly FieldRow[]): MessageSchema {
  const fields = rows.map(([number, name, kind, repeated]) => ({
    number,
    name,
    kind,
    isRepeated: repeated !== undefined,
  }));
  return {
    byNumber: new Map(fields.map((field) => [field.number, field])),
    byName: new Map(fields.map((field) => [field.name, field])),
  };
}
