import { expect, it } from 'vitest';
import { detailWords } from './reason-words.ts';
import { createTranslations } from './setup.ts';

async function wordsOf(language: 'en' | 'zh') {
  const { t } = await createTranslations(language);
  return (detail: string) => detailWords(detail, t);
}

it('says what a delivery says in the language of its reader', async () => {
  const [english, chinese] = [await wordsOf('en'), await wordsOf('zh')];
  expect(english('2 open pages')).toBe('2 open pages');
  expect(english('1 in the inbox; 1 accepted: 250 OK')).toBe('1 in the inbox; 1 accepted: 250 OK');
  expect(chinese('1 in the inbox; 1 accepted: 250 OK')).toBe(
    '已送入 1 个收件箱；1 个收件人已接收：250 OK',
  );
});

it('leaves what it does not know as it is', async () => {
  const chinese = await wordsOf('zh');
  for (const detail of ['answered 400', '1 in the inbox; who knows', '3 refused, 1 accepted: x']) {
    expect(chinese(detail)).toBe(detail);
  }
});
