import { quoteText } from '../model/go-quote.ts';
import type {
  CommandNode,
  IdentifierNode,
  OperandNode,
  PipeNode,
  StringNode,
  VariableNode,
} from './nodes.ts';
import { type NumberLiteral, readCharacterLiteral, readNumberLiteral } from './number-literal.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token, TokenKind } from './tokens.ts';
import { unquoteText } from './unquote-text.ts';
import type { VariableScope } from './variable-scope.ts';

/** Parentheses within parentheses. */
const MAX_PARENS = 100;

const OPERANDS: ReadonlySet<TokenKind> = new Set([
  'bool',
  'character',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'raw_string',
  'string',
  'variable',
  'left_paren',
]);

/** Literals cannot be called, so nothing can be piped into them. */
const LITERALS: ReadonlySet<OperandNode['kind']> = new Set([
  'bool',
  'dot',
  'nil',
  'number',
  'string',
]);

/** Parses what stands between the braces, with Go's messages. */
export class PipelineParser {
  readonly #tokens: TokenReader;
  readonly #isFunction: (name: string) => boolean;
  #parens = 0;

  constructor(tokens: TokenReader, isFunction: (name: string) => boolean) {
    this.#tokens = tokens;
    this.#isFunction = isFunction;
  }

  /** @param context `command`, `if`, …, as in the messages */
  pipeline(context: string, end: TokenKind, scope: VariableScope): PipeNode {
    const { at } = this.#tokens.peekNonSpace();
    const { declared, assigns } = this.#declarations(context, scope);
    const commands: CommandNode[] = [];
    let token = this.#tokens.nextNonSpace();
    while (token.kind !== end) {
      if (!OPERANDS.has(token.kind)) throw this.#tokens.unexpected(token, context);
      this.#tokens.back();
      commands.push(this.#command(scope));
      token = this.#tokens.nextNonSpace();
    }
    this.#check(commands, context);
    return {
      kind: 'pipe',
      at,
      text: pipeText(declared, assigns, commands),
      declared,
      assigns,
      commands,
    };
  }

  #declarations(
    context: string,
    scope: VariableScope,
  ): { declared: readonly VariableNode[]; assigns: boolean } {
    const read: Token[] = [];
    for (;;) {
      const variable = this.#tokens.peekNonSpace();
      if (variable.kind !== 'variable') break;
      this.#tokens.next();
      const hasSpace = this.#tokens.peek().kind === 'space';
      const after = this.#tokens.peekNonSpace();
      if (after.kind === 'assign' || after.kind === 'declare') {
        this.#tokens.next();
        return this.#bind([...read, variable], after.kind === 'assign', scope);
      }
      if (after.kind !== 'char' || after.text !== ',') {
        this.#tokens.back(hasSpace ? 2 : 1);
        break;
      }
      this.#tokens.next();
      read.push(variable);
      this.#checkSecond(context, read.length);
    }
    return this.#bind(read, false, scope);
  }

