import { expect } from 'vitest';
import type { Dashboard, DashboardImportItem } from '../../web/contract/dashboards.ts';

/**
 * The report of an import, file by file: that no query was lost, and, in a proof, printed with what is not
 * drawn as Grafana would.
 *
 * @param read a dashboard that was made
 */
export async function tellImport(
  items: readonly DashboardImportItem[],
  read: (id: string) => Promise<Dashboard>,
): Promise<void> {
  const lines: string[] = [];
  let [queries, panels, notes] = [0, 0, 0];
  for (const item of items) {
    if (item.id === null) continue;
    const made = await read(item.id);
    expect([item.path, item.queries]).toEqual([item.path, expressionsIn(made.source)]);
    queries += item.queries;
    panels += made.panels;
    notes += item.notes.length;
    lines.push(
      `${item.path.padEnd(52)} ${counted(item.queries, 'queries')} ${counted(made.panels, 'panels')} ${counted(item.notes.length, 'notes')}`,
      ...item.notes.map(({ panelTitle, message }) => `    ${panelTitle}: ${message}`),
    );
  }
  if (process.env.TOCSIN_PROOF !== '1') return;
  lines.push(`${items.length} files: ${queries} queries, ${panels} panels, ${notes} notes`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

const counted = (count: number, what: string): string => `${String(count).padStart(4)} ${what}`;

/** Objects with an `expr`, wherever they stand. */
function expressionsIn(source: string): number {
  let found = 0;
  JSON.parse(source.replace(/^\ufeff/, ''), (key, value: unknown) => {
    if (key === 'expr' && typeof value === 'string') found += 1;
    return value;
  });
  return found;
}
