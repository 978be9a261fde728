import type { FieldsOfFilter, FlowFilter } from '../filters/filter-fields.ts';
import { PARSED_FIELD } from '../stamped-names.ts';
import { detectExceptions } from './detect-exceptions.ts';
import { flowPattern } from './flow-pattern.ts';
import { fieldAt, type LogEvent, type LogRecord, textOf } from './log-event.ts';
import { parserOf } from './parse-line.ts';
import type { Stage } from './stage.ts';

/** @throws Error for what the built-in collector cannot run, which validation refuses */
export function stageOf(filter: FlowFilter): Stage {
  switch (filter.name) {
    case 'parser':
      return plain(parse(filter.fields));
    case 'record_transformer':
      return plain(transform(filter.fields));
    case 'grep':
      return keep(grep(filter.fields));
    case 'throttle':
      return throttle(filter.fields);
    case 'dedot':
      return plain(dedot(filter.fields));
    case 'detectExceptions':
      return detectExceptions(filter.fields);
    default:
      throw new TypeError(`the built-in collector has no filter ${filter.name}`);
  }
}

const NONE: readonly LogEvent[] = [];

function plain(change: (record: LogRecord, event: LogEvent) => LogRecord): Stage {
  return {
    take: (event) => [{ ...event, record: change(event.record, event) }],
    flush: () => NONE,
  };
}

function keep(isKept: (record: LogRecord) => boolean): Stage {
  return { take: (event) => (isKept(event.record) ? [event] : NONE), flush: () => NONE };
}

function parse(fields: FieldsOfFilter<'parser'>) {
  const parseLine = parserOf(fields.parse);
  const { key_name: key = 'message', inject_key_prefix: prefix, hash_value_field: place } = fields;
  return (record: LogRecord): LogRecord => {
    const found = parseLine(textOf(fieldAt(record, key)));
    if (found === null) return record;
    const next: LogRecord = copyOf(record);
    if (fields.remove_key_name_field === true) delete next[key];
    const named = prefix === undefined ? found : prefixed(found, prefix);
    const where = place ?? (prefix === undefined ? PARSED_FIELD : undefined);
    if (where === undefined) Object.assign(next, named);
    else next[where] = named;
    return next;
  };
}

function prefixed(fields: Readonly<Record<string, unknown>>, prefix: string) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [prefix + name, value]));
}

const PLACEHOLDER = /\$\{(?:record\["([^"\\]{1,200})"\]|(time))\}/g;

function transform({
  records = [],
  remove_keys: removed = '',
}: FieldsOfFilter<'record_transformer'>) {
  const names = removed.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  return (record: LogRecord, { timeNs }: LogEvent): LogRecord => {
    const next = copyOf(record);
    for (const [name, template] of records.flatMap((one) => Object.entries(one))) {
      next[name] = template.replace(PLACEHOLDER, (_, key: string | undefined) =>
        key === undefined
          ? new Date(Number(timeNs / 1_000_000n)).toISOString()
          : textOf(fieldAt(record, key)),
      );
    }
    for (const name of names) delete next[name];
    return next;
  };
}

interface Condition {
  readonly holds: (record: LogRecord) => boolean;
}

function grep({ regexp, exclude, and, or }: FieldsOfFilter<'grep'>) {
  const kept = conditions(regexp);
  const dropped = conditions(exclude);
  const groups = (list: typeof and) =>
    (list ?? []).map((group) => ({ in: conditions(group.regexp), out: conditions(group.exclude) }));
  const [all, some] = [groups(and), groups(or)];
  const every = (list: readonly Condition[], record: LogRecord) =>
    list.every(({ holds }) => holds(record));
  const any = (list: readonly Condition[], record: LogRecord) =>
    list.some(({ holds }) => holds(record));
  return (record: LogRecord): boolean =>
    every(kept, record) &&
    !any(dropped, record) &&
    all.every((one) => every(one.in, record) && !(one.out.length > 0 && every(one.out, record))) &&
    some.every((one) => (one.in.length === 0 || any(one.in, record)) && !any(one.out, record));
}

function conditions(patterns: FieldsOfFilter<'grep'>['regexp']): readonly Condition[] {
  return (patterns ?? []).map(({ key, pattern }) => {
    const compiled = flowPattern(pattern);
    return { holds: (record) => compiled.isFoundIn(textOf(fieldAt(record, key))) };
  });
}

const MAX_GROUPS = 10_000;

/** At most so many lines of a group in each period. */
function throttle(fields: FieldsOfFilter<'throttle'>): Stage {
  const {
    group_key: key = 'kubernetes.container_name',
    group_bucket_period_s: periodS = 60,
    group_bucket_limit: limit = 6_000,
    group_drop_logs: drops = true,
  } = fields;
  const accessor = key.startsWith('$') ? key : `$.${key}`;
  const groups = new Map<string, { period: number; count: number }>();
  return {
    take: (event, nowMs) => {
      const name = textOf(fieldAt(event.record, accessor));
      const period = Math.floor(nowMs / (periodS * 1_000));
      if (groups.size > MAX_GROUPS) groups.clear();
      const known = groups.get(name);
      const count = known?.period === period ? known.count + 1 : 1;
      groups.set(name, { period, count });
      return count > limit && drops ? NONE : [event];
    },
    flush: () => NONE,
  };
}

const MAX_DEPTH = 10;

function dedot({
  de_dot_nested: isNested = false,
  de_dot_separator: mark = '_',
}: FieldsOfFilter<'dedot'>) {
  const rename = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (depth > MAX_DEPTH) return value;
    const next: LogRecord = Object.create(null);
    for (const [name, member] of Object.entries(value)) {
      next[name.replaceAll('.', mark)] = isNested ? rename(member, depth + 1) : member;
    }
    return next;
  };
  return (record: LogRecord): LogRecord => rename(record, 0) as LogRecord;
}

function copyOf(record: LogRecord): LogRecord {
  return Object.assign(Object.create(null), record);
}
