import { scanTemplate, type TemplateAction, type TemplateToken } from './template-tokens.ts';

/** Why a text of a label or annotation cannot be given to Prometheus. `at` is a UTF-16 offset. */
export interface TemplateProblem {
  readonly at: number;
  readonly message: string;
}

/** Functions whose result can be longer than what goes in, so that repeating them explodes. */
const GROWING: ReadonlySet<string> = new Set(
  'print printf println html js urlquery reReplaceAll graphLink tableLink'.split(' '),
);

/** Prometheus 2.42 and Go's own, but those that read other series or run other templates. */
const ALLOWED: ReadonlySet<string> = new Set([
  ...GROWING,
  ...'and or not len index slice eq ne lt le gt ge true false nil'.split(' '),
  ...'title toUpper toLower match stripPort stripDomain safeHtml'.split(' '),
  ...'humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp'.split(' '),
  ...'toTime parseDuration'.split(' '),
]);

const PREDEFINED: readonly string[] = ['$', '$labels', '$value', '$externalLabels'];
/** Where the backend is reached is not told to tenants. */
const ADDRESS: ReadonlySet<string> = new Set([
  'externalURL',
  'pathPrefix',
  '$externalURL',
  '.ExternalURL',
]);
const NESTED: ReadonlySet<string> = new Set(['define', 'template', 'block', 'tmpl']);
const MAX_GROWING_PER_ACTION = 2;
const MAX_REPLACEMENT = 100;
const SAFE_FORMAT = /^(?:[^%*]|%[-+# 0]*\d{0,2}(?:\.\d{0,2})?[a-zA-Z%])*$/;
/** These add text of their own: not once for every label of an alert, nor inside of each other. */
const PADDING: ReadonlySet<string> = new Set(['printf', 'reReplaceAll']);
const RANGE = /^(?:\$\w+(?:,\$\w+)?:=)?(?:\$labels|\.Labels)$/;

/**
 * Checks a label or annotation text as a Prometheus template. Prometheus runs these templates with
 * the rights of its operator and without limits, so only what stays inside the alert is allowed:
 * no `query` (it reads other tenants' series), no templates calling templates, loops over the
 * alert's labels only, and nothing that multiplies its own result.
 *
 * @returns the first problem, or undefined when the text may be delivered.
 */
export function checkTemplate(text: string): TemplateProblem | undefined {
  const scan = scanTemplate(text);
  if (scan.kind === 'error') return { at: scan.at, message: scan.message };
  const blocks: string[] = [];
  const declared = new Set(PREDEFINED);
  for (const action of scan.actions) {
    const around = checkPadding(action, blocks);
    const root = checkRoot(action, blocks);
    const message = around ?? checkAction(action, blocks, declared) ?? root;
    if (message !== undefined) return { at: action.at, message };
  }
  const open = blocks.at(-1);
  if (open === undefined) return undefined;
  return { at: text.length, message: `"{{ ${open} }}" is not closed by "{{ end }}"` };
}

function checkPadding({ tokens }: TemplateAction, blocks: readonly string[]): string | undefined {
  const padding = tokens.filter(({ kind, text }) => kind === 'word' && PADDING.has(text));
  const [first] = padding;
  if (padding.length > 1) return `more than one of ${[...PADDING].join(', ')} in one action`;
  if (!first || !blocks.includes('range')) return undefined;
  return `"${first.text}" inside of "range" is not allowed here`;
}

/** As a whole the root holds the address of the backend; one of its fields is asked for instead. */
function checkRoot({ tokens }: TemplateAction, blocks: readonly string[]): string | undefined {
  const isInside = blocks.includes('with') || blocks.includes('range');
  const bare = tokens.find(
    ({ kind, text }, index) =>
      (text === '$' && tokens[index + 1]?.kind !== 'field') || (kind === 'dot' && !isInside),
  );
  return bare && `"${bare.text}" alone would show the address of the backend`;
}

function checkAction(
  action: TemplateAction,
  blocks: string[],
  declared: Set<string>,
): string | undefined {
  const [first, ...rest] = action.tokens;
  if (!first) return undefined;
  if (first.kind !== 'word') return checkPipeline(action.tokens, declared);
  switch (first.text) {
    case 'end':
      if (rest.length > 0) return 'nothing may follow "end"';
      return blocks.pop() === undefined ? '"end" without "if", "with" or "range"' : undefined;
    case 'else':
      if (blocks.length === 0) return '"else" without "if", "with" or "range"';
      // In this branch the dot is again what it was around the block.
      blocks[blocks.length - 1] = rest[0]?.text === 'with' ? 'with' : 'if';
      return checkElse(rest, declared);
    case 'break':
    case 'continue':
      return blocks.includes('range') ? undefined : `"${first.text}" outside of "range"`;
    case 'if':
    case 'with':
      blocks.push(first.text);
      return checkCondition(first.text, rest, declared);
    case 'range':
      if (blocks.includes('range')) return '"range" inside of "range" is not allowed here';
      blocks.push('range');
      return checkRange(rest, declared);
    default:
      return checkPipeline(action.tokens, declared);
  }
}

function checkElse(rest: readonly TemplateToken[], declared: Set<string>): string | undefined {
  const [word, ...condition] = rest;
  if (!word) return undefined;
  if (word.text !== 'if' && word.text !== 'with') return `unexpected ${word.text} after "else"`;
  return checkCondition(word.text, condition, declared);
}

function checkCondition(
  word: string,
  tokens: readonly TemplateToken[],
  declared: Set<string>,
): string | undefined {
  if (tokens.length === 0) return `"${word}" needs a value`;
  if (word === 'with' && tokens.some(isGrowing)) return boundGrowth(tokens);
  return checkPipeline(tokens, declared);
}

function checkRange(tokens: readonly TemplateToken[], declared: Set<string>): string | undefined {
  const loop = tokens.map((token) => token.text).join('');
  if (!RANGE.test(loop)) {
    return 'only the labels may be looped over: {{ range $name, $value := $labels }}';
  }
  for (const token of tokens) if (token.kind === 'variable') declared.add(token.text);
  return undefined;
}

/** A value, functions and pipes; perhaps kept in a variable. */
function checkPipeline(
  tokens: readonly TemplateToken[],
  declared: Set<string>,
): string | undefined {
  const binds = tokens.some((token) => token.text === ':=' || token.text === '=');
  if (binds && tokens.some(isGrowing)) return boundGrowth(tokens);
  if (tokens[1]?.text === ':=' && tokens[0]?.kind === 'variable') declared.add(tokens[0].text);
  if (tokens.filter(isGrowing).length > MAX_GROWING_PER_ACTION) {
    return `more than ${MAX_GROWING_PER_ACTION} of ${[...GROWING].join(', ')} in one action`;
  }
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth < 0) return '")" without "("';
    const problem = checkToken(token, tokens.slice(index + 1), declared);
    if (problem !== undefined) return problem;
  }
  return depth > 0 ? '"(" is not closed' : undefined;
}

