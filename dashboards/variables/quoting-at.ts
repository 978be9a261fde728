/** What encloses a place of a query: nothing, a comment, or a quoted text. */
export type Enclosure = 'none' | 'comment' | '"' | "'" | '`';

/** A place of a query. */
export interface QueryPlace {
  readonly enclosure: Enclosure;
  /** Where the quoted text or comment around it begins, at its sign; of none, the place itself. */
  readonly from: number;
  /** A backslash before it takes the first character of what is put there. */
  readonly isEscaped: boolean;
}

/**
 * What encloses each of the ascending offsets of a query in PromQL or LogQL, which quote alike.
 * Text that ends inside quotes is as it is: the parser of the query says so later.
 */
export function placesAt(query: string, offsets: readonly number[]): readonly QueryPlace[] {
  const found: QueryPlace[] = [];
  let now: Enclosure = 'none';
  let from = 0;
  let at = 0;
  for (const offset of offsets) {
    for (; at < offset; at += 1) {
      const char = query[at];
      if (char === '\\' && (now === '"' || now === "'")) at += 1;
      else {
        const next = after(now, char);
        if (next !== now) from = at;
        now = next;
      }
    }
    found.push({ enclosure: now, from: now === 'none' ? offset : from, isEscaped: at > offset });
  }
  return found;
}

/** See `placesAt`. */
export function enclosuresAt(query: string, offsets: readonly number[]): readonly Enclosure[] {
  return placesAt(query, offsets).map(({ enclosure }) => enclosure);
}

function after(now: Enclosure, char: string | undefined): Enclosure {
  if (now === 'comment') return char === '\n' ? 'none' : 'comment';
  if (now !== 'none') return char === now ? 'none' : now;
  if (char === '#') return 'comment';
  return char === '"' || char === "'" || char === '`' ? char : 'none';
}

/** The text inside such quotes; null where nothing can stand for it there. */
export function quotedInside(text: string, enclosure: Enclosure): string | null {
  switch (enclosure) {
    case 'none':
      return text;
    case 'comment':
      return text.replaceAll(/[\r\n]/g, ' ');
    case '`':
      return text.includes('`') ? null : text;
    default:
      return text
        .replaceAll('\\', '\\\\')
        .replaceAll(enclosure, `\\${enclosure}`)
        .replaceAll('\n', '\\n')
        .replaceAll('\r', '\\r');
  }
}
