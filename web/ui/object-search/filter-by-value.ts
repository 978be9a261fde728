import type { SearchValues } from './object-query.ts';
import type { SearchField, SearchKind } from './search-kind.ts';

/** A label or metadata of a row that somebody wants more of, or none. */
interface RowValue {
  readonly name: string;
  readonly value: string;
  readonly isOut: boolean;
}

/** Names of what a row has for which the form has a field. */
export function filterable({ fields }: SearchKind): ReadonlySet<string> {
  return new Set(fields.flatMap((field) => storedName(field) ?? []));
}

/** The form with the value of a row in its field, in the place of what stood there. */
export function withValue(
  { fields }: SearchKind,
  values: SearchValues,
  { name, value, isOut }: RowValue,
): SearchValues {
  const field = fields.find((each) => storedName(each) === name);
  return field === undefined ? values : { ...values, [field.name]: `${isOut ? '!' : ''}${value}` };
}

function storedName({ place }: SearchField): string | undefined {
  switch (place.in) {
    case 'label':
      return place.label;
    case 'metadata':
      return place.name;
    default:
      return undefined;
  }
}
