import { isRecord } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';

/** Two changes of one dashboard put together. */
export interface MergedBoards {
  readonly board: JsonRecord;
  /** Where both changed the same in different ways, as JSON pointers; there `mine` stands. */
  readonly conflicts: readonly string[];
}

/** Members by which the elements of a list are known again: panels, variables, queries. */
const KEYS = ['id', 'name', 'refId'] as const;

/**
 * What two people made of the same dashboard, in one: whatever only one of them changed is taken from
 * that one. Panels are known by their ids, variables by their names.
 */
export function mergeBoards(base: JsonRecord, mine: JsonRecord, theirs: JsonRecord): MergedBoards {
  const conflicts: string[] = [];
  return { board: mergeRecords({ base, mine, theirs }, '', conflicts), conflicts };
}

interface Three<T> {
  readonly base: T;
  readonly mine: T;
  readonly theirs: T;
}

function mergeRecords(
  { base, mine, theirs }: Three<JsonRecord>,
  at: string,
  conflicts: string[],
): JsonRecord {
  const names = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  const members = [...names].flatMap((name) => {
    const three = { base: own(base, name), mine: own(mine, name), theirs: own(theirs, name) };
    const value = merge(three, `${at}/${name}`, conflicts);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(members);
}

function own(record: JsonRecord, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function merge({ base, mine, theirs }: Three<unknown>, at: string, conflicts: string[]): unknown {
  if (isSame(mine, theirs) || isSame(theirs, base)) return mine;
  if (isSame(mine, base)) return theirs;
  if (isRecord(mine) && isRecord(theirs)) {
    return mergeRecords({ base: isRecord(base) ? base : {}, mine, theirs }, at, conflicts);
  }
  const lists = mergeLists({ base, mine, theirs }, at, conflicts);
  if (lists !== null) return lists;
  conflicts.push(at);
  return mine;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Null where the elements cannot be told apart. */
function mergeLists(
  { base, mine, theirs }: Three<unknown>,
  at: string,
  conflicts: string[],
): readonly unknown[] | null {
  const found = KEYS.map((key) => ({
    base: byKey(base ?? [], key),
    mine: byKey(mine, key),
    theirs: byKey(theirs, key),
  })).find((three) => three.base !== null && three.mine !== null && three.theirs !== null);
  if (found === undefined) return null;
  const [before, my, their] = [found.base, found.mine, found.theirs];
  if (before === null || my === null || their === null) return null;
  const order = isSame([...my.keys()], [...before.keys()]) ? [their, my] : [my, their];
  const keys = new Set(order.flatMap((each) => [...each.keys()]));
  return [...keys].flatMap((key) => {
    const three = { base: before.get(key), mine: my.get(key), theirs: their.get(key) };
    const value = merge(three, `${at}/${key}`, conflicts);
    return value === undefined ? [] : [value];
  });
}

function byKey(list: unknown, key: (typeof KEYS)[number]): ReadonlyMap<string, JsonRecord> | null {
  if (!Array.isArray(list)) return null;
  const found = new Map<string, JsonRecord>();
  for (const each of list) {
    if (!isRecord(each) || each[key] === undefined) return null;
    found.set(String(each[key]), each);
  }
  return found.size === list.length ? found : null;
}
