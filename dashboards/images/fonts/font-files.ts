import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { BundledFonts } from './bundled-fonts.ts';
import type { FontFace } from './font-face.ts';

/** The fonts as resvg reads them, and what they can draw. */
export interface RasterFonts {
  readonly files: readonly string[];
  readonly faces: readonly FontFace[];
  /** Another file that has a character which these do not; null where none has it. */
  readonly rareFile: (codePoint: number) => string | null;
}

/** Font files in a folder, which is how resvg reads them: written once and kept; what is there with another content is written again. */
export function writeFonts({ files, faces, rare }: BundledFonts, folder: string): RasterFonts {
  mkdirSync(folder, { recursive: true });
  const written = new Map<string, string>();
  return {
    files: [...files].map(([name, content]) => writeFont(folder, name, content)),
    faces,
    rareFile: (codePoint) => {
      const font = rare(codePoint);
      if (font === null) return null;
      const path = written.get(font.name) ?? writeFont(folder, font.name, font.file);
      written.set(font.name, path);
      return path;
    },
  };
}

function writeFont(folder: string, name: string, content: Buffer): string {
  const file = join(folder, `${name}.ttf`);
  if (isSame(file, content)) return file;
  const beside = `${file}.${process.pid}-${threadId}`;
  writeFileSync(beside, content);
  renameSync(beside, file);
  return file;
}

function isSame(file: string, content: Buffer): boolean {
  try {
    return readFileSync(file).equals(content);
  } catch {
    // Not there, or not readable: it is written, and that fails where it must.
    return false;
  }
}
