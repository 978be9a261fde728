import { isKustomizationOf } from '../rules/manifests/kustomization.ts';
import { isRuleObjectFile, readObjectOrigin } from '../rules/manifests/rule-object.ts';
import { LIST_FILE, readManagedList } from './managed-list.ts';
import { KUSTOMIZATION_FILE, type ObjectFile } from './object-folder.ts';

/** A file that is to be there. */
export interface WantedObject {
  readonly ruleId: string;
  readonly text: string;
}

export type ObjectPlan =
  | {
      readonly kind: 'plan';
      readonly write: ReadonlyMap<string, string>;
      readonly remove: readonly string[];
      /** Files that the list names now. */
      readonly listed: readonly string[];
      /** Files that are ours after the pass. */
      readonly kept: readonly string[];
      /** Rules whose file belongs to somebody else, by rule id, with the reason. */
      readonly blocked: ReadonlyMap<string, string>;
      /** What is left alone and should be looked at; null when nothing is. */
      readonly problem: string | null;
      /** The kustomization is ours to write. */
      readonly ownsKustomization: boolean;
    }
  | { readonly kind: 'stopped'; readonly problem: string };

/** Fewer files than these may all go at once. */
const GUARDED_FROM = 10;

/**
 * What must change in a folder so that it holds exactly the wanted objects. Removed is only what is
 * on the list *and* bears our header; overwritten only what is on the list or bears it. When more
 * than half of more than 10 files would go, nothing is done without an administrator's word.
 */
export function planObjects(
  cluster: string,
  wanted: ReadonlyMap<string, WantedObject>,
  found: ReadonlyMap<string, ObjectFile>,
  allowMassRemoval: boolean,
): ObjectPlan {
  const list = readManagedList(found.get(LIST_FILE) ?? '');
  if (list && list.cluster !== cluster) return stopped(`is that of cluster ${list.cluster}`);
  if (found.get(LIST_FILE) === null) return stopped(`has a ${LIST_FILE} that is no plain file`);
  const listed = new Set(list?.files);
  const there = [...listed].filter((name) => found.has(name));
  const remove = there.filter((name) => !wanted.has(name) && isMarked(cluster, found.get(name)));
  if (!allowMassRemoval && there.length > GUARDED_FROM && remove.length * 2 > there.length) {
    return stopped(
      `would lose ${remove.length} of its ${there.length} files at once: nothing is changed until an administrator sets allowMassRemoval`,
    );
  }
  const { write, blocked } = placesOf(cluster, wanted, found, listed);
  const kept = [...wanted].flatMap(([name, { ruleId }]) => (blocked.has(ruleId) ? [] : [name]));
  const kustomization = found.get(KUSTOMIZATION_FILE);
  const ownsKustomization =
    kustomization === undefined ||
    (kustomization !== null && isKustomizationOf(cluster, kustomization));
  const strays = [...found].filter(
    ([name, file]) => !wanted.has(name) && !listed.has(name) && isMarked(cluster, file),
  );
  const problem = problemOf(ownsKustomization, strays.length);
  const now = [...listed].sort();
  return { kind: 'plan', write, remove, listed: now, kept, blocked, problem, ownsKustomization };
}

function placesOf(
  cluster: string,
  wanted: ReadonlyMap<string, WantedObject>,
  found: ReadonlyMap<string, ObjectFile>,
  listed: ReadonlySet<string>,
) {
  const write = new Map<string, string>();
  const blocked = new Map<string, string>();
  for (const [name, { ruleId, text }] of wanted) {
    const file = found.get(name);
    if (file === text) continue;
    const reason = whyBlocked(cluster, file, listed.has(name));
    if (reason === undefined) write.set(name, text);
    else blocked.set(ruleId, reason);
  }
  return { write, blocked };
}

function whyBlocked(
  cluster: string,
  file: ObjectFile | undefined,
  isListed: boolean,
): string | undefined {
  if (file === undefined) return undefined;
  if (file === null) return 'the file of this rule is a link or no plain file, and is left alone';
  const other = readObjectOrigin(file)?.cluster;
  if (other === cluster) return undefined;
  if (other !== undefined) return `the folder of objects is also that of cluster ${other}`;
  return isListed ? undefined : 'a file with the name of this rule is not ours, and is left alone';
}

function isMarked(cluster: string, file: ObjectFile | undefined): boolean {
  return typeof file === 'string' && readObjectOrigin(file)?.cluster === cluster;
}

function problemOf(ownsKustomization: boolean, strays: number): string | null {
  if (!ownsKustomization) {
    return `${KUSTOMIZATION_FILE} in the folder of objects is not ours, and is left alone: give the sink a folder of its own`;
  }
  if (strays === 0) return null;
  return `${strays} files in the folder of objects bear our mark, but are not on our list (${LIST_FILE}), and are left alone: remove them by hand`;
}

function stopped(what: string): ObjectPlan {
  return { kind: 'stopped', problem: `the folder of objects ${what}` };
}

/** Files of the folder that are ours to commit after the pass: what is kept, and what went. */
export function isOursToCommit(name: string, kept: ReadonlySet<string>, isThere: boolean): boolean {
  if (name === LIST_FILE) return true;
  return kept.has(name) || (!isThere && isRuleObjectFile(name));
}
