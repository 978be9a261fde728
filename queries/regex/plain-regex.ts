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
 * Certain are literals, `.`, `^`, `$`, `\b`, alternation, groups `(…)`, `(?:…)`, `(?P<name>…)` and
 * `(?i)`, simple classes such as `[^a-z0-9_.]` and `\d`, and one repetition (`*`, `+`, `?`, `{2,5}`,
 * each with `?` for lazy) after a literal, a class or a group.
 */
export function plainRegex(pattern: string): PlainRegex | null {
  const scanner = new Scanner(pattern);
  while (scanner.at < pattern.length) if (!scanner.step()) return null;
  return scanner.result();
}

/** Groups that may stand inside each other; RE2 allows 1,000. */
const MAX_OPEN = 100;

/** Product of counted repetitions inside each other; RE2 allows 1,000, rounding on the way. */
const MAX_REPEAT = 500;

/** A group's beginning, or flags for what follows. */
const GROUP = /\((?:\?P<([a-zA-Z_][a-zA-Z0-9_]*)>|\?[imsU]*:|(\?[imsU]+\))|(?!\?))/y;

/** Members: characters without a meaning in classes, some ranges, `\d` and its like. */
const CLASS =
  /\[\^?(?:a-z|A-[zZ]|a-f|A-F|0-[0-9]|1-[1-9]|2-[2-9]|3-[3-9]|4-[4-9]|5-[5-9]|[1-8]-9|\\[dDwWsS.\-\]\\/"]|[a-zA-Z0-9_ .,;:/'"`|(){}<>=!?*+@#%&~$](?!-))+-?\]/y;

const REPEAT = /\{([0-9]{1,3})(?:(,)([0-9]{0,3}))?\}/y;

const ESCAPABLE = 'dDwWsSbB.*+?()[]{}|^$\\/-_"nrt';

/** The alternatives of one group: does one read so far, and does the present one, match nothing? */
interface Level {
  readonly earlier: boolean;
  readonly present: boolean;
  readonly repeats: number;
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
  /** Largest product of counts in the present group, and in the element read last. */
  private repeats = 1;
  private elementRepeats = 1;

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
        return this.repetition(char !== '+', 1, 1);
      case '{':
        return this.countedRepetition();
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
        return this.escape();
      default:
        return this.literal();
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
    this.elementRepeats = 1;
    this.at += length;
  }

  private closeAlternative(): void {
    this.earlier ||= this.present && this.element;
    this.present = true;
    this.element = true;
  }

  private literal(): boolean {
    const code = this.pattern.codePointAt(this.at) ?? 0;
    this.begin(false, true, code > 0xffff ? 2 : 1);
    // Half a surrogate pair stands for a byte that is no UTF-8, or is a mistake.
    return code < 0xd800 || code > 0xdfff;
  }

  private escape(): boolean {
    const letter = this.pattern.charAt(this.at + 1);
    // The empty text has no word boundary, so `\b` matches it no more than a letter does.
    this.begin(letter === 'B', letter !== 'b' && letter !== 'B', 2);
    return letter !== '' && ESCAPABLE.includes(letter);
  }

  private countedRepetition(): boolean {
    REPEAT.lastIndex = this.at;
    const found = REPEAT.exec(this.pattern);
    if (found === null) return false;
    const [text, least = '', comma, most = ''] = found;
    const min = Number(least);
    const max = comma === undefined || most === '' ? min : Number(most);
    return min <= max && this.repetition(min === 0, text.length, Math.max(1, max));
  }

  private repetition(mayBeNone: boolean, length: number, count: number): boolean {
    this.elementRepeats *= count;
    if (!this.isRepeatable || this.elementRepeats > MAX_REPEAT) return false;
    this.repeats = Math.max(this.repeats, this.elementRepeats);
    if (mayBeNone) this.element = true;
    this.isRepeatable = false;
    this.at += length;
    if (this.pattern.charAt(this.at) === '?') this.at++;
    return true;
  }

  private openGroup(): boolean {
    GROUP.lastIndex = this.at;
    const found = GROUP.exec(this.pattern);
    if (found === null || this.outer.length === MAX_OPEN) return false;
    const [text, name, flags] = found;
    this.begin(true, false, text.length);
    if (flags !== undefined) return true;
    if (name !== undefined) this.names.push(name);
    const { earlier, present, repeats } = this;
    this.outer.push({ earlier, present, repeats });
    this.earlier = false;
    this.present = true;
    this.repeats = 1;
    return true;
  }

  private closeGroup(): boolean {
    const level = this.outer.pop();
    if (level === undefined) return false;
    this.closeAlternative();
    this.element = this.earlier;
    this.elementRepeats = this.repeats;
    this.earlier = level.earlier;
    this.present = level.present;
    this.repeats = Math.max(level.repeats, this.elementRepeats);
    this.isRepeatable = true;
    this.at++;
    return true;
  }
}
