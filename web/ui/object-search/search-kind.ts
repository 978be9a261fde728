import { AUDIT_LABEL, AUDIT_VALUE } from '../../../platform/model/audit-label.ts';

/** Every field of either form; also its parameter in the URL. */
export type FieldName =
  | 'namespace'
  | 'kind'
  | 'name'
  | 'reason'
  | 'type'
  | 'user'
  | 'verb'
  | 'resource'
  | 'code'
  | 'source'
  | 'text';

/**
 * Where a field stands on the stored lines.
 * - `label`: of the stream. The receiver bounds its values and writes `other` for those beyond; the
 *   object itself has the value under `member`.
 * - `metadata`: of the line.
 * - `line`: anywhere in the object.
 */
export type FieldPlace =
  | { readonly in: 'label'; readonly label: string; readonly member: string }
  | { readonly in: 'metadata'; readonly name: string }
  | { readonly in: 'line' };

export interface SearchField {
  readonly name: FieldName;
  readonly place: FieldPlace;
  /** Beyond `*`: `4xx` of codes, networks of addresses, `pods` also for `pods/exec`. */
  readonly reads?: 'codes' | 'addresses' | 'resources';
  /** Whether it takes several values with commas between. */
  readonly takesSeveral: boolean;
}

/** What is searched, and by which fields. */
export interface SearchKind {
  readonly name: 'events' | 'audit';
  /** The matcher that selects all of it, and nothing else. */
  readonly matcher: string;
  readonly fields: readonly SearchField[];
}

const label = (name: FieldName): SearchField => ({
  name,
  place: { in: 'label', label: name, member: name },
  takesSeveral: true,
});
const text: SearchField = { name: 'text', place: { in: 'line' }, takesSeveral: false };
const objectName: SearchField = {
  name: 'name',
  place: { in: 'metadata', name: 'name' },
  takesSeveral: true,
};

export const EVENTS: SearchKind = {
  name: 'events',
  matcher: 'job="kubernetes-events"',
  fields: [label('namespace'), label('kind'), objectName, label('reason'), label('type'), text],
};

/** Selected by the label that nobody but the receiver can set, so that nobody forges what is shown. */
export const AUDIT: SearchKind = {
  name: 'audit',
  matcher: `${AUDIT_LABEL}="${AUDIT_VALUE}"`,
  fields: [
    { name: 'user', place: { in: 'metadata', name: 'user' }, takesSeveral: false },
    label('verb'),
    {
      name: 'resource',
      place: { in: 'metadata', name: 'resource' },
      reads: 'resources',
      takesSeveral: true,
    },
    label('namespace'),
    objectName,
    { name: 'code', place: { in: 'metadata', name: 'code' }, reads: 'codes', takesSeveral: true },
    {
      name: 'source',
      place: { in: 'metadata', name: 'source_address' },
      reads: 'addresses',
      takesSeveral: true,
    },
    text,
  ],
};
