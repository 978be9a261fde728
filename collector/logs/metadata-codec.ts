import type { Labels } from '../../platform/model/labels.ts';
import type { BinaryReader, BinaryWriter } from './binary-cursor.ts';
import type { MetadataColumn } from './column-block.ts';

/**
 * Writes the metadata of `count` entries: the distinct texts, the distinct sets as pairs of their
 * numbers, and for each entry the number of its set (0: none).
 */
export function writeMetadata(writer: BinaryWriter, column: MetadataColumn, count: number): void {
  const texts = new Map<string, number>();
  const distinct = new Map<string, number>();
  const sets: (readonly number[])[] = [];
  const idOf = column.sets.map((set) => {
    if (set === null) return 0;
    const pairs = pairsOf(set, texts);
    const key = pairs.join();
    const known = distinct.get(key);
    if (known !== undefined) return known;
    const id = sets.push(pairs);
    distinct.set(key, id);
    return id;
  });
  writer.varint(texts.size);
  for (const text of texts.keys()) writer.text(text);
  writer.varint(sets.length);
  for (const pairs of sets) {
    writer.varint(pairs.length);
    for (const id of pairs) writer.varint(id);
  }
  for (let index = 0; index < count; index++) {
    writer.varint(idOf[column.setOf[index] ?? 0] ?? 0);
  }
}

/** Reads what {@link writeMetadata} wrote. @throws RangeError when it is cut short */
export function readMetadata(reader: BinaryReader, count: number): MetadataColumn {
  const texts = Array.from({ length: reader.varint() }, () => reader.text());
  const sets: (Labels | null)[] = [null];
  for (let left = reader.varint(); left > 0; left--) {
    const set = new Map<string, string>();
    for (let ids = reader.varint(); ids > 0; ids -= 2) {
      const name = texts[reader.varint()] ?? '';
      set.set(name, texts[reader.varint()] ?? '');
    }
    sets.push(set);
  }
  const setOf = Uint32Array.from({ length: count }, () => reader.varint());
  return { sets, setOf };
}

function pairsOf(set: Labels, texts: Map<string, number>): readonly number[] {
  const idOf = (text: string): number => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, texts.size);
    return texts.size - 1;
  };
  const pairs: number[] = [];
  for (const [name, value] of set) pairs.push(idOf(name), idOf(value));
  return pairs;
}