  /** Behind the comma of `range $i, $x := …`. */
  #checkSecond(context: string, count: number): void {
    if (context !== 'range' || count > 1) {
      throw this.#tokens.error(`too many declarations in ${context}`);
    }
    const { kind } = this.#tokens.peekNonSpace();
    if (kind !== 'variable' && kind !== 'right_delim' && kind !== 'right_paren') {
      throw this.#tokens.error('range can only initialize variables');
    }
  }

  #bind(
    variables: readonly Token[],
    assigns: boolean,
    scope: VariableScope,
  ): { declared: readonly VariableNode[]; assigns: boolean } {
    const declared = variables.map(({ text, at }): VariableNode => {
      const slot = assigns ? scope.assign(text) : scope.declare(text);
      return { kind: 'variable', at, text, slot, names: [] };
    });
    return { declared, assigns };
  }

  #check(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) throw this.#tokens.error(`missing value for ${context}`);
    const literal = commands.findIndex(({ first }, index) => index > 0 && LITERALS.has(first.kind));
    if (literal === -1) return;
    throw this.#tokens.error(`non executable command in pipeline stage ${literal + 1}`);
  }

  #command(scope: VariableScope): CommandNode {
    const { at } = this.#tokens.peekNonSpace();
    const operands: OperandNode[] = [];
    for (;;) {
      this.#tokens.peekNonSpace();
      const operand = this.#operand(scope);
      if (operand !== null) operands.push(operand);
      const token = this.#tokens.next();
      if (token.kind === 'space') continue;
      if (token.kind === 'right_delim' || token.kind === 'right_paren') this.#tokens.back();
      else if (token.kind !== 'pipe') throw this.#tokens.unexpected(token, 'operand');
      break;
    }
    const [first, ...args] = operands;
    if (first === undefined) throw this.#tokens.error('empty command');
    return { kind: 'command', at, text: operands.map(operandText).join(' '), first, args };
  }

  /** A term and the fields behind it; null where there is no term. */
  #operand(scope: VariableScope): OperandNode | null {
    const node = this.#term(scope);
    if (node === null) return null;
    const { at, kind } = this.#tokens.peek();
    if (kind !== 'field') return node;
    const names: string[] = [];
    while (this.#tokens.peek().kind === 'field') names.push(this.#tokens.next().text.slice(1));
    const text = `${operandText(node)}.${names.join('.')}`;
    if (node.kind === 'field' || node.kind === 'variable') {
      return { ...node, at, text, names: [...node.names, ...names] };
    }
    if (LITERALS.has(node.kind)) {
      throw this.#tokens.error(`unexpected . after term ${quoteText(node.text)}`);
    }
    return { kind: 'chain', at, text, operand: node, names };
  }

  #term(scope: VariableScope): OperandNode | null {
    const token = this.#tokens.nextNonSpace();
    const { kind, text, at } = token;
    switch (kind) {
      case 'identifier':
        return this.#identifier(token);
      case 'dot':
      case 'nil':
        return { kind, at, text };
      case 'bool':
        return { kind, at, text, value: text === 'true' };
      case 'variable':
        return this.#variable(token, scope);
      case 'field':
        return { kind, at, text, names: [text.slice(1)] };
      case 'number':
        return this.#number(token, readNumberLiteral(text));
      case 'character':
        return this.#number(token, readCharacterLiteral(text));
      case 'string':
      case 'raw_string':
        return this.#string(token);
      case 'left_paren':
        return this.#parenthesized(scope);
      default:
        this.#tokens.back();
        return null;
    }
  }

  #identifier({ text, at }: Token): IdentifierNode {
    if (!this.#isFunction(text)) {
      throw this.#tokens.error(`function ${quoteText(text)} not defined`);
    }
    return { kind: 'identifier', at, text, name: text };
  }

  #variable({ text, at }: Token, scope: VariableScope): VariableNode {
    if (!scope.isKnown(text)) throw this.#tokens.error(`undefined variable ${quoteText(text)}`);
    return { kind: 'variable', at, text, slot: scope.slotOf(text), names: [] };
  }

  #number({ text, at }: Token, literal: NumberLiteral): OperandNode {
    if (literal.kind === 'error') throw this.#tokens.error(literal.message);
    return { ...literal, at, text };
  }

  #string({ text, at }: Token): StringNode {
    const value = unquoteText(text);
    if (value === null) throw this.#tokens.error('invalid syntax');
    return { kind: 'string', at, text, value };
  }

  #parenthesized(scope: VariableScope): PipeNode {
    this.#parens += 1;
    if (this.#parens > MAX_PARENS) throw this.#tokens.error('parentheses are nested too deeply');
    const pipe = this.pipeline('parenthesized pipeline', 'right_paren', scope);
    this.#parens -= 1;
    return pipe;
  }
}

function operandText(node: OperandNode): string {
  return node.kind === 'pipe' ? `(${node.text})` : node.text;
}

function pipeText(
  declared: readonly VariableNode[],
  assigns: boolean,
  commands: readonly CommandNode[],
): string {
  const value = commands.map(({ text }) => text).join(' | ');
  if (declared.length === 0) return value;
  return `${declared.map(({ text }) => text).join(', ')} ${assigns ? '=' : ':='} ${value}`;
}
