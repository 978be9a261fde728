/**
 * A text panel's content after reading Markdown or HTML: what it may contain is what is listed here,
 * so scripts, handlers, frames, forms and styles cannot be in it.
 */
export type TextBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly parts: readonly TextPart[] }
  | { readonly kind: 'paragraph'; readonly parts: readonly TextPart[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly TextBlock[][] }
  | { readonly kind: 'quote'; readonly blocks: readonly TextBlock[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly TextPart[])[];
      readonly rows: readonly (readonly (readonly TextPart[])[])[];
    };

/** A run of text within a block. Images are named, not loaded: nothing foreign is fetched. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'struck'; readonly parts: readonly TextPart[] }
  | { readonly kind: 'link'; readonly url: string; readonly parts: readonly TextPart[] }
  | { readonly kind: 'break' };
