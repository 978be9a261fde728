import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MAX_DEPTH = 32;

/** A file that a pattern found. */
export interface FoundFile {
  readonly path: string;
  /** Device and inode: what stays the same when it is renamed. */
  readonly key: string;
  readonly sizeBytes: number;
}

/**
 * Whether a name fits a pattern of `*` (any text), `?` (one character) and literals; in time
 * proportional to the product of their lengths.
 */
export function isNameMatch(pattern: string, name: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let retryAt = 0;
  while (at < name.length) {
    const expected = pattern[position];
    if (expected === '*') {
      star = position++;
      retryAt = at;
    } else if (expected !== undefined && (expected === '?' || expected === name[at])) {
      position++;
      at++;
    } else if (star >= 0) {
      position = star + 1;
      at = ++retryAt;
    } else return false;
  }
  while (pattern[position] === '*') position++;
  return position === pattern.length;
}

/** Whether a path fits a pattern; `**` stands for any number of folders. Both are absolute. */
export function isPathMatch(pattern: string, path: string): boolean {
  return matchParts(pattern.split('/'), path.split('/'));
}

function matchParts(pattern: readonly string[], path: readonly string[]): boolean {
  // Rows of a table, for each prefix of the path: which prefixes of the pattern fit it.
  let fits = [true, ...pattern.map(() => false)];
  pattern.forEach((part, index) => {
    if (part === '**' && fits[index] === true) fits[index + 1] = true;
  });
  for (const name of path) {
    const next = [false];
    pattern.forEach((part, index) => {
      const isFit =
        part === '**'
          ? next[index] === true || fits[index + 1] === true
          : fits[index] === true && isNameMatch(part, name);
      next.push(isFit);
    });
    fits = next;
  }
  return fits[pattern.length] === true;
}

/**
 * Regular files that fit the pattern and none of the exclusions, in order of their paths. Folders
 * that cannot be read are passed over; links to folders are not followed by `**`.
 * @param pattern absolute, with `/`
 */
export function findFiles(
  pattern: string,
  exclude: readonly string[],
  maxFiles: number,
): readonly FoundFile[] {
  const found: FoundFile[] = [];
  const parts = pattern.split('/').slice(1);
  walk('/', parts, 0, (path) => {
    if (found.length >= maxFiles || exclude.some((one) => isPathMatch(one, path))) return;
    const file = statOf(path);
    if (file !== null) found.push(file);
  });
  return found;
}

/** Null: there is no regular file of that path that could be looked at. */
export function statOf(path: string): FoundFile | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) return null;
  return { path, key: `${stat.dev}:${stat.ino}`, sizeBytes: stat.size };
}

function walk(
  folder: string,
  parts: readonly string[],
  depth: number,
  onFile: (path: string) => void,
): void {
  const [part, ...rest] = parts;
  if (part === undefined || depth > MAX_DEPTH) return;
  if (part === '**') {
    if (rest.length > 0) walk(folder, rest, depth, onFile);
    for (const entry of entriesOf(folder)) {
      if (entry.isDirectory()) walk(join(folder, entry.name), parts, depth + 1, onFile);
      else if (rest.length === 0) onFile(join(folder, entry.name));
    }
    return;
  }
  if (!/[*?]/.test(part)) {
    if (rest.length === 0) onFile(join(folder, part));
    else walk(join(folder, part), rest, depth + 1, onFile);
    return;
  }
  for (const entry of entriesOf(folder)) {
    if (!isNameMatch(part, entry.name) || isHidden(part, entry.name)) continue;
    const path = join(folder, entry.name);
    if (rest.length === 0) onFile(path);
    else if (!entry.isFile()) walk(path, rest, depth + 1, onFile);
  }
}

/** As in a shell, a wildcard does not stand for the dot that hides a name. */
function isHidden(pattern: string, name: string): boolean {
  return name.startsWith('.') && !pattern.startsWith('.');
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (thrown) {
    if (isUnreadable(thrown)) return [];
    throw thrown;
  }
}

function isUnreadable(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
  return code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR' || code === 'EPERM';
}
