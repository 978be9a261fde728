/**
 * The syntax tree of a template. `at` is the UTF-16 offset that Go's messages name, `text` how the
 * node is written, spaces made even: what stands in the `<…>` of a message.
 */
export interface NodeBase {
  readonly at: number;
  readonly text: string;
}

export type TemplateNode = TextNode | ActionNode | BranchNode | LoopJumpNode | CallTemplateNode;

export interface TextNode extends NodeBase {
  readonly kind: 'text';
  readonly value: string;
}

/** `{{ pipeline }}`. */
export interface ActionNode extends NodeBase {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}

/** `{{if p}}…{{else}}…{{end}}`; `else if` is a branch within `otherwise`. */
export interface BranchNode extends NodeBase {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly body: readonly TemplateNode[];
  /** null: no `else`. */
  readonly otherwise: readonly TemplateNode[] | null;
}

export interface LoopJumpNode extends NodeBase {
  readonly kind: 'break' | 'continue';
}

/** `{{template "name" p}}`; without a pipeline the dot there is nil. */
export interface CallTemplateNode extends NodeBase {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | null;
}

/** `$x := a | b`. As an operand it stood in parentheses. */
export interface PipeNode extends NodeBase {
  readonly kind: 'pipe';
  readonly declared: readonly VariableNode[];
  /** `=` instead of `:=`. */
  readonly assigns: boolean;
  /** Never empty. */
  readonly commands: readonly CommandNode[];
}

/** `f a b`. */
export interface CommandNode extends NodeBase {
  readonly kind: 'command';
  readonly first: OperandNode;
  readonly args: readonly OperandNode[];
}

export type OperandNode =
  | PipeNode
  | DotNode
  | NilNode
  | FieldNode
  | VariableNode
  | ChainNode
  | IdentifierNode
  | BoolNode
  | NumberNode
  | StringNode;

export interface DotNode extends NodeBase {
  readonly kind: 'dot';
}

export interface NilNode extends NodeBase {
  readonly kind: 'nil';
}

/** `.a.b`. */
export interface FieldNode extends NodeBase {
  readonly kind: 'field';
  readonly names: readonly string[];
}

/** `$x.a.b`; `slot` is its place among the variables of its template. */
export interface VariableNode extends NodeBase {
  readonly kind: 'variable';
  readonly slot: number;
  readonly names: readonly string[];
}

/** `(pipeline).a.b`, `f.a`. */
export interface ChainNode extends NodeBase {
  readonly kind: 'chain';
  readonly operand: OperandNode;
  readonly names: readonly string[];
}

export interface IdentifierNode extends NodeBase {
  readonly kind: 'identifier';
  readonly name: string;
}

export interface BoolNode extends NodeBase {
  readonly kind: 'bool';
  readonly value: boolean;
}

/** `int` is null where the number has no integer value, `float` is always there. */
export interface NumberNode extends NodeBase {
  readonly kind: 'number';
  readonly int: bigint | null;
  readonly float: number;
  /** Written with a point or an exponent: a float where either would do. */
  readonly isFloat: boolean;
}

export interface StringNode extends NodeBase {
  readonly kind: 'string';
  readonly value: string;
}

/** A template by its name: the whole text, or a `define` or `block` within it. */
export interface TemplateBody {
  readonly name: string;
  readonly nodes: readonly TemplateNode[];
  /** How many variables it needs, `$` included. */
  readonly slots: number;
}
