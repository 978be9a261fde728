import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { BundledFonts } from './bundled-fonts.ts';

/** Font files in a folder, which is how resvg reads them: written once and kept; what is there with another content is written again. */
export function writeFonts({ files }: BundledFonts, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return [...files].map(([name, content]) => {
    const file = join(folder, `${name}.ttf`);
    if (isSame(file, content)) return file;
    const beside = `${file}.${process.pid}-${threadId}`;
    writeFileSync(beside, content);
    renameSync(beside, file);
    return file;
  });
}

function isSame(file: string, content: Buffer): boolean {
  try {
    return readFileSync(file).equals(content);
  } catch {
    // Not there, or not readable: it is written, and that fails where it must.
    return false;
  }
}
