import type { FormatSpec } from './format-spec.ts';
import { formatValue } from './format-value.ts';
import { type GoValue, typeName } from './go-value.ts';
import { printValue } from './print-value.ts';
import type { TemplateBudget } from './template-budget.ts';

/** Go's own bound for widths and precisions. */
const MAX_SIZE = 1_000_000;

/** Go's `fmt.Sprintf`, with its texts for what does not fit: `%!d(string=x)`, `%!s(MISSING)`. */
export function sprintf(format: string, args: readonly GoValue[], budget: TemplateBudget): string {
  return new Formatter(format, args, budget).run();
}

class Formatter {
  readonly #format: string;
  readonly #args: readonly GoValue[];
  readonly #budget: TemplateBudget;
  #out = '';
  #at = 0;
  #next = 0;
  #isReordered = false;
  #isGoodIndex = true;
  #isAfterIndex = false;

  constructor(format: string, args: readonly GoValue[], budget: TemplateBudget) {
    this.#format = format;
    this.#args = args;
    this.#budget = budget;
  }

  run(): string {
    while (this.#at < this.#format.length) {
      const found = this.#format.indexOf('%', this.#at);
      const end = found === -1 ? this.#format.length : found;
      this.#add(this.#format.slice(this.#at, end));
      this.#at = end + 1;
      if (found !== -1) this.#directive();
    }
    if (!this.#isReordered && this.#next < this.#args.length) this.#addExtra();
    return this.#out;
  }

  #add(text: string): void {
    this.#budget.reserve(this.#out.length + text.length);
    this.#out += text;
  }

  #addExtra(): void {
    const extra = this.#args
      .slice(this.#next)
      .map((value) =>
        value === undefined || value === null
          ? '<nil>'
          : `${typeName(value)}=${printValue(value, this.#budget)}`,
      );
    this.#add(`%!(EXTRA ${extra.join(', ')})`);
  }

  #directive(): void {
    this.#isGoodIndex = true;
    this.#isAfterIndex = false;
    const flags = this.#flags();
    this.#index();
    const width = this.#width();
    const precision = this.#precision();
    if (!this.#isAfterIndex) this.#index();
    const verb = String.fromCodePoint(this.#format.codePointAt(this.#at) ?? 0);
    if (this.#at >= this.#format.length) {
      this.#add('%!(NOVERB)');
      return;
    }
    this.#at += verb.length;
    const isLeft = flags.has('-') || width.isNegative;
    const spec: FormatSpec = {
      plus: flags.has('+'),
      minus: isLeft,
      sharp: flags.has('#'),
      space: flags.has(' '),
      zero: flags.has('0') && !isLeft,
      width: width.value,
      precision,
    };
    this.#verb(verb, spec);
  }

  #verb(verb: string, spec: FormatSpec): void {
    if (verb === '%') this.#add('%');
    else if (!this.#isGoodIndex) this.#add(`%!${verb}(BADINDEX)`);
    else if (this.#next >= this.#args.length) this.#add(`%!${verb}(MISSING)`);
    else {
      const value = this.#args[this.#next];
      this.#next += 1;
      this.#budget.reserve(Math.max(spec.width ?? 0, spec.precision ?? 0));
      this.#add(formatValue(value, verb, spec, this.#budget));
    }
  }

  #flags(): ReadonlySet<string> {
    const flags = new Set<string>();
    while ('#0+- '.includes(this.#char()) && this.#char() !== '') {
      flags.add(this.#char());
      this.#at += 1;
    }
    return flags;
  }

  #char(): string {
    return this.#format.charAt(this.#at);
  }

  /** `[2]`: which argument comes next, counted from 1. */
  #index(): void {
    if (this.#char() !== '[') return;
    this.#isReordered = true;
    const end = this.#format.indexOf(']', this.#at);
    const inner = end === -1 ? '' : this.#format.slice(this.#at + 1, end);
    const index = /^\d{1,7}$/.test(inner) ? Number(inner) : 0;
    this.#at = end === -1 ? this.#at + 1 : end + 1;
    if (index >= 1 && index <= this.#args.length) {
      this.#next = index - 1;
      this.#isAfterIndex = true;
    } else this.#isGoodIndex = false;
  }

  #width(): { value: number | null; isNegative: boolean } {
    if (this.#char() !== '*') return { value: this.#number(), isNegative: false };
    this.#at += 1;
    const value = this.#argument();
    if (value === null) this.#add('%!(BADWIDTH)');
    return { value: value === null ? null : Math.abs(value), isNegative: (value ?? 0) < 0 };
  }

  #precision(): number | null {
    if (this.#char() !== '.') return null;
    this.#at += 1;
    this.#isAfterIndex = false;
    this.#index();
    if (this.#char() !== '*') return this.#number() ?? 0;
    this.#at += 1;
    const value = this.#argument();
    if (value === null) this.#add('%!(BADPREC)');
    return value === null || value < 0 ? null : value;
  }

  /** The next argument as a size; null where it is no int, or too large. */
  #argument(): number | null {
    const value = this.#args[this.#next];
    this.#next += 1;
    this.#isAfterIndex = false;
    if (typeof value !== 'bigint') return null;
    return value > MAX_SIZE || value < -MAX_SIZE ? null : Number(value);
  }

  #number(): number | null {
    const start = this.#at;
    while (this.#char() >= '0' && this.#char() <= '9') this.#at += 1;
    if (this.#at === start) return null;
    const value = Number(this.#format.slice(start, this.#at));
    return value > MAX_SIZE ? null : value;
  }
}
