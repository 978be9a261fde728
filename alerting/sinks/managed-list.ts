import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parseJson } from '../../platform/model/parse-json.ts';
import { isRuleObjectFile } from '../rules/manifests/rule-object.ts';

/** Beside the objects: which files the sink wrote. Only those are ever removed. */
export const LIST_FILE = '.tocsin-managed.json';

interface ManagedList {
  readonly cluster: string;
  readonly files: readonly string[];
}

const schema = Compile(
  Type.Object({
    version: Type.Literal(1),
    cluster: Type.String(),
    files: Type.Array(Type.String()),
  }),
);

/** @returns the same bytes for the same files, in whatever order */
export function printManagedList(cluster: string, files: Iterable<string>): string {
  const list = { version: 1, cluster, files: [...new Set(files)].sort() };
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** Reads the list back; names that the sink never makes are left out. Undefined for other texts. */
export function readManagedList(text: string): ManagedList | undefined {
  const value = parseJson(text);
  if (!schema.Check(value)) return undefined;
  return { cluster: value.cluster, files: value.files.filter(isRuleObjectFile) };
}
