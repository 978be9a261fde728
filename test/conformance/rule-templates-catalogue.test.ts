import { expect, it } from 'vitest';
import { inRepository } from '../support/repository.ts';
import { ruleTemplatesPage } from './rule-templates-page.ts';

it('the catalogue of rule templates is listed in the docs (made by this test: vitest -u)', async () => {
  await expect(ruleTemplatesPage()).toMatchFileSnapshot(
    inRepository('docs/rule-templates-catalogue.md'),
  );
});
