import type { AppError } from '../../../../platform/errors/app-error.ts';
import { delimited, eachField } from '../../../../platform/wire/protobuf.ts';
import type { EnforcedMatcher } from '../../../scope/enforced-matcher.ts';
import {
  invalid,
  parsePushedLabels,
  printPushedLabels,
  scopedStreamLabels,
} from './pushed-labels.ts';

/** `logproto.PushRequest` and `StreamAdapter`; `hash` and `format` are between Loki's own parts. */
const STREAM = 1;
const LABELS = 1;
const ENTRY = 2;
const HASH = 3;
const DELIMITED = 2;

/**
 * A push in protobuf whose every stream lies in the scope; entries keep their bytes.
 * @throws AppError `invalid` for a broken request and for labels outside the scope
 * @see Loki pkg/push/push.proto, 3.x
 */
export function enforceProtobufPush(request: Buffer, matchers: readonly EnforcedMatcher[]): Buffer {
  const out: Uint8Array[] = [];
  eachField(request, 0, request.length, (field) => {
    if (field.number !== STREAM || field.type !== DELIMITED) {
      throw invalid(`the push has an unknown field ${field.number}`);
    }
    out.push(...delimited(STREAM, enforceStream(request, field.valueStart, field.end, matchers)));
  });
  if (out.length === 0) throw noStreams();
  return Buffer.concat(out);
}

function enforceStream(
  request: Buffer,
  from: number,
  to: number,
  matchers: readonly EnforcedMatcher[],
): Buffer {
  let labels: string | null = null;
  const entries: Uint8Array[] = [];
  eachField(request, from, to, ({ number, type, start, valueStart, end }) => {
    if (number === LABELS && type === DELIMITED) {
      if (labels !== null) throw invalid('a stream has labels twice');
      labels = request.toString('utf8', valueStart, end);
    } else if (number === ENTRY && type === DELIMITED) entries.push(request.subarray(start, end));
    else if (number !== HASH) throw invalid(`a stream of the push has an unknown field ${number}`);
  });
  const scoped = scopedStreamLabels(parsePushedLabels(labels ?? '{}'), matchers);
  return Buffer.concat([...delimited(LABELS, Buffer.from(printPushedLabels(scoped))), ...entries]);
}

type JsonObject = Readonly<Record<string, unknown>>;

/** A push in JSON whose every stream lies in the scope. @throws AppError `invalid` */
export function enforceJsonPush(text: string, matchers: readonly EnforcedMatcher[]): string {
  const { streams } = objectWith(parseJson(text), ['streams'], 'the push');
  if (!Array.isArray(streams)) throw invalid('the push has no list of streams');
  if (streams.length === 0) throw noStreams();
  return JSON.stringify({ streams: streams.map((one) => enforceJsonStream(one, matchers)) });
}

function enforceJsonStream(given: unknown, matchers: readonly EnforcedMatcher[]): JsonObject {
  const { stream, values } = objectWith(given, ['stream', 'values'], 'a stream');
  if (!isObject(stream)) throw invalid('a stream has no labels (member stream)');
  if (!Array.isArray(values)) throw invalid('a stream has no list of values');
  for (const entry of values) checkEntry(entry);
  return { stream: scopedLabels(stream, matchers), values };
}

/** The labels of a stream, as JSON, inside the scope. @throws AppError `invalid` */
export function scopedLabelsJson(given: unknown, matchers: readonly EnforcedMatcher[]): string {
  if (!isObject(given)) throw invalid('a stream has no labels (member stream)');
  return JSON.stringify(scopedLabels(given, matchers));
}

function scopedLabels(given: JsonObject, matchers: readonly EnforcedMatcher[]): JsonObject {
  const labels = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string') throw invalid(`the label ${name} of a stream is no text`);
    labels.set(name, value);
  }
  return nullProto(scopedStreamLabels(labels, matchers));
}

function objectWith(value: unknown, members: readonly string[], what: string): JsonObject {
  if (!isObject(value)) throw invalid(`${what} is not an object`);
  const unknown = Object.keys(value).find((name) => !members.includes(name));
  if (unknown === undefined) return value;
  throw invalid(`${what} has an unknown member ${JSON.stringify(unknown.slice(0, 100))}`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `["<ns>", "line"]`, or with a third object of structured metadata. */
function checkEntry(entry: unknown): void {
  if (!Array.isArray(entry) || entry.length < 2 || entry.length > 3) {
    throw invalid('an entry is not ["<nanoseconds>", "line"] or has more than metadata behind it');
  }
  const [ns, line, metadata]: readonly unknown[] = entry;
  if (typeof ns !== 'string' || !/^\d{1,19}$/.test(ns)) {
    throw invalid(`the timestamp of an entry is no text of nanoseconds: ${JSON.stringify(ns)}`);
  }
  if (typeof line !== 'string') throw invalid('the line of an entry is no text');
  if (metadata === undefined) return;
  if (isObject(metadata) && Object.values(metadata).every((value) => typeof value === 'string')) {
    return;
  }
  throw invalid('the structured metadata of an entry is no object of texts');
}

function nullProto(labels: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const object: Record<string, string> = Object.create(null);
  for (const [name, value] of labels) object[name] = value;
  return object;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw invalid('the body is not JSON');
    throw cause;
  }
}

function noStreams(): AppError {
  return invalid('error at least one valid stream is required for ingestion');
}
