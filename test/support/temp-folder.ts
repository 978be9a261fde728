import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder of its own. */
export function tempFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `tocsin-${name}-`));
}

/** Removes a folder of {@link tempFolder}, unless TOCSIN_KEEP=1 wants a look at it. */
export function removeFolder(folder: string): void {
  if (process.env.TOCSIN_KEEP === '1') return;
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
