/** A token inside `{{ … }}`. `at` is the offset in the whole text. */
export interface TemplateToken {
  readonly kind: 'word' | 'field' | 'dot' | 'variable' | 'string' | 'number' | 'mark';
  readonly text: string;
  readonly at: number;
}

/** One `{{ … }}`; a comment has no tokens. */
export interface TemplateAction {
  readonly at: number;
  readonly tokens: readonly TemplateToken[];
}

export type TemplateScan =
  | { readonly kind: 'ok'; readonly actions: readonly TemplateAction[] }
  | { readonly kind: 'error'; readonly at: number; readonly message: string };

const SHAPES: readonly (readonly [TemplateToken['kind'], RegExp])[] = [
  ['string', /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`|'(?:[^'\\\n]|\\[^\n])+'/y],
  ['number', /[+-]?(?:0[xXoObB])?\d[\d_a-fA-FxX.]*(?:[eEpP][+-]?\d+)?/y],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['dot', /\./y],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['mark', /:=|[=|(),]/y],
];

const SPACE = /[ \t\r\n]+/y;
const OPEN = /\{\{(?:-(?=[ \t\r\n]))?[ \t\r\n]*/y;
const CLOSE = /(?:[ \t\r\n]+-)?\}\}/y;
const COMMENT = /\/\*[\s\S]*?\*\/(?:[ \t\r\n]+-)?\}\}/y;

/**
 * Finds the actions of a Go text/template and splits them into tokens, as Go's lexer does with its
 * default delimiters. Text outside of actions, a lone `}}` too, is just text.
 */
export function scanTemplate(text: string): TemplateScan {
  const actions: TemplateAction[] = [];
  let at = text.indexOf('{{');
  while (at >= 0) {
    const scanned = scanAction(text, at);
    if (typeof scanned === 'object' && 'message' in scanned) return scanned;
    actions.push(scanned.action);
    at = text.indexOf('{{', scanned.end);
  }
  return { kind: 'ok', actions };
}

type Scanned =
  | { readonly action: TemplateAction; readonly end: number }
  | { readonly kind: 'error'; readonly at: number; readonly message: string };

function scanAction(text: string, start: number): Scanned {
  let at = start + length(OPEN, text, start);
  const comment = length(COMMENT, text, at);
  if (comment > 0) return { action: { at: start, tokens: [] }, end: at + comment };
  const tokens: TemplateToken[] = [];
  while (at < text.length) {
    const close = length(CLOSE, text, at);
    if (close > 0) return { action: { at: start, tokens }, end: at + close };
    const space = length(SPACE, text, at);
    const token = space > 0 ? undefined : tokenAt(text, at);
    if (space === 0 && !token)
      return { kind: 'error', at, message: `unexpected ${show(text, at)}` };
    if (token) tokens.push(token);
    at += space + (token?.text.length ?? 0);
  }
  return { kind: 'error', at: start, message: 'the action "{{" is not closed by "}}"' };
}

function tokenAt(text: string, at: number): TemplateToken | undefined {
  for (const [kind, shape] of SHAPES) {
    const size = length(shape, text, at);
    if (size > 0) return { kind, text: text.slice(at, at + size), at };
  }
  return undefined;
}

/** Length of what the sticky pattern matches at an offset; 0 when it does not. */
function length(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function show(text: string, at: number): string {
  return JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0));
}
