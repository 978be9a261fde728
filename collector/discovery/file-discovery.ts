import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { createPolledDiscovery, type PolledGroups } from './polled-discovery.ts';
import { readTargetGroups } from './read-target-groups.ts';
import type { Discovery, TargetGroup } from './target-group.ts';

export interface FileDiscoveryOptions {
  /** Paths whose last part may hold `*`; they end in `.json`, `.yml` or `.yaml`. */
  readonly files: readonly string[];
  readonly everyMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

const MAX_FILE_BYTES = 16 * 1_048_576;

interface KnownFile {
  /** Changes when the file does. */
  readonly signature: string;
  /** The last good ones. */
  readonly groups: readonly TargetGroup[];
  readonly error: string | null;
}

/**
 * Prometheus's file_sd: files are looked at again each time; those that cannot be read keep what
 * they said last, and a file that is gone takes its targets with it.
 */
export function fileDiscovery(options: FileDiscoveryOptions): Discovery {
  const known = new KnownFiles(options.files);
  return createPolledDiscovery({
    name: `file ${options.files.join(', ')}`,
    everyMs: options.everyMs,
    clock: options.clock,
    logger: options.logger,
    look: () => known.look(),
  });
}

class KnownFiles {
  readonly #patterns: readonly string[];
  readonly #files = new Map<string, KnownFile>();
  #groups: readonly TargetGroup[] = [];

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns;
  }

  async look(): Promise<PolledGroups> {
    const listed = await Promise.all(this.#patterns.map(matchingFiles));
    const paths = new Set(listed.flatMap((one) => one.paths).sort());
    const errors = listed.flatMap((one) => one.errors);
    let isChanged = false;
    for (const path of [...this.#files.keys()]) {
      // A folder that cannot be read says nothing about its files.
      if (!paths.has(path) && errors.length === 0) isChanged = this.#files.delete(path);
    }
    for (const path of paths) isChanged = (await this.#readAgain(path)) || isChanged;
    if (isChanged) this.#groups = [...this.#files.values()].flatMap(({ groups }) => groups);
    const inFiles = [...this.#files.values()].flatMap(({ error }) => error ?? []);
    return { groups: this.#groups, errors: [...errors, ...inFiles] };
  }

  /** @returns whether its targets may be others now */
  async #readAgain(path: string): Promise<boolean> {
    const before = this.#files.get(path);
    try {
      const { mtimeMs, size, ino } = await stat(path);
      const signature = `${mtimeMs}:${size}:${ino}`;
      if (before?.signature === signature) return false;
      if (size > MAX_FILE_BYTES) throw new Error(`it has ${size} bytes, ${MAX_FILE_BYTES} at most`);
      const format = /\.json$/i.test(path) ? 'json' : 'yaml';
      const meta = ['__meta_filepath', path] as const;
      const read = readTargetGroups(await readFile(path, 'utf8'), format, path, [meta]);
      if (read.kind === 'refused') return this.#keep(path, before, read.message, signature);
      this.#files.set(path, { signature, groups: read.groups, error: null });
      return true;
    } catch (thrown) {
      const error = asError(thrown);
      if ('code' in error && error.code === 'ENOENT') return this.#forget(path, before);
      return this.#keep(path, before, error.message, '');
    }
  }

  #forget(path: string, before: KnownFile | undefined): boolean {
    this.#files.set(path, { signature: '', groups: [], error: `${path}: there is no such file` });
    return (before?.groups.length ?? 0) > 0;
  }

  #keep(path: string, before: KnownFile | undefined, why: string, signature: string): false {
    const error = `${path}: ${why}`;
    this.#files.set(path, { signature, groups: before?.groups ?? [], error });
    return false;
  }
}

interface Listed {
  readonly paths: readonly string[];
  readonly errors: readonly string[];
}

async function matchingFiles(pattern: string): Promise<Listed> {
  const name = basename(pattern);
  if (!name.includes('*')) return { paths: [pattern], errors: [] };
  const folder = dirname(pattern);
  try {
    const names = await readdir(folder);
    const paths = names.filter((one) => matchesGlob(one, name)).map((one) => join(folder, one));
    return { paths, errors: [] };
  } catch (thrown) {
    return { paths: [], errors: [`${pattern}: ${asError(thrown).message}`] };
  }
}

/** `*` stands for any text; hidden files only match a pattern that begins with a dot. */
function matchesGlob(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
