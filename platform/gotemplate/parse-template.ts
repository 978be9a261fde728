import { quoteText } from '../model/go-quote.ts';
import { TemplateLexer } from './lexer.ts';
import type { BranchNode, PipeNode, TemplateBody, TemplateNode } from './nodes.ts';
import { PipelineParser } from './parse-pipeline.ts';
import { TokenReader } from './token-reader.ts';
import type { Token } from './tokens.ts';
import { unquoteText } from './unquote-text.ts';
import { VariableScope } from './variable-scope.ts';

/** Blocks within blocks. */
const MAX_BLOCKS = 100;

/** What a list of nodes ended with. */
type Ending = 'end' | 'else';

interface NodeList {
  readonly nodes: readonly TemplateNode[];
  readonly ending: Ending;
}

/**
 * Parses a text and the templates defined in it.
 *
 * @param name of the whole text, as the messages show it
 * @returns all templates by name, the whole text among them
 * @throws TemplateError `template: name:1: unexpected …`
 */
export function parseTemplate(
  name: string,
  text: string,
  isFunction: (word: string) => boolean,
): ReadonlyMap<string, TemplateBody> {
  const tokens = new TokenReader(name, new TemplateLexer(text, isFunction));
  return new TemplateParser(tokens, new PipelineParser(tokens, isFunction)).parse(name);
}

class TemplateParser {
  readonly #tokens: TokenReader;
  readonly #pipelines: PipelineParser;
  readonly #bodies = new Map<string, TemplateBody>();
  #scope = new VariableScope();
  #rangeDepth = 0;
  #blocks = 0;

  constructor(tokens: TokenReader, pipelines: PipelineParser) {
    this.#tokens = tokens;
    this.#pipelines = pipelines;
  }

  parse(name: string): ReadonlyMap<string, TemplateBody> {
    const nodes: TemplateNode[] = [];
    while (this.#tokens.peek().kind !== 'eof') {
      if (this.#isDefinition()) {
        this.#definition();
        continue;
      }
      const node = this.#textOrAction();
      if (typeof node === 'string') throw this.#tokens.error(`unexpected {{${node}}}`);
      nodes.push(node);
    }
    this.#add({ name, nodes, slots: this.#scope.most });
    return this.#bodies;
  }

  /** Takes `{{ define` when it stands next. */
  #isDefinition(): boolean {
    if (this.#tokens.peek().kind !== 'left_delim') return false;
    this.#tokens.next();
    const hasSpace = this.#tokens.peek().kind === 'space';
    if (this.#tokens.nextNonSpace().kind === 'define') return true;
    this.#tokens.back(hasSpace ? 3 : 2);
    return false;
  }

  #definition(): void {
    const context = 'define clause';
    const name = this.#templateName(this.#tokens.nextNonSpace(), context);
    this.#tokens.expect('right_delim', context);
    this.#nested(name, context);
  }

