import { useMemo, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { draftSlot } from './draft-store.ts';
import { type Findings, findingsOf } from './pointer.ts';

export interface FormSettings<T> {
  /** Names the form and its user; drafts of different keys do not meet. */
  readonly key: string;
  /** Version the form starts from, e.g. the revision; '' for a new thing. */
  readonly base: string;
  readonly initial: T;
  readonly isShape: (value: unknown) => value is T;
  /** What of a value may be kept in the browser; secrets may not. */
  readonly toDraft?: (value: T) => T;
  /** Words for what is wrong, by JSON pointer. */
  readonly validate: (value: T) => Findings;
}

export interface Form<T> {
  readonly value: T;
  /** Sets the value; the service's finding at the field that was changed no longer counts. */
  readonly change: (value: T, field: string) => void;
  readonly isDirty: boolean;
  /** Whether unsaved changes came back, and whether they were made on an older version. */
  readonly restored: 'no' | 'yes' | 'stale';
  readonly discard: () => void;
  /** The first blur of a field: from now on its own mistakes are shown as one types. */
  readonly blur: (field: string) => void;
  readonly errorAt: (field: string) => string | undefined;
  /** Shows every mistake; answers whether there are none. */
  readonly check: () => boolean;
  /** The service's answer to a save that did not work; undefined forgets the last one. */
  readonly fault: unknown;
  readonly setFault: (fault: unknown) => void;
  readonly serverFindings: Findings;
  /** Grows each time a save did not work, so that the first mistake can be brought into view. */
  readonly mistakesShown: number;
  /** After a save: the draft is of no use any more. */
  readonly settle: () => void;
}

/** State of one form, with its unsaved changes kept in the tab. */
export function useForm<T>(settings: FormSettings<T>): Form<T> {
  const { key, base, initial, isShape, validate, toDraft = (value) => value } = settings;
  const slot = useMemo(() => draftSlot(sessionStorage, key, isShape), [key, isShape]);
  const [kept] = useState(() => slot.read(base));
  const [value, setValue] = useState(kept?.value ?? initial);
  const [restored, setRestored] = useState<Form<T>['restored']>(
    kept === undefined ? 'no' : kept.isStale ? 'stale' : 'yes',
  );
  const [left, setLeft] = useState<ReadonlySet<string> | 'all'>(new Set());
  const [fault, setFaultState] = useState<unknown>();
  const [serverFindings, setServerFindings] = useState<Findings>(new Map());
  const [mistakesShown, setMistakesShown] = useState(0);
  const findings = validate(value);
  const isShown = (field: string) => left === 'all' || left.has(field);
  return {
    value,
    change: (next, field) => {
      setValue(next);
      slot.write(base, toDraft(next));
      setServerFindings((before) => without(before, field));
    },
    isDirty: restored !== 'no' || JSON.stringify(value) !== JSON.stringify(initial),
    restored,
    discard: () => {
      slot.discard();
      setValue(initial);
      setRestored('no');
      setLeft(new Set());
      setFaultState(undefined);
      setServerFindings(new Map());
    },
    blur: (field) => setLeft((before) => (before === 'all' ? before : new Set([...before, field]))),
    errorAt: (field) =>
      (isShown(field) ? findings.get(field) : undefined) ?? serverFindings.get(field),
    check: () => {
      setLeft('all');
      if (findings.size > 0) setMistakesShown((count) => count + 1);
      return findings.size === 0;
    },
    fault,
    setFault: (next) => {
      setFaultState(next);
      if (next !== undefined) setMistakesShown((count) => count + 1);
      setServerFindings(next instanceof ApiError ? findingsOf(next.details) : new Map());
    },
    serverFindings,
    mistakesShown,
    settle: () => slot.discard(),
  };
}

function without(findings: Findings, field: string): Findings {
  return new Map([...findings].filter(([path]) => path !== field && !path.startsWith(`${field}/`)));
}
