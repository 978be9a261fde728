import { pointerPart } from '../plain-texts.ts';
import type { SecretField } from './output-fields.ts';

/** A secret in the settings of an output. */
export interface SecretPlace {
  /** JSON pointer into the settings, e.g. `/servers/0/shared_key`. */
  readonly pointer: string;
  /** Name of the member. */
  readonly name: string;
  readonly field: SecretField;
}

type Replace = (place: SecretPlace) => unknown;

/** The settings with something else in the place of each secret. */
export function replaceSecrets(settings: unknown, replace: Replace): unknown {
  return walk(settings, '', '', replace);
}

/** All secrets of the settings, in their order. */
export function secretsOf(settings: unknown): readonly SecretPlace[] {
  const found: SecretPlace[] = [];
  walk(settings, '', '', (place) => {
    found.push(place);
    return place.field;
  });
  return found;
}

function walk(value: unknown, pointer: string, name: string, replace: Replace): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => walk(item, `${pointer}/${index}`, name, replace));
  }
  if (typeof value !== 'object' || value === null) return value;
  const field = secretFieldOf(value);
  if (field !== null) return replace({ pointer, name, field });
  const members = Object.entries(value).map(([member, item]) => [
    member,
    walk(item, `${pointer}/${pointerPart(member)}`, member, replace),
  ]);
  return Object.fromEntries(members);
}

/** What a secret is written with: no names for members of free maps (headers, labels). */
export const SECRET_MEMBERS = ['secretKeyRef', 'stored', 'value'] as const;

/** Each has exactly one member; `checkOutput` keeps these names out of everything else. */
function secretFieldOf(value: object): SecretField | null {
  const isSecret = SECRET_MEMBERS.some((name) => name in value) && Object.keys(value).length === 1;
  return isSecret ? (value as SecretField) : null;
}
