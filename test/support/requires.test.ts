import { expect, it, vi } from 'vitest';
import { requiresThat } from './requires.ts';

requiresThat(true, 'nothing')('what is here', () => {
  it('runs', () => expect(true).toBe(true));
});

it('is an error in CI when it is not here', () => {
  vi.stubEnv('CI', 'true');
  const missing = () => requiresThat(false, 'a dragon: extinct')('flight', () => undefined);
  expect(missing).toThrow('flight needs a dragon: extinct');
  vi.unstubAllEnvs();
});
