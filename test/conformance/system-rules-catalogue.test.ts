import { expect, it } from 'vitest';
import { inRepository } from '../support/repository.ts';
import { systemRulesPage } from './system-rules-page.ts';

it('the catalogue of system rules is listed in the docs (made by this test: vitest -u)', async () => {
  await expect(systemRulesPage()).toMatchFileSnapshot(
    inRepository('docs/system-rules-catalogue.md'),
  );
});
