import { AppError } from '../../../platform/errors/app-error.ts';
import type { PushedEntry, PushedStream } from './pushed-stream.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads `{"streams":[{"stream":{"a":"b"},"values":[["<ns>","line",{"k":"v"}]]}]}`. Other members are
 * passed over. Nanoseconds go from text to bigint and never through a number.
 * @throws AppError `invalid`
 */
export function readPushJson(plain: Buffer): readonly PushedStream[] {
  const push = parseJson(plain);
  const streams = isObject(push) ? push.streams : undefined;
  if (streams === undefined || streams === null) return [];
  if (!Array.isArray(streams)) throw invalid('streams is no list');
  return streams.map(readStream);
}

function readStream(given: unknown): PushedStream {
  if (!isObject(given)) throw invalid('a stream is no object');
  const { stream, values } = given;
  if (!isObject(stream)) throw invalid('a stream has no object of labels (member stream)');
  if (!Array.isArray(values)) throw invalid('a stream has no list of entries (member values)');
  const pairs = textPairs(stream, 'the label');
  return { labels: { kind: 'pairs', pairs }, entries: values.map(readEntry) };
}

const MAX_NS = 2n ** 63n - 1n;
const NANOSECONDS = /^-?\d{1,19}$/;

function readEntry(given: unknown): PushedEntry {
  if (!Array.isArray(given) || given.length < 2 || given.length > 3) {
    throw invalid('an entry is not ["<nanoseconds>", "line"] or has more than metadata behind it');
  }
  const [ns, line, metadata]: readonly unknown[] = given;
  if (typeof ns !== 'string' || !NANOSECONDS.test(ns)) {
    throw invalid(`the timestamp of an entry is no text of nanoseconds: ${shown(ns)}`);
  }
  const timeNs = BigInt(ns);
  if (timeNs > MAX_NS || timeNs < -MAX_NS) {
    throw invalid(`the timestamp of an entry is out of range: ${shown(ns)}`);
  }
  if (typeof line !== 'string') throw invalid(`the line of an entry is no text: ${shown(line)}`);
  return { timeNs, line, metadata: readMetadata(metadata), level: null };
}

function readMetadata(given: unknown): ReadonlyMap<string, string> | null {
  if (given === undefined || given === null) return null;
  if (!isObject(given)) throw invalid('the structured metadata of an entry is no object');
  const pairs = textPairs(given, 'the structured metadata');
  return pairs.length === 0 ? null : new Map(pairs);
}

function textPairs(object: JsonObject, what: string): readonly (readonly [string, string])[] {
  return Object.entries(object).map(([name, value]) => {
    if (typeof value === 'string') return [name, value];
    throw invalid(`${what} ${JSON.stringify(name.slice(0, 100))} is no text: ${shown(value)}`);
  });
}

function parseJson(plain: Buffer): unknown {
  try {
    return JSON.parse(plain.toString('utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw invalid('the body is not JSON');
    throw cause;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}

function invalid(message: string): AppError {
  return new AppError('invalid', `the push cannot be read: ${message}; nothing was stored`);
}
