import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import type { ChannelSettings } from '../channels/channel.ts';
import type { ChannelKind, CheckedSettings } from './channel-kind.ts';
import type { KindField } from './kind-description.ts';

/** The kind's own check, and what its fields say besides; of two findings at a place the kind's own stands. */
export function checkByFields(
  fields: readonly KindField[],
  check: ChannelKind['check'],
): ChannelKind['check'] {
  return (given, kept): CheckedSettings => {
    const checked = check(given, kept);
    const own = checked.kind === 'invalid' ? checked.findings : [];
    const others = fields
      .flatMap((field) => fieldFindings(field, given))
      .filter(({ path }) => !own.some((finding) => finding.path === path));
    const findings = [...unknownFields(fields, given), ...own, ...others];
    return findings.length === 0 ? checked : { kind: 'invalid', findings };
  };
}

function unknownFields(fields: readonly KindField[], given: ChannelSettings): ErrorDetail[] {
  return Object.keys(given)
    .filter((name) => !fields.some((field) => field.name === name))
    .map((name) => ({ path: `/${name}`, message: 'not a field of this kind of channel' }));
}

function fieldFindings(field: KindField, given: ChannelSettings): ErrorDetail[] {
  const { name, pattern, wrong, isRequired, isSecret } = field;
  const value = given[name];
  if (value === undefined) {
    // Whether a secret is kept instead is for the kind to know.
    const isMissing = isRequired === true && isSecret !== true;
    return isMissing ? [{ path: `/${name}`, message: 'is missing' }] : [];
  }
  const isOne = typeof value === 'string';
  return (isOne ? [value] : value).flatMap((text, index) => {
    if (pattern === undefined || text === '' || pattern.test(text)) return [];
    const path = isOne ? `/${name}` : `/${name}/${index}`;
    return [
      { path, message: wrong?.en.replace('{{value}}', () => text) ?? `expected ${pattern.source}` },
    ];
  });
}
