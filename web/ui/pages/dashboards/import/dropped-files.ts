import {
  boardsInObjects,
  type LeftOutBoard,
  mayHoldBoards,
} from '../../../../../dashboards/import/object-boards.ts';

/** A file of a mixin's folder, with its path below what was dropped. */
export interface ReadFile {
  readonly path: string;
  readonly text: string;
}

/** What was read of folders and files. */
export interface DroppedFiles {
  readonly files: readonly ReadFile[];
  /** Whether there were more than `MOST_FILES`, which were not read. */
  readonly isCut: boolean;
  /** Dashboards that objects name and do not hold. */
  readonly leftOut: readonly LeftOutBoard[];
}

interface Found {
  readonly files: ReadFile[];
  readonly leftOut: LeftOutBoard[];
}

/** Of all that is dropped or chosen at once. */
export const MOST_FILES = 1_000;
const MOST_CHARS = 4_000_000;
/** Most rule files that one request carries, and their characters. */
export const MOST_RULES = { files: 100, chars: 2_000_000 };

/** The dashboards, and rule files as YAML, of what was dropped or chosen: files, and everything in folders. */
export async function readDropped(
  items: Iterable<Pick<DataTransferItem, 'webkitGetAsEntry'>>,
): Promise<DroppedFiles> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found: Found = { files: [], leftOut: [] };
  for (const entry of entries) await readEntry(entry, found);
  return droppedOf(found);
}

/** Files as a field of a form gives them. */
export async function readChosen(files: readonly File[]): Promise<DroppedFiles> {
  const found: Found = { files: [], leftOut: [] };
  for (const file of files) {
    if (found.files.length > MOST_FILES) break;
    await readFile(
      file,
      file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
      found,
    );
  }
  return droppedOf(found);
}

function droppedOf({ files, leftOut }: Found): DroppedFiles {
  const isCut = files.length > MOST_FILES;
  return { files: files.slice(0, MOST_FILES).toSorted(byPath), isCut, leftOut };
}

/**
 * JSON, and of YAML the dashboards in objects of a cluster and what records: alerts and other objects lie
 * beside in many repositories.
 */
async function readFile(file: Blob & { readonly name: string }, path: string, found: Found) {
  if (!isJson(file.name) && !isRules(file.name)) return;
  const text = await file.text();
  if (!isRules(file.name)) {
    found.files.push({ path, text });
    return;
  }
  if (mayHoldBoards(text)) {
    const boards = await boardsInObjects(path, text);
    found.files.push(...boards.files);
    found.leftOut.push(...boards.leftOut);
  }
  if (RECORDS.test(text)) found.files.push({ path, text });
}

const RECORDS = /\brecord"?\s*:/;

/** Browsers tell a folder in any order. */
const byPath = (a: ReadFile, b: ReadFile): number => (a.path < b.path ? -1 : 1);

async function readEntry(entry: FileSystemEntry, found: Found): Promise<void> {
  if (found.files.length > MOST_FILES) return;
  if (isDirectory(entry)) {
    const reader = entry.createReader();
    // A folder is told in parts, the last of which is empty.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (part.length === 0) return;
      for (const each of part) await readEntry(each, found);
    }
  }
  if (!isFile(entry) || !(isJson(entry.name) || isRules(entry.name))) return;
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
  await readFile(file, entry.fullPath.replace(/^\//, ''), found);
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isJson(name: string): boolean {
  return name.toLowerCase().endsWith('.json');
}

/** A rule file of a mixin, which says how the series of its dashboards are recorded. */
export function isRules(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/** The rule files that one request carries. */
export function rulesOf(files: readonly ReadFile[]): readonly ReadFile[] {
  let chars = 0;
  return files
    .filter(({ path }) => isRules(path))
    .filter(({ text }) => {
      chars += text.length;
      return chars <= MOST_RULES.chars;
    })
    .slice(0, MOST_RULES.files);
}

/** Files in portions that one request carries. */
export function portionsOf(files: readonly ReadFile[]): readonly (readonly ReadFile[])[] {
  const portions: ReadFile[][] = [];
  let chars = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const last = portions.at(-1);
    if (last === undefined || chars + file.text.length > MOST_CHARS || last.length >= 100) {
      portions.push([file]);
      chars = file.text.length;
    } else {
      last.push(file);
      chars += file.text.length;
    }
  }
  return portions;
}
