import { createHash } from 'node:crypto';
import { AppError } from '../../../../platform/errors/app-error.ts';
import type { Direction, Position } from './exported-line.ts';

/** What an export goes through; `startNs` inclusive, `endNs` exclusive. */
export interface ExportRange {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly direction: Direction;
}

/** Where an export goes on. It holds the range, so that "until now" stays what it was. */
export interface ExportCursor extends ExportRange {
  /** null: from the beginning. */
  readonly position: Position | null;
}

const VERSION = 1;

/** The cursor as text for URLs. @param question scope and query, which it belongs to */
export function printCursor(cursor: ExportCursor, question: string): string {
  const { startNs, endNs, direction, position } = cursor;
  const place = position ? [String(position.ns), position.stream, position.count] : [];
  const parts = [VERSION, digest(question), direction[0], String(startNs), String(endNs), ...place];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * Reads a cursor. It names no stream and widens nothing: what it says is asked with the same scope as
 * any other question. @throws AppError `invalid` for one that is none, or of another question
 */
export function parseCursor(text: string, question: string): ExportCursor {
  const parts = read(text);
  const [version, of, direction, start, end, ns, stream, count] = parts;
  if (version !== VERSION || (parts.length !== 5 && parts.length !== 8)) throw unusable();
  if (of !== digest(question)) {
    throw new AppError('invalid', 'the cursor belongs to another query or scope');
  }
  const range: ExportRange = {
    startNs: nanoseconds(start),
    endNs: nanoseconds(end),
    direction: direction === 'b' ? 'backward' : 'forward',
  };
  if (parts.length === 5) return { ...range, position: null };
  if (typeof stream !== 'string' || typeof count !== 'number') throw unusable();
  const at = nanoseconds(ns);
  if (!Number.isSafeInteger(count) || count < 1 || at < range.startNs || at >= range.endNs) {
    throw unusable();
  }
  return { ...range, position: { ns: at, stream, count } };
}

function read(text: string): readonly unknown[] {
  if (text.length > 500 || !/^[\w-]+$/.test(text)) throw unusable();
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw unusable();
    throw thrown;
  }
}

function nanoseconds(value: unknown): bigint {
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt(value);
  throw unusable();
}

function digest(question: string): string {
  return createHash('sha256').update(question).digest('base64url').slice(0, 16);
}

function unusable(): AppError {
  return new AppError('invalid', 'invalid parameter "cursor": use one that an export answered');
}
