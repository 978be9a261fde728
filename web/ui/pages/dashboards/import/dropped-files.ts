/** A file of a mixin's folder, with its path below what was dropped. */
export interface ReadFile {
  readonly path: string;
  readonly text: string;
}

/** No folder of dashboards has more. */
export const MOST_FILES = 500;
const MOST_CHARS = 4_000_000;
/** Most rule files that are sent along, and the characters of one. */
export const MOST_RULES = { files: 20, chars: 2_000_000 };

/** The JSON files, and rule files as YAML, of what was dropped or chosen: files, and everything in folders. */
export async function readDropped(items: DataTransferItemList): Promise<readonly ReadFile[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found: ReadFile[] = [];
  for (const entry of entries) await readEntry(entry, found);
  return found.toSorted(byPath);
}

/** Files as a field of a form gives them. */
export async function readChosen(files: readonly File[]): Promise<readonly ReadFile[]> {
  const json = files.filter(({ name }) => isJson(name) || isRules(name)).slice(0, MOST_FILES);
  const read = await Promise.all(
    json.map(async (file) => ({
      path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
      text: await file.text(),
    })),
  );
  return read.toSorted(byPath);
}

/** Browsers tell a folder in any order. */
const byPath = (a: ReadFile, b: ReadFile): number => (a.path < b.path ? -1 : 1);

async function readEntry(entry: FileSystemEntry, found: ReadFile[]): Promise<void> {
  if (found.length >= MOST_FILES) return;
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
  found.push({ path: entry.fullPath.replace(/^\//, ''), text: await file.text() });
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
