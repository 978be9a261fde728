/** A part of a path: a member, an element (from the end when negative), a range, or all of them. */
export type PathStep =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'range'; readonly from: number | null; readonly to: number | null };

/** A text, a number or a truth value, as it is compared: as text. */
export type Literal = string;

export type CompareOp =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'contains'
  | 'like'
  | 'regex'
  | 'exists';

/** A condition on the fields of an object. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly operand: Condition }
  | {
      readonly kind: 'compare';
      readonly path: readonly PathStep[];
      readonly op: CompareOp;
      /** One; several for `in`, none for `exists`. */
      readonly values: readonly Literal[];
    };
