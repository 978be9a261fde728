import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A dashboard of a tenant that is gone. */
export interface ExportedBoard {
  readonly uid: string;
  readonly title: string;
  /** Its path in Grafana. */
  readonly folder: string;
  readonly text: string;
}

/** Below the data folder. */
export const EXPORTS = 'grafana-exports';

/**
 * Writes one file for each, and a list of them, which comes last. Doing it again changes nothing more.
 * @param into a folder; it is made
 */
export async function exportBoards(
  into: string,
  { tenant, atMs }: { readonly tenant: string; readonly atMs: number },
  boards: readonly ExportedBoard[],
): Promise<void> {
  await mkdir(into, { recursive: true, mode: 0o700 });
  const dashboards: object[] = [];
  for (const { text, ...about } of boards) {
    const file = `${about.uid.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.json`;
    await writeWhole(join(into, file), text);
    dashboards.push({ ...about, file });
  }
  const index = { tenant, at: new Date(atMs).toISOString(), dashboards };
  await writeWhole(join(into, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
}

/** There whole or not at all. */
async function writeWhole(file: string, text: string): Promise<void> {
  const aside = `${file}.new`;
  await writeFile(aside, text, { mode: 0o600, flush: true });
  await rename(aside, file);
}