  /** The body of a `define` or `block`: a template of its own, with its own variables. */
  #nested(name: string, context: string): void {
    const outer = this.#scope;
    const outerRange = this.#rangeDepth;
    this.#scope = new VariableScope();
    this.#rangeDepth = 0;
    const { nodes, ending } = this.#list();
    if (ending !== 'end') throw this.#tokens.error(`unexpected {{else}} in ${context}`);
    this.#add({ name, nodes, slots: this.#scope.most });
    this.#scope = outer;
    this.#rangeDepth = outerRange;
  }

  /** Of two templates with one name, one has to be empty. */
  #add(body: TemplateBody): void {
    const known = this.#bodies.get(body.name);
    if (known === undefined || isEmpty(known)) this.#bodies.set(body.name, body);
    else if (!isEmpty(body)) {
      const name = quoteText(body.name);
      throw this.#tokens.error(`template: multiple definition of template ${name}`);
    }
  }

  #list(): NodeList {
    this.#blocks += 1;
    if (this.#blocks > MAX_BLOCKS) throw this.#tokens.error('blocks are nested too deeply');
    const nodes: TemplateNode[] = [];
    while (this.#tokens.peekNonSpace().kind !== 'eof') {
      const node = this.#textOrAction();
      if (typeof node === 'string') {
        this.#blocks -= 1;
        return { nodes, ending: node };
      }
      nodes.push(node);
    }
    throw this.#tokens.error('unexpected EOF');
  }

  #textOrAction(): TemplateNode | Ending {
    const token = this.#tokens.nextNonSpace();
    if (token.kind === 'text') {
      return { kind: 'text', at: token.at, text: quoteText(token.text), value: token.text };
    }
    if (token.kind !== 'left_delim') throw this.#tokens.unexpected(token, 'input');
    this.#tokens.beginAction(token.line);
    const node = this.#action();
    this.#tokens.endAction();
    return node;
  }

  #action(): TemplateNode | Ending {
    const token = this.#tokens.nextNonSpace();
    switch (token.kind) {
      case 'block':
        return this.#block();
      case 'break':
      case 'continue':
        return this.#jump(token, token.kind);
      case 'else':
        return this.#else();
      case 'end':
        this.#tokens.expect('right_delim', 'end');
        return 'end';
      case 'if':
      case 'range':
      case 'with':
        return this.#branch(token.kind);
      case 'template':
        return this.#callTemplate();
      default:
        return this.#command();
    }
  }

  #command(): TemplateNode {
    this.#tokens.back();
    const { at } = this.#tokens.peek();
    const pipe = this.#pipelines.pipeline('command', 'right_delim', this.#scope);
    return { kind: 'action', at, text: `{{${pipe.text}}}`, pipe };
  }

  #jump({ at }: Token, kind: 'break' | 'continue'): TemplateNode {
    const after = this.#tokens.nextNonSpace();
    if (after.kind !== 'right_delim') throw this.#tokens.unexpected(after, `{{${kind}}}`);
    if (this.#rangeDepth === 0) throw this.#tokens.error(`{{${kind}}} outside {{range}}`);
    return { kind, at, text: `{{${kind}}}` };
  }

  /** `else if` and `else with` leave their second word to the branch that they belong to. */
  #else(): Ending {
    const { kind } = this.#tokens.peekNonSpace();
    if (kind !== 'if' && kind !== 'with') this.#tokens.expect('right_delim', 'else');
    return 'else';
  }

  #branch(kind: BranchNode['kind']): BranchNode {
    const mark = this.#scope.enter();
    const pipe = this.#pipelines.pipeline(kind, 'right_delim', this.#scope);
    if (kind === 'range') this.#rangeDepth += 1;
    const { nodes, ending } = this.#list();
    if (kind === 'range') this.#rangeDepth -= 1;
    const otherwise = ending === 'else' ? this.#otherwise(kind) : null;
    this.#scope.leave(mark);
    return { kind, at: pipe.at, text: `{{${kind} ${pipe.text}}}`, pipe, body: nodes, otherwise };
  }

  #otherwise(kind: BranchNode['kind']): readonly TemplateNode[] {
    if (kind !== 'range' && this.#tokens.peek().kind === kind) {
      this.#tokens.next();
      return [this.#branchOfElse(kind)];
    }
    const { nodes, ending } = this.#list();
    if (ending !== 'end') throw this.#tokens.error('expected end; found {{else}}');
    return nodes;
  }

  #branchOfElse(kind: BranchNode['kind']): BranchNode {
    this.#blocks += 1;
    if (this.#blocks > MAX_BLOCKS) throw this.#tokens.error('blocks are nested too deeply');
    const branch = this.#branch(kind);
    this.#blocks -= 1;
    return branch;
  }

  #block(): TemplateNode {
    const context = 'block clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipelines.pipeline(context, 'right_delim', this.#scope);
    this.#nested(name, context);
    return callOf(token, name, pipe);
  }

  #callTemplate(): TemplateNode {
    const context = 'template clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    if (this.#tokens.nextNonSpace().kind === 'right_delim') return callOf(token, name, null);
    this.#tokens.back();
    return callOf(token, name, this.#pipelines.pipeline(context, 'right_delim', this.#scope));
  }

  #templateName(token: Token, context: string): string {
    const isText = token.kind === 'string' || token.kind === 'raw_string';
    if (!isText) throw this.#tokens.unexpected(token, context);
    const name = unquoteText(token.text);
    if (name === null) throw this.#tokens.error('invalid syntax');
    return name;
  }
}

function callOf({ at }: Token, name: string, pipe: PipeNode | null): TemplateNode {
  const given = pipe === null ? '' : ` ${pipe.text}`;
  return { kind: 'template', at, text: `{{template ${quoteText(name)}${given}}}`, name, pipe };
}

function isEmpty({ nodes }: TemplateBody): boolean {
  return nodes.every((node) => node.kind === 'text' && node.value.trim() === '');
}
