import { type ImportResult, importDashboardText } from './import-dashboard.ts';
import { IMPORT_LIMITS } from './import-limits.ts';
import { importRefusal } from './import-refusal.ts';

/** A file of a mixin's folder, such as `dashboards_out/nodes.json`. */
export interface DashboardFile {
  readonly path: string;
  readonly text: string;
}

/** What became of a file; `folder` is the folder that it lay in, empty at the top. */
export interface ImportedFile {
  readonly path: string;
  readonly folder: string;
  readonly result: ImportResult;
}

/**
 * Reads the dashboards of a mixin's folder: every `.json`; other files (alerts, rules, jsonnet) are
 * passed over. The rest of a folder that holds too many is refused file by file.
 */
export function importFiles(files: readonly DashboardFile[]): readonly ImportedFile[] {
  return files
    .filter(({ path }) => path.toLowerCase().endsWith('.json'))
    .map(({ path, text }, index) => ({
      path,
      folder: path.split('/').slice(0, -1).at(-1) ?? '',
      result: index < IMPORT_LIMITS.files ? importDashboardText(text) : tooMany(),
    }));
}

function tooMany(): ImportResult {
  return { kind: 'refused', ...importRefusal('too_many_files', { most: IMPORT_LIMITS.files }) };
}
