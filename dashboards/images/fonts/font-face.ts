/** What layout needs of a font. */
export interface FontFace {
  /** Advance of a character in em; null where the font has no glyph for it. */
  advanceOf(codePoint: number): number | null;
}

/**
 * Reads the advances of a TrueType or OpenType font: its tables `head`, `hhea`, `hmtx` and `cmap`
 * (formats 4 and 12; https://learn.microsoft.com/typography/opentype/spec/).
 * @throws RangeError where one of them is missing or cut off
 */
export function readFontFace(sfnt: Buffer): FontFace {
  const unitsPerEm = tableOf(sfnt, 'head').readUInt16BE(18);
  const longCount = tableOf(sfnt, 'hhea').readUInt16BE(34);
  const advances = tableOf(sfnt, 'hmtx');
  const glyphOf = readCharacterMap(tableOf(sfnt, 'cmap'));
  return {
    advanceOf: (codePoint) => {
      const glyph = glyphOf(codePoint);
      if (glyph === 0) return null;
      return advances.readUInt16BE(4 * Math.min(glyph, longCount - 1)) / unitsPerEm;
    },
  };
}

/** @throws RangeError where the table is missing */
export function tableOf(sfnt: Buffer, tag: string): Buffer {
  const count = sfnt.readUInt16BE(4);
  for (let index = 0; index < count; index += 1) {
    const at = 12 + 16 * index;
    if (sfnt.toString('latin1', at, at + 4) !== tag) continue;
    const offset = sfnt.readUInt32BE(at + 8);
    return sfnt.subarray(offset, offset + sfnt.readUInt32BE(at + 12));
  }
  throw new RangeError(`the font has no table ${tag}`);
}

export type GlyphOf = (codePoint: number) => number;

/** The widest of the maps for Unicode: format 12 before format 4. */
export function readCharacterMap(cmap: Buffer): GlyphOf {
  const found = new Map<number, Buffer>();
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const map = cmap.subarray(cmap.readUInt32BE(4 + 8 * index + 4));
    found.set(map.readUInt16BE(0), map);
  }
  const wide = found.get(12);
  if (wide) return readGroups(wide);
  const narrow = found.get(4);
  if (narrow) return readSegments(narrow);
  throw new RangeError('the font has no character map of format 4 or 12');
}

/** Format 12: ascending groups of [first, last, glyph of the first]. */
function readGroups(map: Buffer): GlyphOf {
  const count = map.readUInt32BE(12);
  return (codePoint) => {
    const index = firstIndex(count, (at) => map.readUInt32BE(16 + 12 * at + 4) >= codePoint);
    if (index === count) return 0;
    const first = map.readUInt32BE(16 + 12 * index);
    return codePoint < first ? 0 : map.readUInt32BE(16 + 12 * index + 8) + codePoint - first;
  };
}

/** Format 4: ascending segments, whose glyphs are counted on or listed. */
function readSegments(map: Buffer): GlyphOf {
  const doubled = map.readUInt16BE(6);
  const count = doubled / 2;
  const ends = 14;
  const starts = ends + doubled + 2;
  const deltas = starts + doubled;
  const offsets = deltas + doubled;
  return (codePoint) => {
    if (codePoint > 0xffff) return 0;
    const index = firstIndex(count, (at) => map.readUInt16BE(ends + 2 * at) >= codePoint);
    if (index === count) return 0;
    const start = map.readUInt16BE(starts + 2 * index);
    if (codePoint < start) return 0;
    const delta = map.readUInt16BE(deltas + 2 * index);
    const offset = map.readUInt16BE(offsets + 2 * index);
    if (offset === 0) return (codePoint + delta) & 0xffff;
    const glyph = map.readUInt16BE(offsets + 2 * index + offset + 2 * (codePoint - start));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  };
}

/** The first index that holds, of a list whose beginning does not; `count` where none does. */
function firstIndex(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
