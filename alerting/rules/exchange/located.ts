/**
 * What a YAML text says, with the line of each part (from 1). Scalars are the texts that stand
 * there; what they mean is decided by the field that holds them.
 */
export type Located = LocatedText | LocatedList | LocatedMap;

export interface LocatedText {
  readonly kind: 'text';
  readonly text: string;
  /** Written without quotes and not as a block: such texts are numbers or flags to some readers. */
  readonly isPlain: boolean;
  readonly line: number;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly items: readonly Located[];
  readonly line: number;
}

export interface LocatedMap {
  readonly kind: 'map';
  /** In written order; `__proto__` is a name like any other. */
  readonly entries: ReadonlyMap<string, Located>;
  readonly line: number;
}

/** Nothing there: `labels:` or `labels: ~`. */
export function isNothing(value: Located | undefined): boolean {
  return value === undefined || (value.kind === 'text' && value.isPlain && NULL.test(value.text));
}

const NULL = /^(?:~|null|Null|NULL)?$/;
