import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An absolute path inside the repository. */
export function inRepository(...parts: readonly string[]): string {
  return join(fileURLToPath(new URL('../..', import.meta.url)), ...parts);
}
