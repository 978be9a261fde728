/** Where one writes in a document that may be half written: told from its lines alone. */
export interface YamlPlace {
  /** Names of the maps around it from the outside, and `-` for each list. */
  readonly path: readonly string[];
  /** The member whose value is written; null: a name is. */
  readonly member: string | null;
  /** Where the word before the place begins, a UTF-16 offset. */
  readonly from: number;
  /** Names that the map has already, as far as they stand above. */
  readonly taken: ReadonlySet<string>;
}

/** `indent` is that of the name, after the dashes before it. */
interface Line {
  readonly dashes: readonly number[];
  readonly indent: number;
  readonly name: string | null;
}

const LINE = /^( *)((?:- +)*)(?:(?:"([^"]*)"|([^\s:#"'[\]{},][^:#]*?)):(?: |$))?/;

/** Null in a comment, and in a text that begins with a quote. */
export function yamlPlace(text: string, offset: number): YamlPlace | null {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const written = text.slice(start, offset);
  const found = /^ *(?:- +)*(?:([^\s:#"'[\]{},-][^:#"]*): +)?([^\s"'#:]*)$/.exec(written);
  if (found === null) return null;
  const [, member = null, word = ''] = found;
  const { dashes, indent } = lineOf(written);
  const above = text.slice(0, Math.max(0, start - 1)).split('\n');
  const { path, taken } = walkUp(start === 0 ? [] : above, dashes, indent);
  return { path, member: member?.trim() ?? null, from: offset - word.length, taken };
}

function lineOf(text: string): Line {
  const [, spaces = '', marks = '', quoted, plain] = LINE.exec(text) ?? [];
  const dashes = [...marks].flatMap((mark, index) => (mark === '-' ? [spaces.length + index] : []));
  return { dashes, indent: spaces.length + marks.length, name: quoted ?? plain ?? null };
}

function walkUp(
  above: readonly string[],
  ownDashes: readonly number[],
  ownIndent: number,
): Pick<YamlPlace, 'path' | 'taken'> {
  const path: string[] = ownDashes.map(() => '-');
  const taken = new Set<string>();
  let isSibling = true;
  let limit = ownIndent;
  let outer = ownDashes[0] ?? ownIndent;
  for (const text of above.toReversed()) {
    if (text.trim() === '' || text.trimStart().startsWith('#')) continue;
    const { dashes, indent, name } = lineOf(text);
    if (isSibling && ownDashes.length === 0 && indent === limit && name !== null) taken.add(name);
    const opened = dashes.filter((at) => at < outer);
    if (indent === outer && dashes.length > 0 && opened.length > 0) {
      // The first member of an item: what is above it is around the list.
      path.unshift(...opened.map(() => '-'));
      outer = opened[0] ?? outer;
      isSibling = false;
      continue;
    }
    const isAround = indent < outer || (indent === outer && path[0] === '-' && dashes.length === 0);
    if (!isAround || name === null) continue;
    path.unshift(...dashes.map(() => '-'), name);
    outer = dashes[0] ?? indent;
    limit = outer;
    isSibling = false;
    if (outer === 0 && dashes.length === 0) break;
  }
  return { path, taken };
}
