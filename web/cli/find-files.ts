import { existsSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, normalize, sep } from 'node:path';

/**
 * Files that a path or a pattern names, sorted: `*` any characters of a name, `?` one of them, as
 * in `rules/*.yml`. A relative one is below `folder`. Empty when there is none.
 */
export function findFiles(pattern: string, folder: string): readonly string[] {
  const start = isAbsolute(pattern) ? sep : folder;
  const names = normalize(pattern)
    .split(sep)
    .filter((name) => name !== '');
  let found: readonly string[] = [start];
  for (const name of names) found = found.flatMap((place) => step(place, name));
  return found.toSorted();
}

function step(place: string, name: string): readonly string[] {
  if (!/[*?]/.test(name)) {
    const next = join(place, name);
    return existsSync(next) ? [next] : [];
  }
  if (!statSync(place).isDirectory()) return [];
  return readdirSync(place)
    .filter((entry) => isLike(entry, name))
    .map((entry) => join(place, entry));
}

/** Linear but for the length of the pattern: of stars only the last one is tried again. */
export function isLike(text: string, pattern: string): boolean {
  let [at, place] = [0, 0];
  let star: readonly [at: number, place: number] | null = null;
  while (at < text.length) {
    const wanted = pattern[place];
    if (wanted === '*') {
      star = [at, place];
      place += 1;
    } else if (wanted === '?' || (wanted !== undefined && wanted === text[at])) {
      at += 1;
      place += 1;
    } else if (star !== null) {
      star = [star[0] + 1, star[1]];
      at = star[0];
      place = star[1] + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(place));
}
