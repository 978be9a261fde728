import type { FieldsOfFilter } from '../filters/filter-fields.ts';
import { fieldAt, type LogEvent, textOf } from './log-event.ts';
import type { Stage } from './stage.ts';

/** A stack trace that is being put together. */
interface Pending {
  readonly first: LogEvent;
  readonly lines: string[];
  bytes: number;
  lastMs: number;
}

/** First lines of traces, by how each language writes them. */
const BEGINS =
  /^(?:.*(?:Exception|Error|Throwable)\b.*|Traceback \(most recent call last\):|goroutine \d+ \[[^\]]*\]:|panic: .*|thread '[^']*' panicked at .*|PHP (?:Fatal|Parse) error:.*)$/;
/** Lines that go on with one. */
const GOES_ON =
  /^(?:\s+\S.*|\s*|Caused by: .*|[A-Za-z_][\w.]*(?:Error|Exception)(?::.*)?|goroutine \d+ \[.*|[\w./*]+(?:\(\*?\w+\)\.\w+)?\(.*\)|created by .*|stack backtrace:|\[signal .*|#\d+ .*|--- End of .*)$/;

const MAX_STREAMS = 1_000;
/** What is looked at of a line, in characters. */
const LOOKED_AT = 500;

/** Joins the lines of a stack trace, stream by stream, into one line. */
export function detectExceptions(fields: FieldsOfFilter<'detectExceptions'>): Stage {
  const {
    message: key = 'message',
    max_lines: maxLines = 1_000,
    max_bytes: maxBytes = 262_144,
  } = fields;
  const idleMs = Number(fields.multiline_flush_interval ?? '1') * 1_000;
  const pending = new Map<object, Pending>();
  const end = (stream: object): readonly LogEvent[] => {
    const one = pending.get(stream);
    pending.delete(stream);
    return one === undefined ? [] : [joined(one, key)];
  };
  return {
    take: (event, nowMs) => {
      const text = textOf(fieldAt(event.record, key));
      const looked = text.slice(0, LOOKED_AT);
      const known = pending.get(event.stream);
      const hasRoom =
        known !== undefined &&
        known.lines.length < maxLines &&
        known.bytes + text.length <= maxBytes;
      if (known && hasRoom && GOES_ON.test(looked)) {
        known.lines.push(text);
        known.bytes += text.length;
        known.lastMs = nowMs;
        return [];
      }
      const ended = end(event.stream);
      if (!BEGINS.test(looked) || pending.size >= MAX_STREAMS) return [...ended, event];
      const began = { first: event, lines: [text], bytes: text.length, lastMs: nowMs };
      pending.set(event.stream, began);
      return ended;
    },
    flush: (beforeMs) =>
      [...pending]
        .filter(([, { lastMs }]) => lastMs + idleMs <= beforeMs)
        .flatMap(([stream]) => end(stream)),
  };
}

function joined({ first, lines }: Pending, key: string): LogEvent {
  if (lines.length === 1) return first;
  const record = Object.assign(Object.create(null), first.record);
  record[key] = lines.join('\n');
  return { ...first, record };
}
