import { RE2JS } from 're2js';

/** An `expect …` line, or one of the older `expected_fail_…`. */
export interface ScriptExpectation {
  readonly what: 'fail' | 'warn' | 'info' | 'no_warn' | 'no_info' | 'ordered';
  /** The message it has, or a pattern for it; null: any. */
  readonly text: ExpectedText | null;
}

export type ExpectedText =
  | { readonly kind: 'message'; readonly message: string }
  | { readonly kind: 'pattern'; readonly pattern: RE2JS };

const EXPECT = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/;
const OLDER = /^expected_fail_(message|regexp)\s+(.+)$/;

/** Reads one. @throws Error for a line that is none */
export function parseExpect(line: string): ScriptExpectation {
  const older = OLDER.exec(line);
  if (older !== null) {
    const [, kind = '', text = ''] = older;
    return { what: 'fail', text: expectedText(kind === 'message' ? 'msg' : 'regex', text) };
  }
  const [, what, kind, text = ''] = EXPECT.exec(line) ?? [];
  switch (what) {
    case 'ordered':
    case 'fail':
    case 'warn':
    case 'info':
    case 'no_warn':
    case 'no_info':
      return { what, text: kind === undefined ? null : expectedText(kind, text) };
    default:
      throw new Error(`not an expectation: ${line}`);
  }
}

function expectedText(kind: string, text: string): ExpectedText {
  const trimmed = text.trim();
  if (kind === 'msg') return { kind: 'message', message: trimmed };
  return { kind: 'pattern', pattern: RE2JS.compile(trimmed) };
}

/** Whether a message is the one that is expected. */
export function isExpected(text: ExpectedText | null, message: string): boolean {
  if (text === null) return true;
  return text.kind === 'message' ? text.message === message : text.pattern.matcher(message).find();
}
