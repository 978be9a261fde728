import { inflateSync } from 'node:zlib';

/** A font of a PDF, as far as its glyphs are looked at. */
export interface PdfFont {
  readonly name: string;
  /** The TrueType file that is embedded. */
  readonly file: Buffer;
  /** What each glyph stands for: who copies or searches text goes by it. */
  readonly unicode: ReadonlyMap<number, string>;
}

/** Glyphs that are shown with one font, from one place. */
export interface PdfRun {
  readonly page: number;
  readonly font: PdfFont;
  readonly glyphs: readonly number[];
  readonly x: number;
  readonly y: number;
}

interface PdfObject {
  readonly text: string;
  readonly stream: Buffer;
}

/** The texts of a PDF without object streams, as pdfkit writes them, in the order in which they are shown. */
export function readPdf(pdf: Buffer): readonly PdfRun[] {
  const objects = objectsOf(pdf);
  const at = (reference: string | undefined): PdfObject => {
    const found = objects.get(Number(reference));
    if (found === undefined) throw new Error(`the PDF has no object ${reference}`);
    return found;
  };
  const fonts = new Map<string, PdfFont>();
  const fontAt = (reference: string) => {
    const font = fonts.get(reference) ?? readFont(at(reference), at);
    fonts.set(reference, font);
    return font;
  };
  const pages = /\/Kids \[([^\]]*)\]/.exec(rootOf(objects))?.[1] ?? '';
  return [...pages.matchAll(/(\d+) 0 R/g)].flatMap(([, reference], page) => {
    const { text } = at(reference);
    const resources = at(refIn(text, 'Resources')).text;
    const named = /\/Font <<([^>]*)>>/.exec(resources)?.[1] ?? '';
    const byName = new Map(
      [...named.matchAll(/\/(\w+) (\d+) 0 R/g)].map(([, name = '', one = '']) => [name, one]),
    );
    const shown = at(refIn(text, 'Contents')).stream.toString('latin1');
    return runsIn(shown, (name) => fontAt(byName.get(name) ?? ''), page);
  });
}

/** Runs of a page as lines, from top to bottom, each from left to right. */
export function linesOf(runs: readonly PdfRun[]): readonly string[] {
  const lines = new Map<string, { readonly x: number; readonly text: string }[]>();
  for (const { page, x, y, font, glyphs } of runs) {
    const key = `${page} ${y}`;
    const text = glyphs.map((glyph) => font.unicode.get(glyph) ?? '').join('');
    lines.set(key, [...(lines.get(key) ?? []), { x, text }]);
  }
  return [...lines.values()].map((parts) =>
    parts
      .toSorted((a, b) => a.x - b.x)
      .map(({ text }) => text)
      .join(''),
  );
}

function objectsOf(pdf: Buffer): ReadonlyMap<number, PdfObject> {
  const whole = pdf.toString('latin1');
  const found = whole.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g);
  return new Map(
    [...found].map(([, id = '', text = '']) => {
      const begin = text.indexOf('stream\n');
      const length = Number(/\/Length (\d+)/.exec(text)?.[1] ?? 0);
      const packed = Buffer.from(text.slice(begin + 7, begin + 7 + length), 'latin1');
      const isPacked = begin >= 0 && text.includes('/FlateDecode') && !text.includes('/Image');
      const stream = isPacked ? inflateSync(packed) : packed;
      return [Number(id), { text: begin < 0 ? text : text.slice(0, begin), stream }];
    }),
  );
}

function rootOf(objects: ReadonlyMap<number, PdfObject>): string {
  const found = [...objects.values()].find(({ text }) => text.includes('/Type /Pages'));
  if (found === undefined) throw new Error('the PDF has no pages');
  return found.text;
}

function refIn(text: string, name: string): string | undefined {
  return new RegExp(`/${name} \\[?(\\d+) 0 R`).exec(text)?.[1];
}

function readFont({ text }: PdfObject, at: (reference: string | undefined) => PdfObject): PdfFont {
  const descendant = at(refIn(text, 'DescendantFonts')).text;
  const descriptor = at(refIn(descendant, 'FontDescriptor')).text;
  return {
    name: /\/BaseFont \/(\S+)/.exec(text)?.[1] ?? '',
    file: at(refIn(descriptor, 'FontFile2')).stream,
    unicode: readUnicode(at(refIn(text, 'ToUnicode')).stream.toString('latin1')),
  };
}

/** A map from glyphs to text: ranges of glyphs with a list of texts, each in UTF-16. */
function readUnicode(map: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const [, first = '', list = ''] of map.matchAll(
    /<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi,
  )) {
    for (const [index, [, text = '']] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries()) {
      const units = text.replaceAll(' ', '').match(/.{4}/g) ?? [];
      const codes = units.map((unit) => Number.parseInt(unit, 16));
      found.set(Number.parseInt(first, 16) + index, String.fromCharCode(...codes));
    }
  }
  return found;
}

const OPERATION =
  /1 0 0 1 ([\d.-]+) ([\d.-]+) Tm|\/(\w+) [\d.]+ Tf|\[((?:<[0-9a-f]*>|[\d.\s-])*)\] TJ/gi;

function runsIn(shown: string, fontOf: (name: string) => PdfFont, page: number): readonly PdfRun[] {
  const runs: PdfRun[] = [];
  let [x, y] = [0, 0];
  let font: PdfFont | null = null;
  for (const [, left, up, name, parts] of shown.matchAll(OPERATION)) {
    if (left !== undefined) [x, y] = [Number(left), Number(up)];
    else if (name !== undefined) font = fontOf(name);
    else if (font !== null && parts !== undefined) {
      const codes = [...parts.matchAll(/<([0-9a-f]*)>/gi)].map(([, hex = '']) => hex).join('');
      const glyphs = (codes.match(/.{4}/g) ?? []).map((hex) => Number.parseInt(hex, 16));
      runs.push({ page, font, glyphs, x, y });
    }
  }
  return runs;
}
