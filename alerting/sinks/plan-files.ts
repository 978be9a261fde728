import type { FoundFile } from './rule-folder.ts';
import type { RuleFile } from './rule-sink.ts';

/** A file that Prometheus refused, and what stands in its place. */
export interface ParkedFile {
  /** The text that was refused: another text is tried at once. */
  readonly text: string;
  /** What was loaded before it; null when nothing was. */
  readonly keep: string | null;
  /** Prometheus's words. */
  readonly message: string;
  /** When the same text is tried again. */
  readonly retryAtMs: number;
}

export interface FilePlan {
  /** Files to write, or with null to remove. Empty when the folder is as it should be. */
  readonly place: ReadonlyMap<string, string | null>;
  /** Rules whose file belongs to somebody else, by rule id, with the reason. */
  readonly blocked: ReadonlyMap<string, string>;
}

/**
 * What must change in a folder so that it holds exactly the desired files of this cluster. Files of
 * other clusters and files without our header are left alone, unless they bear the name of a
 * desired one: then a header of ours was edited away, and the file is written again.
 */
export function planFiles(
  cluster: string,
  desired: readonly RuleFile[],
  found: ReadonlyMap<string, FoundFile>,
  parked: ReadonlyMap<string, ParkedFile>,
): FilePlan {
  const place = new Map<string, string | null>();
  const blocked = new Map<string, string>();
  const wanted = new Set(desired.map((file) => file.fileName));
  for (const file of desired) {
    const there = found.get(file.fileName);
    const other = there?.origin?.cluster;
    if (other !== undefined && other !== cluster) {
      blocked.set(file.ruleId, `the folder of rule files is also that of cluster ${other}`);
      continue;
    }
    const text = textFor(file, parked);
    if ((there?.text ?? null) !== text) place.set(file.fileName, text);
  }
  for (const [name, { origin }] of found) {
    if (!wanted.has(name) && origin?.cluster === cluster) place.set(name, null);
  }
  return { place, blocked };
}

function textFor(file: RuleFile, parked: ReadonlyMap<string, ParkedFile>): string | null {
  const aside = parked.get(file.fileName);
  return aside?.text === file.text ? aside.keep : file.text;
}
