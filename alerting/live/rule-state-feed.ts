import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { RuleStatus } from '../sinks/rule-status.ts';
import type { StatusBook } from '../sinks/status-book.ts';
import { type RuleLiveState, ruleLiveState, ruleStateKey } from './rule-live-state.ts';

/** How a rule does now; of one that is gone, or has moved out of sight, it is as it was before. */
export interface RuleStateItem {
  readonly rule: Rule;
  readonly state: RuleLiveState;
  readonly statuses: readonly RuleStatus[];
}

export interface RuleStateParts {
  readonly rules: RuleBook;
  readonly statuses: Pick<StatusBook, 'of' | 'subscribe'>;
  readonly clock: Clock;
  /** Port: one item as it goes over the wire. */
  readonly encode: (item: RuleStateItem) => string;
}

/** Who listens to how the rules of an owner do. */
export interface RuleStateReader {
  readonly owner: string;
  /** Asked before each message, so that what it may read may change. */
  mayRead(rule: Rule): boolean;
  send(text: string): void;
  /** What has not left yet. */
  readonly bufferedBytes: number;
}

/** What happens to a rule within this time is said once, as it is then. */
export const RULE_BATCH_MS = 100;
const PER_MESSAGE = 100;
/** A reader with more than this waiting is told later, and then how things are then. */
const PAUSE_BYTES = 128 * 1024;
const AGAIN_MS = 100;

interface OpenReader {
  readonly reader: RuleStateReader;
  /** Rules whose state it is to be told, as they were when it was told last; never their states. */
  readonly pending: Map<string, Rule>;
  again: Timer | null;
}

interface OwnersReaders {
  readonly readers: Set<OpenReader>;
  /** What they were told last, by rule. */
  readonly told: Map<string, { readonly rule: Rule; readonly key: string }>;
  timer: Timer | null;
}

/**
 * Tells readers how rules do: first of all that they may read, then of those that do otherwise than before.
 * Only the last state of each counts; what a slow reader waits for is a list of rules, however much
 * happens. Owners that nobody listens to cost nothing.
 */
export class RuleStateFeed {
  readonly #parts: RuleStateParts;
  readonly #byOwner = new Map<string, OwnersReaders>();
  /** Owners of rules that are told of, for those that are gone. */
  readonly #ownerOf = new Map<string, string>();

  constructor(parts: RuleStateParts) {
    this.#parts = parts;
    parts.statuses.subscribe((ids) => this.#looked(ids));
  }

  /** Begins with a snapshot. @returns what ends it */
  open(reader: RuleStateReader): { close(): void } {
    const { rules } = this.#parts;
    const mates = this.#matesOf(reader.owner);
    const own = rules.all().filter((rule) => rule.owner === reader.owner && reader.mayRead(rule));
    const pending = new Map(own.map((rule) => [rule.id, rule]));
    const open: OpenReader = { reader, pending, again: null };
    mates.readers.add(open);
    if (pending.size === 0) reader.send(messageOf([], 0));
    else this.#pump(open, new Map());
    return { close: () => this.#close(open, mates) };
  }

  #close(open: OpenReader, mates: OwnersReaders): void {
    open.again?.cancel();
    open.pending.clear();
    if (!mates.readers.delete(open) || mates.readers.size > 0) return;
    mates.timer?.cancel();
    for (const id of mates.told.keys()) this.#ownerOf.delete(id);
    this.#byOwner.delete(open.reader.owner);
  }

  /** Those that listen to an owner; the first one makes known how its rules do. */
  #matesOf(owner: string): OwnersReaders {
    const known = this.#byOwner.get(owner);
    if (known) return known;
    const made: OwnersReaders = { readers: new Set(), told: new Map(), timer: null };
    for (const rule of this.#parts.rules.all()) {
      if (rule.owner === owner) this.#note(made, rule, this.#keyOf(rule));
    }
    this.#byOwner.set(owner, made);
    return made;
  }

  #note(mates: OwnersReaders, rule: Rule, key: string): void {
    mates.told.set(rule.id, { rule, key });
    this.#ownerOf.set(rule.id, rule.owner);
  }

  #keyOf(rule: Rule): string {
    return ruleStateKey(rule, this.#parts.statuses.of(rule));
  }

  #looked(ids: readonly string[]): void {
    if (this.#byOwner.size === 0) return;
    for (const id of ids) {
      const rule = this.#parts.rules.get(id);
      const mates = this.#byOwner.get(rule?.owner ?? this.#ownerOf.get(id) ?? '');
      if (!mates) continue;
      const before = mates.told.get(id);
      if (rule) {
        const key = this.#keyOf(rule);
        if (before?.key === key) continue;
        this.#note(mates, rule, key);
        this.#tell(mates, before?.rule ?? rule);
      } else if (before) {
        mates.told.delete(id);
        this.#ownerOf.delete(id);
        this.#tell(mates, before.rule);
      }
    }
  }

  /** @param last the rule as readers were told of it, or as it is when it is new */
  #tell(mates: OwnersReaders, last: Rule): void {
    for (const { pending } of mates.readers) {
      if (!pending.has(last.id)) pending.set(last.id, last);
    }
    mates.timer ??= this.#parts.clock.after(RULE_BATCH_MS, () => {
      mates.timer = null;
      const texts = new Map<string, string>();
      for (const open of [...mates.readers]) this.#pump(open, texts);
    });
  }

  /** @param texts of the items that were encoded at this instant */
  #pump(open: OpenReader, texts: Map<string, string>): void {
    const { reader, pending } = open;
    open.again?.cancel();
    open.again = null;
    while (pending.size > 0) {
      if (reader.bufferedBytes > PAUSE_BYTES) {
        open.again = this.#parts.clock.after(AGAIN_MS, () => this.#pump(open, new Map()));
        return;
      }
      const part = [...pending.values()].slice(0, PER_MESSAGE);
      for (const { id } of part) pending.delete(id);
      const items = part.flatMap((last) => this.#textFor(reader, last, texts) ?? []);
      if (items.length > 0) reader.send(messageOf(items, pending.size));
    }
  }

  /** Null: it neither sees the rule nor did before. */
  #textFor(reader: RuleStateReader, last: Rule, texts: Map<string, string>): string | null {
    const rule = this.#parts.rules.get(last.id);
    if (rule && reader.mayRead(rule)) return this.#textOf(rule, texts);
    const { encode } = this.#parts;
    return reader.mayRead(last) ? encode({ rule: last, state: 'gone', statuses: [] }) : null;
  }

  #textOf(rule: Rule, texts: Map<string, string>): string {
    const known = texts.get(rule.id);
    if (known !== undefined) return known;
    const { statuses, encode } = this.#parts;
    const now = statuses.of(rule);
    const text = encode({ rule, state: ruleLiveState(rule, now), statuses: now });
    texts.set(rule.id, text);
    return text;
  }
}

/** @param left how many rules the reader is still to be told of */
function messageOf(items: readonly string[], left: number): string {
  return `{"type":"rules","left":${left},"items":[${items.join()}]}`;
}
