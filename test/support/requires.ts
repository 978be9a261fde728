import { describe } from 'vitest';
import { type ServerName, whyMissing } from './server-tools.ts';

/**
 * `describe` for tests that need real servers: `requires('prometheus')('scoped queries', () => …)`.
 * Where one is missing the suite is skipped and its name carries which and why, which the summary
 * of `npm test` prints; with CI=true that is an error instead.
 */
export function requires(
  ...tools: readonly ServerName[]
): (name: string, suite: () => void) => void {
  const reasons = tools.flatMap((tool) => {
    const reason = whyMissing(tool);
    return reason === null ? [] : [`${tool}: ${reason}`];
  });
  return requiresThat(reasons.length === 0, reasons.join('; '));
}

/** The same for anything else that may be absent, such as a corpus: `reason` says what. */
export function requiresThat(
  present: boolean,
  reason: string,
): (name: string, suite: () => void) => void {
  return (name, suite) => {
    if (present) return void describe(name, suite);
    if (process.env.CI === 'true') throw new Error(`${name} needs ${reason}`);
    describe.skipIf(true)(`${name} [needs ${reason.replaceAll(']', ')')}]`, suite);
  };
}
