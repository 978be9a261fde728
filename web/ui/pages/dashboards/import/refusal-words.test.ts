import { expect, it } from 'vitest';
import { importRefusal } from '../../../../../dashboards/import/import-refusal.ts';
import { createTranslations } from '../../../i18n/setup.ts';
import { refusalWords } from './refusal-words.ts';

it('says in the reader’s language why a file is not taken, with what it names', async () => {
  const { t } = await createTranslations('zh');
  const taken = importRefusal('uid_taken', { owner: 'acme', uid: 'pods' });
  expect(taken.message).toMatch(/^acme has a dashboard with the uid pods already\./);
  expect(refusalWords(taken.message, taken.reason, t)).toBe(
    'acme 已有 uid 为 pods 的仪表盘。请修改那一个，或换一个 uid，或作为副本导入。',
  );
  const many = importRefusal('too_many_panels', { count: 501, most: 500 });
  expect(refusalWords(many.message, many.reason, t)).toBe(
    '有 501 个面板，最多接受 500 个。请拆分。',
  );
});

it('says the service’s English where there is no code, or one that is not known here', async () => {
  const { t } = await createTranslations('zh');
  expect(refusalWords('No.', null, t)).toBe('No.');
  expect(refusalWords('No.', { code: 'newer_than_this', values: {} }, t)).toBe('No.');
  expect(refusalWords('', null, t)).toBe('');
});
