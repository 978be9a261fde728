import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A script as it lies in a folder. */
export interface ScriptFile {
  /** Relative to the folder. */
  readonly name: string;
  readonly text: string;
}

const SCRIPT = /\.(?:test|txt|promql|promqltest|logql|logqltest)$/;

/** All scripts below a folder, by name; or the one that is named itself. @throws Error if it is not there */
export function scriptFiles(folder: string): readonly ScriptFile[] {
  if (statSync(folder).isFile()) {
    return [{ name: basename(folder), text: readFileSync(folder, 'utf8') }];
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => SCRIPT.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}
