/** What is known of a pattern that is certainly valid RE2. */
export interface PlainRegex {
  /** Names of its groups, in order. */
  readonly groupNames: readonly string[];
  /** Does it, anchored on both sides, match the empty text? */
  readonly matchesEmpty: boolean;
}

/**
 * Judges a pattern without a parser; `null` for one that needs a real one, valid or not. Linear in
 * the pattern.
 *
 * Certain are ASCII literals, `.`, `^`, `$`, alternation, groups `(…)`, `(?:…)` and `(?P<name>…)`,
 * simple classes such as `[^a-z0-9_.]` and `\d`, and one `*`, `+` or `?` (and `?` for lazy) after
 * a literal, a class or a group. Counted repetition is left to the parser, which bounds it.
 */
export function plainRegex(pattern: string): PlainRegex | null {
  const scanner = new Scanner(pattern);
  while (scanner.at < pattern.length) if (!scanner.step()) return null;
  return scanner.result();
}

/** Groups that may stand inside each other; RE2 allows 1,000. */
const MAX_OPEN = 100;

const GROUP = /\((?:\?:|\?P<([a-zA-Z_][a-zA-Z0-9_]*)>|(?!\?))/y;

/** Members: characters without a meaning in classes, some ranges, `\d` and its like. */
const CLASS =
  /\[\^?(?:a-z|A-Z|0-9|a-f|A-F|\\[dDwWsS.\-\]\\/"]|[a-zA-Z0-9_ .,;:/'"`|(){}<>=!?*+@#%&~$](?!-))+-?\]/y;

const ESCAPABLE = 'dDwWsS.*+?()[]{}|^$\\/-_"nrt';

/** The alternatives of one group: does one read so far, and does the present one, match nothing? */
interface Level {
  readonly earlier: boolean;
  readonly present: boolean;
}

class Scanner {
  at = 0;
  private readonly pattern: string;
  private readonly names: string[] = [];
  private readonly outer: Level[] = [];
  private earlier = false;
  private present = true;
  /** Does the element read last match nothing? A repetition may change it. */
  private element = true;
  private isRepeatable = false;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  /** Reads the next element; false when it is not certain. */
  step(): boolean {
    const char = this.pattern.charAt(this.at);
    switch (char) {
      case '*':
      case '+':
      case '?':
        return this.repetition(char);
      case '(':
        return this.openGroup();
      case ')':
        return this.closeGroup();
      case '|':
        this.closeAlternative();
        this.begin(true, false, 1);
        return true;
      case '^':
      case '$':
        this.begin(true, false, 1);
        return true;
      case '[':
        CLASS.lastIndex = this.at;
        if (!CLASS.test(this.pattern)) return false;
        this.begin(false, true, CLASS.lastIndex - this.at);
        return true;
      case '\\':
        this.begin(false, true, 2);
        return ESCAPABLE.includes(this.pattern.charAt(this.at - 1) || ' ');
      default:
        this.begin(false, true, 1);
        return char !== '{' && char < '\x80';
    }
  }

  result(): PlainRegex | null {
    this.closeAlternative();
    const { names } = this;
    if (this.outer.length > 0 || new Set(names).size < names.length) return null;
    return { groupNames: names, matchesEmpty: this.earlier };
  }

  /** The element before is complete; the next one has the given nature and length. */
  private begin(matchesNothing: boolean, isRepeatable: boolean, length: number): void {
    this.present &&= this.element;
    this.element = matchesNothing;
    this.isRepeatable = isRepeatable;
    this.at += length;
  }

  private closeAlternative(): void {
    this.earlier ||= this.present && this.element;
    this.present = true;
    this.element = true;
  }

  private repetition(char: string): boolean {
    if (!this.isRepeatable) return false;
    if (char !== '+') this.element = true;
    this.isRepeatable = false;
    this.at += this.pattern.charAt(this.at + 1) === '?' ? 2 : 1;
    return true;
  }

  private openGroup(): boolean {
    GROUP.lastIndex = this.at;
    const found = GROUP.exec(this.pattern);
    if (found === null || this.outer.length === MAX_OPEN) return false;
    if (found[1] !== undefined) this.names.push(found[1]);
    this.begin(true, false, found[0].length);
    this.outer.push({ earlier: this.earlier, present: this.present });
    this.earlier = false;
    this.present = true;
    return true;
  }

  private closeGroup(): boolean {
    const level = this.outer.pop();
    if (level === undefined) return false;
    this.closeAlternative();
    this.element = this.earlier;
    this.earlier = level.earlier;
    this.present = level.present;
    this.isRepeatable = true;
    this.at++;
    return true;
  }
}