function checkToken(
  token: TemplateToken,
  following: readonly TemplateToken[],
  declared: ReadonlySet<string>,
): string | undefined {
  if (ADDRESS.has(token.text)) return `"${token.text}" would show the address of the backend`;
  if (token.kind === 'variable' && !declared.has(token.text)) {
    return `undefined variable "${token.text}"`;
  }
  if (token.kind !== 'word') return undefined;
  if (token.text === 'query') return '"query" would read series outside of the scope';
  if (NESTED.has(token.text)) return `"${token.text}" is not allowed here`;
  if (!ALLOWED.has(token.text)) return `function "${token.text}" is not known or not allowed`;
  if (token.text === 'printf') return checkFormat(following[0]);
  if (token.text === 'reReplaceAll') return checkReplacement(following[1]);
  return undefined;
}

function checkFormat(format: TemplateToken | undefined): string | undefined {
  const isSafe = format?.kind === 'string' && SAFE_FORMAT.test(format.text.slice(1, -1));
  return isSafe
    ? undefined
    : '"printf" needs a literal format without "*" and with widths below 100';
}

function checkReplacement(replacement: TemplateToken | undefined): string | undefined {
  const isSafe = replacement?.kind === 'string' && replacement.text.length <= MAX_REPLACEMENT + 2;
  return isSafe
    ? undefined
    : `"reReplaceAll" needs a literal replacement of at most ${MAX_REPLACEMENT} characters`;
}

function isGrowing(token: TemplateToken): boolean {
  return token.kind === 'word' && GROWING.has(token.text);
}

function boundGrowth(tokens: readonly TemplateToken[]): string {
  const name = tokens.find(isGrowing)?.text ?? '';
  return `the result of "${name}" may be printed, not kept`;
}
