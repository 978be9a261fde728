import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import type { ContactDescription } from '../notify/contact-description.ts';

/**
 * A way to reach somebody besides by mail, as a service knows people; `kind` is one that a kind of channel
 * calls people by. `severities` empty: at every severity.
 */
export interface Contact {
  readonly kind: string;
  readonly value: string;
  readonly severities: readonly string[];
}

/** Of one person. */
export const MAX_CONTACTS = 20;

/** What is wrong with somebody's contacts; paths begin with `/contacts`. */
export function contactFindings(
  contacts: readonly Contact[],
  known: readonly ContactDescription[],
): readonly ErrorDetail[] {
  const seen = new Set<string>();
  return contacts.flatMap(({ kind, value }, index) => {
    const found = known.find((one) => one.kind === kind);
    if (!found) {
      const names = known.map((one) => one.kind).join(', ');
      return [{ path: `/contacts/${index}/kind`, message: `expected one of ${names}` }];
    }
    const path = `/contacts/${index}/value`;
    if (!found.pattern.test(value)) {
      return [{ path, message: `expected something such as ${found.example}` }];
    }
    const name = `${kind} ${value}`;
    const isKnown = seen.has(name);
    seen.add(name);
    return isKnown ? [{ path, message: 'is listed twice' }] : [];
  });
}

/** What somebody wants to be reached by at a severity: empty severities are all. */
export function chosenAt<Way extends { readonly severities: readonly string[] }>(
  ways: readonly Way[],
  severity: string,
): readonly Way[] {
  return ways.filter(({ severities }) => severities.length === 0 || severities.includes(severity));
}
